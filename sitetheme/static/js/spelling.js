// What one name is written in two ways for: the twin of kuangxin.names.spelling in Python, held to it
// by tests/conformance. Places count code points, as in Python.
// @ts-check
import { isSyllabic, length, normalise, points } from "./names.js";

/** @typedef {{text: string, spans: [number, number][]}} Spelling */
/** @typedef {{text: string, base: string, spans: [number, number][], bare: boolean, short: boolean}} NameForm */

/** @type {Map<string, string>} */
const SHORT = new Map(Object.entries({
  and: "", company: "co", corporation: "corp", incorporated: "inc", limited: "ltd", private: "pvt",
}));
const NUMERALS = points("〇一二三四五六七八九");
const PARENTS_FORM = /(?:股份有限|有限责任|有限|责任)公司(?=..)/gu;

/** @param {string} normal @returns {Spelling} */
export const plain = (normal) => ({ text: normal, spans: points(normal).map((_, place) => [place, place + 1]) });

/** A number in numerals, where it stands beside a Chinese character and no letter. @param {string} number @param {string} before @param {string} after */
function numerals(number, before, after) {
  const beside = [before, after].filter(Boolean).map(isSyllabic);
  if (!beside.length || !beside.every(Boolean)) return number;
  const digits = [...number].map((digit) => NUMERALS[Number(digit)] ?? "");
  if (digits.length !== 2 || number[0] === "0") return digits.join("");
  return `${number[0] === "1" ? "" : digits[0]}十${number[1] === "0" ? "" : digits[1]}`;
}

/** Put another text for what a pattern finds. @param {Spelling} written @param {RegExp} pattern @param {(found: string, before: string, after: string) => string} put @returns {Spelling} */
function rewrite(written, pattern, put) {
  const { text, spans } = written;
  const characters = points(text);
  let out = "";
  let done = 0;
  /** @type {[number, number][]} */
  const places = [];
  for (const found of text.matchAll(pattern)) {
    const begin = length(text.slice(0, found.index));
    const end = begin + length(found[0]);
    const other = put(found[0], characters[begin - 1] ?? "", characters[end] ?? "");
    if (other === found[0]) continue;
    out += characters.slice(done, begin).join("") + other;
    /** @type {[number, number]} */
    const whole = [spans[begin]?.[0] ?? 0, spans[end - 1]?.[1] ?? 0];
    places.push(...spans.slice(done, begin));
    places.push(...(length(other) === end - begin ? spans.slice(begin, end) : points(other).map(() => whole)));
    done = end;
  }
  if (!done) return written;
  return { text: out + characters.slice(done).join(""), spans: [...places, ...spans.slice(done)] };
}

/** Chinese numerals for numbers, and short legal words. @param {Spelling} written */
export function respelled(written) {
  let spelt = written;
  if (written.text.includes(" ")) {
    const short = rewrite(written, /[^ ]+/gu, (word) => SHORT.get(word) ?? word);
    const closed = rewrite(short, /^ +| +$|(?<= ) +/gu, () => "");
    if (closed.text) spelt = closed;
  }
  return rewrite(spelt, /[0-9]{1,4}/gu, numerals);
}

/** Without the legal forms that something follows. @param {Spelling} written */
export const withoutParentsForm = (written) => rewrite(written, PARENTS_FORM, () => "");

/** The forms under which a name is found, each text once, the whole name first. @param {string} name @returns {NameForm[]} */
export function nameForms(name) {
  if (/^[\u4e00-\u9fff]+$/.test(name) && name.search(PARENTS_FORM) < 0) {
    return [{ text: name, base: name, spans: [], bare: false, short: false }];
  }
  const whole = normalise(name);
  const composed = name.normalize("NFKC");
  const bare = composed.includes("(") ? normalise(composed.replace(/\([^()]*\)/g, " ")) : whole;
  const bases = length(bare) > 1 && bare !== whole ? [whole, bare] : [whole];
  /** @type {Map<string, NameForm>} */
  const found = new Map();
  const add = (/** @type {Spelling} */ { text, spans }, /** @type {string} */ base, /** @type {boolean} */ short) => {
    if (!found.has(text)) found.set(text, { text, base, spans, bare: base !== whole, short });
  };
  for (const base of bases) add({ text: base, spans: [] }, base, false);
  for (const base of bases) {
    const spelt = respelled(plain(base));
    add(spelt, base, false);
    add(withoutParentsForm(spelt), base, true);
  }
  return [...found.values()];
}

/** The texts under which a name is found. @param {string} name */
export const forms = (name) => nameForms(name).map((form) => form.text);
