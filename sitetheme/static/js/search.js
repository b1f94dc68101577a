// The look-up page: reads ?q=, asks lookup.js, shows the answer.
// @ts-check
import { createLookup } from "./lookup.js";
import { tooShort } from "./names.js";

const data = new URL("../../data/lookup/", import.meta.url);
const lookup = createLookup({
  load: async (/** @type {string} */ path) => {
    const response = await fetch(new URL(path, data));
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
});

const form = /** @type {HTMLFormElement} */ (document.getElementById("search"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("q"));
const answer = /** @type {HTMLElement} */ (document.getElementById("answer"));
const words = answer.dataset;
let latest = 0;
let timer = 0;

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

/** @param {import("./names.js").Hit} hit */
function reason(hit) {
  const text = words[`match${hit.match.slice(0, 1).toUpperCase()}${hit.match.slice(1)}`] ?? "";
  return [hit.code, text, hit.former].filter(Boolean).join(" · ");
}

/** @param {import("./names.js").Hit[]} hits */
function list(hits) {
  const found = document.createElement("ol");
  for (const hit of hits) {
    const link = document.createElement("a");
    link.href = `../subjects/${encodeURIComponent(hit.code)}/`;
    link.textContent = hit.name;
    const why = document.createElement("span");
    why.className = "why";
    why.textContent = reason(hit);
    const row = document.createElement("li");
    row.append(link, why);
    found.append(row);
  }
  return found;
}

/** @param {{answer: string, hits: import("./names.js").Hit[], total: number, complete: boolean}} result */
function show(result) {
  const shown = result.hits.length;
  const single = result.answer === "several" && result.total === 1 && result.complete;
  const parts = [paragraph((single ? words.single : words[result.answer]) ?? ""), list(result.hits)];
  const cut = result.total > shown ? (result.complete ? words.cut : words.open) : result.complete ? "" : words.open;
  if (shown && cut) {
    parts.push(paragraph(cut.replace("{shown}", String(shown)).replace("{total}", String(result.total))));
  }
  answer.replaceChildren(...parts);
}

async function ask() {
  const text = input.value.trim();
  const turn = ++latest;
  if (tooShort(text)) {
    answer.replaceChildren(...(text ? [paragraph(words.short ?? "")] : []));
    return;
  }
  try {
    const result = await lookup.search(text, { limit: 20 });
    if (turn !== latest) return;
    show(result);
  } catch {
    if (turn === latest) answer.replaceChildren(paragraph(words.error ?? ""));
  }
}

function remember() {
  const address = new URL(location.href);
  address.searchParams.set("q", input.value.trim());
  history.replaceState(null, "", address);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  window.clearTimeout(timer);
  remember();
  await ask();
  answer.querySelector("a")?.focus();
});
input.addEventListener("input", () => {
  window.clearTimeout(timer);
  timer = window.setTimeout(ask, 150);
});

document.getElementById("unscripted")?.remove();
input.value = new URL(location.href).searchParams.get("q") ?? "";
if (input.value) ask();
else input.focus();
