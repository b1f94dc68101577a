// A list that is sorted and filtered in the page, over the JSON beside it. What is chosen stands in
// the address. Nothing is fetched until something is chosen; without that, the page stays as it came.
// @ts-check
import { element, filled } from "./hits.js";
import { whenTyped } from "./typing.js";
import { cellOf } from "./list_cells.js";
import { rowsOf } from "./list_rows.js";

/** @typedef {import("./list_rows.js").Row} Row */

const ROWS = 100;

const form = /** @type {HTMLFormElement} */ (document.getElementById("refine"));
const table = /** @type {HTMLTableElement} */ (document.getElementById("rows"));
const region = /** @type {HTMLElement} */ (table.closest(".table"));
const status = /** @type {HTMLElement} */ (document.getElementById("refined"));
const nothing = /** @type {HTMLElement} */ (document.getElementById("refined-none"));
const words = form.dataset;
const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
const selects = [...form.querySelectorAll("select")];
const filters = selects.filter((one) => one.name !== "sort");
const sorting = /** @type {HTMLSelectElement} */ (form.elements.namedItem("sort"));
const body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
const heads = /** @type {HTMLElement[]} */ ([...(table.tHead?.rows[0]?.cells ?? [])]);
const fields = (table.dataset.fields ?? "").split(" ");
const given = [...body.rows];
const caption = table.caption?.textContent ?? "";
const paging = document.querySelector(".pagination");
const codes = new Intl.Collator(document.documentElement.lang);
const settings = { ...JSON.parse(words.list ?? "{}"), root: words.root ?? "" };
/** @type {Promise<Row[]> | null} */
let reading = null;
let latest = 0;

/** Read the rows, once; after a failure the next choice tries again. */
function read() {
  reading ??= fetch(new URL(words.source ?? "", location.href))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((file) => {
      const { rows, expired } = rowsOf(file, document.documentElement.dataset.day ?? "");
      if (expired) document.getElementById("expired")?.removeAttribute("hidden");
      return rows;
    })
    .catch((error) => {
      reading = null;
      throw error;
    });
  return reading;
}

/** Whether a row has what a filter asks for; "-" asks for none. @param {Row} row @param {HTMLSelectElement} filter */
function fits(row, filter) {
  const value = row[filter.name];
  const has = Array.isArray(value) ? value : value ? [String(value)] : [];
  return filter.value === "-" ? !has.length : has.some((one) => one === filter.value);
}

/** @param {Row[]} rows */
function chosen(rows) {
  const text = input.value.trim().toLowerCase();
  const on = filters.filter((one) => one.value);
  return rows.filter(
    (row) =>
      (!text || String(row.name).toLowerCase().includes(text) || String(row.code).toLowerCase().includes(text)) &&
      on.every((one) => fits(row, one)),
  );
}

/** Sort by the chosen field; rows that lack it come last, equal ones stay in their order. @param {Row[]} rows */
function sorted(rows) {
  const field = sorting.value.replace(/^-/, "");
  if (!field) return rows;
  const turn = sorting.value.startsWith("-") ? -1 : 1;
  /** @type {{[grade: string]: number}} */
  const ranks = settings.ranks ?? {};
  /** @param {Row} row */
  const key = (row) => (field === "grade" ? (ranks[String(row.grade)] ?? null) : (row[field] ?? null));
  return [...rows].sort((a, b) => {
    const [first, second] = [key(a), key(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order = typeof first === "number" ? first - Number(second) : codes.compare(String(first), String(second));
    return turn * order;
  });
}

/** Go from page to page of what was found. @param {number} number @param {number} pages */
function pager(number, pages) {
  const bar = element("nav", "pagination");
  bar.setAttribute("aria-label", words.paging ?? "");
  /** @param {string} text @param {number} to */
  const button = (text, to) => {
    const made = element("button", "quiet", text);
    made.setAttribute("type", "button");
    made.addEventListener("click", () => {
      write(to, true);
      show().then(() => region.scrollIntoView({ block: "start" }));
      region.focus({ preventScroll: true });
    });
    return made;
  };
  if (number > 1) bar.append(button(words.previous ?? "", number - 1));
  bar.append(element("span", "", ...filled(words.page ?? "", { number, pages })));
  if (number < pages) bar.append(button(words.next ?? "", number + 1));
  return bar;
}

/** Put rows, caption and paging in the place of what stands there. @param {Row[]} found @param {number} asked */
function put(found, asked) {
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const number = Math.min(Math.max(1, asked), pages);
  const first = (number - 1) * ROWS;
  const rows = found.slice(first, first + ROWS);
  body.replaceChildren(
    ...rows.map((row) => element("tr", "", ...heads.map((head, nth) => cellOf(row, fields[nth] ?? "", head.textContent ?? "", settings)))),
  );
  const counts = { total: found.length, first: first + 1, last: first + rows.length };
  const said = found.length ? filled(words.found ?? "", counts).join("") : (words.none ?? "");
  if (table.caption) table.caption.textContent = said;
  status.textContent = said;
  missing(!found.length);
  turn(pages > 1 ? pager(number, pages) : null);
}

/** Say in the place of an empty table that nothing was found, with the way to look through all. @param {boolean} none */
function missing(none) {
  region.hidden = none;
  nothing.hidden = !none;
  const link = nothing.querySelector("a");
  if (!none || !link) return;
  const address = new URL(link.href);
  const text = input.value.trim();
  address.search = text ? new URLSearchParams({ q: text }).toString() : "";
  link.href = address.href;
}

/** Show a paging of one's own in the place of the page's. @param {HTMLElement | null} own */
function turn(own) {
  document.getElementById("refined-pages")?.remove();
  paging?.toggleAttribute("hidden", true);
  if (!own) return;
  own.id = "refined-pages";
  region.after(own);
}

/** Let the page stand as it came. */
function restore() {
  body.replaceChildren(...given);
  missing(false);
  if (table.caption) table.caption.textContent = caption;
  document.getElementById("refined-pages")?.remove();
  paging?.toggleAttribute("hidden", false);
  status.textContent = "";
}

function mark() {
  const order = sorting.value || (table.dataset.sorted ?? "");
  const field = order.replace(/^-/, "");
  heads.forEach((head, nth) => {
    if (field && fields[nth] === field) head.setAttribute("aria-sort", order.startsWith("-") ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

const asks = () => Boolean(input.value.trim()) || selects.some((one) => one.value);

async function show() {
  const turnOf = ++latest;
  mark();
  if (!asks()) {
    table.removeAttribute("aria-busy");
    return restore();
  }
  table.setAttribute("aria-busy", "true");
  try {
    const rows = await read();
    if (turnOf === latest) put(sorted(chosen(rows)), Number(new URL(location.href).searchParams.get("page")) || 1);
  } catch {
    if (turnOf === latest) {
      restore();
      status.textContent = words.error ?? "";
      if (table.caption) table.caption.textContent = `${status.textContent} ${caption}`;
    }
  }
  if (turnOf === latest) table.removeAttribute("aria-busy");
}

/** Put what is chosen into the address. @param {number} page @param {boolean} settled */
function write(page, settled) {
  const address = new URL(location.href);
  const query = new URLSearchParams();
  if (input.value.trim()) query.set("q", input.value.trim());
  for (const one of selects) if (one.value) query.set(one.name, one.value);
  if (page > 1) query.set("page", String(page));
  address.search = query.toString();
  if (address.href === location.href) return;
  history[settled ? "pushState" : "replaceState"](null, "", address);
}

/** Take what is chosen from the address; what the list does not offer is left out. */
function take() {
  const asked = new URL(location.href).searchParams;
  input.value = asked.get("q") ?? "";
  for (const one of selects) {
    one.value = asked.get(one.name) ?? "";
    if (one.selectedIndex < 0) one.selectedIndex = 0;
  }
}

const typing = whenTyped(input, () => {
  write(1, false);
  show();
});
form.addEventListener("change", (event) => {
  if (event.target === input) return;
  write(1, true);
  show();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing.cancel();
  write(1, true);
  show();
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  typing.cancel();
  input.value = "";
  for (const one of selects) one.selectedIndex = 0;
  write(1, true);
  show();
  input.focus();
});
window.addEventListener("popstate", () => {
  typing.cancel();
  take();
  show();
});

take();
if (asks()) form.closest("details")?.setAttribute("open", "");
document.getElementById("refining")?.removeAttribute("hidden");
show();
