// The look-up page: what is asked stands in the address, what is answered below the field.
// @ts-check
import { showAnswer, showFailure } from "./answer.js";
import { element, filled, hasExpired } from "./hits.js";
import { askInTwo } from "./in_two.js";
import { listsFor, showPlaces } from "./places.js";
import { tooShort } from "./questions.js";
import { SITE, addressOf, listOf, openSiteLookup, readPlaces } from "./site_lookup.js";
import { isPlainKey, whenTyped } from "./typing.js";

/** So many hits are shown at first, and so many more each time. */
const STEP = 20;
const MOST = 1000;

const lookup = openSiteLookup();
const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const filters = /** @type {HTMLDetailsElement} */ (document.getElementById("filters"));
const answer = /** @type {HTMLElement} */ (document.getElementById("answer"));
const status = /** @type {HTMLElement} */ (document.getElementById("status"));
const words = answer.dataset;
const title = document.title;
const selects = [...filters.querySelectorAll("select")];
/** A finger has no keys to go on with. */
const byHand = matchMedia("(hover: none)");
let latest = 0;
let limit = STEP;
/** @type {ReturnType<typeof readPlaces> | null} */
let reading = null;

/** Read what lists there are by place, once; after a failure the next question tries again. */
function places() {
  reading ??= readPlaces();
  reading.catch(() => { reading = null; });
  return reading;
}

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
    limit = STEP;
    write(false);
    askAndGo();
  },
  more: async () => {
    const before = links().length;
    limit = Math.min(before + STEP, MOST);
    write(false);
    if (await ask()) links()[before]?.focus();
  },
};

/**
 * The lists that hold all who meet the filters: of the kind chosen, or of each.
 * @param {string} q @param {{[name: string]: string}} on
 */
const listsThrough = (q, { kind: only, division: city = "", grade = "" }) =>
  Object.entries(/** @type {import("./hits.js").Kinds} */ (page.kinds))
    .filter(([kind, { grades }]) => (!only || kind === only) && (!grade || grades))
    .map(([kind, { title, whole }]) => ({ title, address: listOf(kind, whole ?? false, { q, city, grade }) }));

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
  if (!text && Object.keys(chosen()).length) return offer();
  if (tooShort(text) === "text") {
    close();
    if (text) show({ nodes: [element("p", "", words.short ?? "")], said: words.short ?? "" }, text);
    return true;
  }
  const turn = ++latest;
  const on = chosen();
  const filtered = Object.keys(on).length > 0;
  const known = { ...page, text, filtered, through: filtered ? listsThrough(text, on) : [] };
  answer.setAttribute("aria-busy", "true");
  const search = (/** @type {string} */ asked) =>
    lookup.search(asked, { limit, ...on, ...(on.division ? { division: within(on.division) } : {}) });
  try {
    const result = await search(text);
    if (turn === latest) {
      show(showAnswer(result, known), text);
      if (result.hits.some(hasExpired)) document.getElementById("expired")?.removeAttribute("hidden");
      nameLists(text, result, turn);
      if (!result.check && (result.answer === "none" || result.answer === "similar")) offerInTwo(text, search, turn);
    }
  } catch (error) {
    const cancelled = error instanceof Error && error.name === "AbortError";
    if (turn === latest && !cancelled) show(showFailure(known), text);
  }
  if (turn !== latest) return false;
  answer.removeAttribute("aria-busy");
  return true;
}

/**
 * Above the answer, lead to the lists of a place that is asked for. Of a place that is in the register
 * it is not said that nothing was found, but that no name has it.
 * @param {string} text @param {import("./answer.js").Result} result @param {number} turn
 */
async function nameLists(text, result, turn) {
  const read = await places().catch(() => null); // a hint: the answer stands without it
  if (!read || turn !== latest) return;
  const shown = showPlaces(text, read, page.kinds, words, SITE);
  answer.prepend(...shown);
  if (!shown.length || result.answer !== "none" || result.check || !result.complete) return;
  const said = element("p", "verdict", ...filled(words.placeAlone ?? "", { text }));
  answer.querySelector(".notice, .verdict")?.replaceWith(said);
  status.textContent = said.textContent;
}

/**
 * Below the answer that nothing matches, lead to the text in two pieces where those are found.
 * @param {string} text @param {(text: string) => Promise<import("./answer.js").Result>} search @param {number} turn
 */
async function offerInTwo(text, search, turn) {
  const still = (/** @type {string} */ cut) => (turn === latest ? search(cut) : Promise.reject(new Error(text)));
  const found = await askInTwo(text, still).catch(() => null); // a hint: the answer stands without it
  if (!found || turn !== latest) return;
  const link = /** @type {HTMLAnchorElement} */ (element("a", "", found.text));
  const address = new URL(location.href);
  address.searchParams.set("q", found.text);
  link.href = address.search;
  const said = element("p", "in-two", ...filled(words.inTwo ?? "", { text: link, total: found.total }));
  answer.querySelector(".pieces")?.remove();
  answer.querySelector(".notice, .verdict")?.after(said);
  status.textContent += ` ${said.textContent}`;
}

/** Nothing is written: offer the lists that meet the filters. */
async function offer() {
  const turn = ++latest;
  const read = await places().catch(() => null);
  if (turn !== latest) return false;
  if (!read) show(showFailure({ ...page, text: "", filtered: true, through: [] }), "");
  else {
    const lists = listsFor(chosen(), read, page.kinds, SITE);
    const said = (lists.length ? words.without : words.withoutNone) ?? "";
    show({ nodes: [element("p", "verdict", said), element("ul", "inline lists", ...lists)], said }, "");
  }
  return true;
}

/** Ask, then go to the first subject found, or to the button that asks again. */
async function askAndGo() {
  if (!(await ask())) return;
  /** @type {HTMLElement | null} */
  const next = answer.querySelector(".hits a, .lists a, button");
  (next ?? (byHand.matches && input.value ? answer : input)).focus();
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
    ...(limit > STEP ? { shown: String(limit) } : {}),
  }).toString();
  const replaces = history.state?.typing || address.href === location.href;
  const settled = address.href === location.href && !history.state?.typing;
  history[replaces ? "replaceState" : "pushState"]({ typing: typing && !settled }, "", address);
}

/** Take what is asked from the address. A filter that the page does not offer is shown as it is. */
function read() {
  const asked = new URL(location.href).searchParams;
  input.value = asked.get("q") ?? "";
  limit = Math.min(Math.max(STEP, Number.parseInt(asked.get("shown") ?? "", 10) || 0), MOST);
  for (const select of selects) {
    const value = asked.get(select.name) ?? "";
    select.value = value;
    if (select.value === value) continue;
    select.add(new Option(value, value));
    select.value = value;
  }
  if (selects.some((one) => one.value)) filters.open = true;
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
  limit = STEP;
  write(true);
  ask();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing.cancel();
  limit = STEP;
  write(false);
  askAndGo();
});
filters.addEventListener("change", () => {
  typing.cancel();
  limit = STEP;
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
if (!input.value) input.focus();
if (input.value || Object.keys(chosen()).length) ask();
