// The look-up page: what is asked stands in the address, what is answered below the field.
// @ts-check
import { showAnswer, showFailure } from "./answer.js";
import { element, hasExpired } from "./hits.js";
import { tooShort } from "./names.js";
import { addressOf, openSiteLookup } from "./site_lookup.js";
import { isPlainKey, whenTyped } from "./typing.js";

const MOST = 20;

const lookup = openSiteLookup();
const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const filters = /** @type {HTMLFieldSetElement} */ (document.getElementById("filters"));
const answer = /** @type {HTMLElement} */ (document.getElementById("answer"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const words = answer.dataset;
const title = document.title;
const selects = [...filters.querySelectorAll("select")];
let latest = 0;

/** The filters that are on, by their names in the address. */
const chosen = () => Object.fromEntries(selects.filter((one) => one.value).map((one) => [one.name, one.value]));

/** The divisions that a search is limited to: the one chosen and those that lie in it. @param {string | undefined} division */
const within = (division) => {
  const option = selects.find((one) => one.name === "division")?.selectedOptions[0];
  return division ? [division, ...(option?.dataset.below?.split(" ") ?? [])] : undefined;
};

const page = {
  words,
  kinds: JSON.parse(words.kinds ?? "{}"),
  titles: JSON.parse(words.lists ?? "{}"),
  lists: /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".ways a")]),
  addressOf,
  retry: () => askAndGo(),
  widen: () => {
    for (const select of selects) select.value = "";
    write(false);
    askAndGo();
  },
};

/** What is asked, for the paper. @param {string} text */
function asked(text) {
  const on = selects.filter((one) => one.value).map((one) => one.selectedOptions[0]?.text.trim() ?? "");
  return element("div", "asked", [text, ...on].join(" · "));
}

/**
 * Show an answer. Who stands on a subject that is found again stays on it.
 * @param {import("./answer.js").Shown} shown @param {string} text
 */
function show(shown, text) {
  const held = answer.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  answer.replaceChildren(asked(text), ...shown.nodes);
  status.textContent = shown.said;
  if (held) (links().find((link) => link.getAttribute("href") === held) ?? input).focus();
}

/** The subjects found. */
const links = () => /** @type {HTMLElement[]} */ ([...answer.querySelectorAll(".hits a")]);

function close() {
  latest++;
  answer.replaceChildren();
  answer.removeAttribute("aria-busy");
  status.textContent = "";
}

/** Answer what is asked now; tell whether the answer is shown, or nothing was to be asked. */
async function ask() {
  const text = input.value.trim();
  document.title = text ? `${text} · ${title}` : title;
  if (tooShort(text) === "text") {
    close();
    if (text) show({ nodes: [element("p", "", words.short ?? "")], said: words.short ?? "" }, text);
    return true;
  }
  const turn = ++latest;
  const on = chosen();
  const known = { ...page, filtered: Object.keys(on).length > 0 };
  answer.setAttribute("aria-busy", "true");
  try {
    const result = await lookup.search(text, { limit: MOST, ...on, ...(on.division ? { division: within(on.division) } : {}) });
    if (turn === latest) {
      show(showAnswer(result, known), text);
      if (result.hits.some(hasExpired)) document.getElementById("expired")?.removeAttribute("hidden");
    }
  } catch (error) {
    const cancelled = error instanceof Error && error.name === "AbortError";
    if (turn === latest && !cancelled) show(showFailure(known), text);
  }
  if (turn !== latest) return false;
  answer.removeAttribute("aria-busy");
  return true;
}

/** Ask, then go to the first subject found, or to the button that asks again. */
async function askAndGo() {
  if (!(await ask())) return;
  /** @type {HTMLElement | null} */
  const next = answer.querySelector(".hits a, button");
  (next ?? input).focus();
}

/**
 * Put what is asked into the address. What is still being typed has one entry of the history to
 * itself, so that going back leads to what was asked before it.
 * @param {boolean} typing
 */
function write(typing) {
  const address = new URL(location.href);
  address.search = new URLSearchParams({
    ...(input.value.trim() ? { q: input.value.trim() } : {}),
    ...chosen(),
  }).toString();
  const replaces = history.state?.typing || address.href === location.href;
  const settled = address.href === location.href && !history.state?.typing;
  history[replaces ? "replaceState" : "pushState"]({ typing: typing && !settled }, "", address);
}

/** Take what is asked from the address. A filter that the page does not offer is shown as it is. */
function read() {
  const asked = new URL(location.href).searchParams;
  input.value = asked.get("q") ?? "";
  for (const select of selects) {
    const value = asked.get(select.name) ?? "";
    select.value = value;
    if (select.value === value) continue;
    select.add(new Option(value, value));
    select.value = value;
  }
}

/** Go through the subjects found by the arrow keys. @param {KeyboardEvent} event */
function move(event) {
  if (!isPlainKey(event)) return;
  const found = links();
  const at = found.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const onField = document.activeElement === input;
  if (!onField && at < 0) return;
  /** @type {{[key: string]: HTMLElement | undefined}} */
  const goals = onField
    ? { ArrowDown: found[0] }
    : { ArrowDown: found[at + 1], ArrowUp: found[at - 1] ?? input, Home: found[0], End: found.at(-1), Escape: input };
  const goal = goals[event.key];
  if (goal) goal.focus();
  else if (onField && event.key === "Escape" && answer.childNodes.length) close();
  else return;
  event.preventDefault();
}

const typing = whenTyped(input, () => {
  write(true);
  ask();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing.cancel();
  write(false);
  askAndGo();
});
filters.addEventListener("change", () => {
  typing.cancel();
  write(false);
  ask();
});
window.addEventListener("popstate", () => {
  typing.cancel();
  read();
  ask();
});
document.addEventListener("keydown", move);

document.getElementById("unscripted")?.remove();
filters.hidden = !selects.length;
read();
if (input.value) ask();
else input.focus();
