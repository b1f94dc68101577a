// Suggestions below the look-up field of any page: a combobox with a listbox (WAI-ARIA 1.2).
// Enter on a suggestion opens its subject; Enter without one sends the form as it is.
// @ts-check
import { codeOf, element, filled, nameOf, reasonOf, warningsOf } from "./hits.js";
import { tooShort } from "./questions.js";
import { addressOf, openSiteLookup, SEARCH_PAGE } from "./site_lookup.js";
import { isPlainKey, whenTyped } from "./typing.js";

/** @typedef {import("./hits.js").Words} Words */

const MOST = 6;
/** A finger has no keys to choose with. */
const byHand = matchMedia("(hover: none)");

/** Fetch the words, which stand on the page that looks up and nowhere else. @returns {Promise<Words>} */
async function fetchWords() {
  const response = await fetch(SEARCH_PAGE);
  if (!response.ok) throw new Error(`${SEARCH_PAGE}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const words = page.getElementById("answer")?.dataset;
  if (!words) throw new Error(`${SEARCH_PAGE}: no words`);
  return { ...words };
}

/** Offer suggestions below a field. @param {HTMLInputElement} input */
export function suggest(input) {
  const lookup = openSiteLookup();
  const words = fetchWords();
  words.catch(() => {}); // told where it is awaited
  const list = element("ul", "suggestions");
  const status = element("span", "hidden");
  let latest = 0;
  let at = -1;

  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);
  const isOpen = () => !list.hidden;

  /** @param {number} place */
  const choose = (place) => {
    at = place;
    input.removeAttribute("aria-activedescendant");
    options().forEach((option, nth) => {
      option.setAttribute("aria-selected", String(nth === at));
      if (nth !== at) return;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  };

  const close = () => {
    latest++;
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  /** @param {import("./hits.js").Hit[]} hits @param {Words} said */
  const open = (hits, said) => {
    const held = options()[at]?.dataset.address;
    /** @type {import("./hits.js").Titles} */
    const titles = JSON.parse(said.lists ?? "{}");
    list.replaceChildren(
      ...hits.map((hit, nth) => {
        const why = element("span", "why", element("span", "mono", codeOf(hit)), " · ", reasonOf(hit, said));
        const warnings = warningsOf(hit, said, titles);
        const more = warnings.length ? [" ", element("span", "warnings", ...warnings)] : [];
        const option = element("li", "", element("span", "name", nameOf(hit)), " ", why, ...more);
        option.id = `${list.id}-${nth}`;
        option.setAttribute("role", "option");
        option.dataset.address = addressOf(hit.code);
        return option;
      }),
    );
    list.setAttribute("aria-label", said.suggestions ?? "");
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const told = byHand.matches ? said.saidSuggestionsByHand : said.saidSuggestions;
    status.textContent = filled(told ?? "", { total: hits.length }).join("");
    choose(held ? hits.findIndex((hit) => addressOf(hit.code) === held) : -1);
  };

  const ask = async () => {
    const text = input.value.trim();
    if (tooShort(text) === "text") return close();
    const turn = ++latest;
    try {
      const [said, result] = await Promise.all([words, lookup.search(text, { limit: MOST })]);
      if (turn !== latest) return;
      if (result.hits.length && document.activeElement === input) open(result.hits, said);
      else close();
    } catch {
      if (turn === latest) close(); // the page that looks up says what is wrong, and Enter leads there
    }
  };

  /** @param {KeyboardEvent} event */
  const move = (event) => {
    if (!isPlainKey(event) || !isOpen()) return;
    const most = options().length;
    if (event.key === "ArrowDown") choose(at + 1 < most ? at + 1 : -1);
    else if (event.key === "ArrowUp") choose(at < 0 ? most - 1 : at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) location.assign(options()[at]?.dataset.address ?? "");
    else return;
    event.preventDefault();
  };

  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();
  input.parentElement?.classList.add("suggesting");
  input.after(list, status);

  const typing = whenTyped(input, ask);
  input.addEventListener("input", () => choose(-1));
  input.addEventListener("keydown", move);
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", () => {
    typing.cancel();
    close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("li") : null;
    if (option?.dataset.address) location.assign(option.dataset.address);
  });
  if (input.value) ask();
}
