// The answer of a look-up as the page shows it: a sentence, the subjects found, the next step.
// Not found is said of what was asked and read, and of nothing else.
// @ts-check
import { codeOf, element, filled, nameOf, reasonOf, standingsOf } from "./hits.js";
import { inOnePiece } from "./in_two.js";

/** @typedef {import("./hits.js").Hit} Hit */
/**
 * @typedef {{answer: string, hits: Hit[], total: number, complete: boolean, check?: string,
 *   excess?: number, offline?: boolean}} Result
 */
/**
 * What the page knows beside the result: its words, the kinds, the titles of the lists, whether
 * filters are on and which lists hold all who meet them, what is asked, its lists, what the buttons do
 * and where a subject's page is.
 * @typedef {{words: import("./hits.js").Words, kinds: import("./hits.js").Kinds,
 *   titles: import("./hits.js").Titles, filtered: boolean, through: {title: string, address: string}[],
 *   text: string, lists: HTMLAnchorElement[], retry: () => void, widen: () => void, more: () => void,
 *   addressOf: (code: string) => string}} Page
 */
/** @typedef {{nodes: Node[], said: string}} Shown `said` is one short sentence to be read out. */

/** @param {string} [text] */
const verdict = (text = "") => element("p", "verdict", text);

/** A sentence in which no day and no release is broken at a hyphen. @param {string} [text] */
const unbroken = (text = "") =>
  text.split(/(\d{4}-\d\d-\d\d[-\w]*)/).map((part, nth) => (nth % 2 ? element("span", "day", part) : part));

/** @param {string} [text] */
const note = (text = "") => element("p", "note", ...unbroken(text));

/** @param {string | undefined} text @param {() => void} act */
function button(text, act) {
  const made = /** @type {HTMLButtonElement} */ (element("button", "quiet", text ?? ""));
  made.type = "button";
  made.addEventListener("click", act);
  return element("p", "", made);
}

/** @param {Hit[]} hits @param {Page} page */
function listed(hits, page) {
  const rows = hits.map((hit) => {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", nameOf(hit)));
    link.href = page.addressOf(hit.code);
    const why = element("span", "why", element("span", "mono", codeOf(hit)), " · ", reasonOf(hit, page.words));
    const standings = standingsOf(hit, page.kinds, page.words, page.titles);
    return element("li", "", link, why, ...(standings.length ? [element("ul", "inline standings", ...standings)] : []));
  });
  return element("ol", "hits", ...rows);
}

/** The lists of the site, as links. @param {Page} page */
function ways({ lists, words }) {
  const rows = lists.map((list) => {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", list.querySelector(".card-title")?.textContent ?? ""));
    link.href = list.href;
    return element("li", "", link);
  });
  return [element("p", "", words.ways ?? ""), element("ul", "inline", ...rows)];
}

/** The lists that hold all who meet the filters, where not all were looked through. @param {Page} page */
function through({ through: lists, words }) {
  if (!lists.length) return [];
  const rows = lists.map(({ title, address }) => {
    const link = /** @type {HTMLAnchorElement} */ (element("a", "", title));
    link.href = address;
    return element("li", "", link);
  });
  return [element("p", "", words.through ?? ""), element("ul", "inline through", ...rows)];
}

/** What is wrong with the length of a code. @param {Result} result @param {Page} page */
function lengthOf({ excess = 0 }, { words }) {
  const sentence = excess < 0 ? words.codeShort : words.codeLong;
  return filled(sentence ?? "", { number: Math.abs(excess) }).join("");
}

/** What was not read is never told as not found. @param {Page} page @returns {Shown} */
export function showFailure(page) {
  const { words } = page;
  return {
    nodes: [verdict(words.error), button(words.retry, page.retry), ...ways(page)],
    said: words.error ?? "",
  };
}

/** @param {Result} result @param {Page} page @returns {Shown} */
function showNothing(result, page) {
  const { words } = page;
  if (result.check === "code-length") {
    const said = lengthOf(result, page);
    return { nodes: [verdict(said), note(words.codeLengthNone)], said };
  }
  const wrong = { "wrong-code": words.wrongCodeNone, "no-code": words.noCode }[result.check ?? ""];
  const before = wrong ? [verdict(wrong)] : [];
  if (!result.complete) {
    return { nodes: [...before, verdict(words.unsure), ...through(page)], said: words.unsure ?? "" };
  }
  if (page.filtered) {
    const nodes = [...before, verdict(words.filtered), button(words.widen, page.widen)];
    return { nodes, said: words.filtered ?? "" };
  }
  const down = /** @type {HTMLAnchorElement} */ (element("a", "", words.stepLists ?? ""));
  down.href = "#ways";
  const pieces = inOnePiece(page.text) ? [words.pieces ?? ""] : [];
  const steps = [...pieces, words.stepSpelling ?? "", words.stepCode ?? "", down].map((step) => element("li", step === words.pieces ? "pieces" : "", step));
  const next = [element("p", "", words.next ?? ""), element("ul", "steps", ...steps)];
  const nodes = [...before, element("p", "notice", ...unbroken(words.none)), ...next];
  return { nodes, said: wrong ?? words.saidNone ?? "" };
}

/** Say that not all are shown, how to see more and how to have fewer. @param {Result} result @param {Page} page */
function narrowing({ hits, total, complete }, { words, more }) {
  const left = total - hits.length;
  if (!left) return complete ? [] : [note(words.open)];
  const sentence = complete ? words.cut : words.cutOpen;
  const said = note(filled(sentence ?? "", { shown: hits.length, total }).join(""));
  return [said, button(words.more, more)];
}

/** The sentences above the hits: what is wrong with the question, and the answer. @param {Result} result @param {Page} page */
function sentencesOf(result, page) {
  const { answer, check, hits, total, complete } = result;
  const { words } = page;
  const several = total === 1 ? words.single : complete ? words.several : words.severalOpen;
  const sentence = filled((answer === "several" ? several : words[answer]) ?? "", { total }).join("");
  if (check === "other-name") return [words.otherName ?? ""];
  if (check === "code-length") {
    const codes = hits.every((hit) => hit.match === "code");
    return [lengthOf(result, page), (codes ? words.codeLength : sentence) ?? ""];
  }
  if (check === "no-code") return [words.noCode ?? "", sentence];
  if (check !== "wrong-code") return [sentence];
  const corrected = hits.every((hit) => hit.match === "code");
  return corrected ? [words.wrongCode ?? ""] : [words.wrongCodeNone ?? "", sentence];
}

/** The next step below the hits. @param {Result} result @param {Page} page */
function nextStep(result, page) {
  const { words } = page;
  if (result.answer === "one") return [element("p", "note keys", words.openOne ?? "")];
  if (result.check === "code-length" && result.answer === "similar") return [note(words.codeLengthNone)];
  if (result.answer === "similar") {
    const neither = page.filtered ? [note(words.filtered), button(words.widen, page.widen)] : [];
    if (!page.filtered) neither.push(note(filled(words.neither ?? "", { none: words.none ?? "" }).join("")));
    const rest = result.total > result.hits.length ? narrowing(result, page) : [];
    return [...rest, ...(inOnePiece(page.text) ? [element("p", "note pieces", words.pieces ?? "")] : []), ...neither];
  }
  return [...narrowing(result, page), ...(result.complete ? [] : through(page))];
}

/** Show the answer of a look-up. @param {Result} result @param {Page} page @returns {Shown} */
export function showAnswer(result, page) {
  const { words } = page;
  if (!result.hits.length) return result.offline ? showFailure(page) : showNothing(result, page);
  const sentences = sentencesOf(result, page);
  const found = [...sentences.map(verdict), listed(result.hits, page)];
  if (result.offline) {
    return {
      nodes: [verdict(words.offline), button(words.retry, page.retry), ...found],
      said: words.offline ?? "",
    };
  }
  const name = result.hits[0]?.name ?? "";
  const count = result.complete ? words.saidSeveral : words.saidOpen;
  const told = { one: words.saidOne, several: count, similar: words.saidSimilar }[result.answer];
  const said = result.check ? sentences[0] : filled(told ?? "", { name, total: result.total }).join("");
  return { nodes: [...found, ...nextStep(result, page)], said: said ?? "" };
}
