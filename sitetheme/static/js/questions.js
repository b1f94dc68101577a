// What a query means before anything is looked for: the twin of kuangxin.names.questions in Python,
// held to it by tests/conformance.
// @ts-check
import { CODE_PART, CODE_STEP, codeKey, cut, cutInitials, isAscii, isUnified, length, normalise, pieces, points, syllables, written } from "./names.js";
import { plain, respelled } from "./spelling.js";

/** @typedef {import("./names.js").Sounds} Sounds */
/** @typedef {{characters: string[], sounds: string[]}} Reading */
/** @typedef {{written: string, name: string, pieces: Reading[], breaks: Set<number>, beside: boolean, key: string, numbered: boolean, codes: string[], wrong: string, excess: number, readings: Reading[], typed: boolean, texts: string[], initials: string}} Question */

const QUERY_LENGTH = 128;
const CODE_WRITTEN = 6;
const READINGS = 8;
const TRIED = 64;
export const UNIFIED = 18;
const EXCESS = 2;
const HEAD = 8;

const VALUES = "0123456789abcdefghjklmnpqrtuwxy";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SHAPE = ["123456789any", VALUES, ...Array(6).fill("0123456789"), ...Array(10).fill(VALUES)];

/** Tell whether a key is no unified code, but can be one with a wrong character. @param {string} key */
function isWrong(key) {
  if (!isUnified(key)) return false;
  const misfits = SHAPE.filter((fit, place) => !fit.includes(key[place])).length;
  if (misfits) return misfits < 2;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * VALUES.indexOf(key[place] ?? ""), 0);
  return VALUES[(31 - (sum % 31)) % 31] !== key[17];
}

const hasDigit = (/** @type {string} */ text) => /[0-9]/.test(text);

/** Tell whether a query is too short. @param {string} text @returns {"" | "text" | "code"} */
export function tooShort(text) {
  const normal = normalise(cut(text, 0, 2 * QUERY_LENGTH));
  if (length(normal) < 2) return "text";
  const key = partOfCode(normal);
  return hasDigit(normal) && key && key.length < CODE_PART + CODE_STEP - 1 ? "code" : "";
}

/** A code can be a unified one of which few characters are missing or too many. @param {string} code */
export function isNearUnified(code) {
  const excess = Math.abs(code.length - UNIFIED);
  const digits = code.slice(0, HEAD).replace(/[^0-9]/g, "").length;
  return excess > 0 && excess <= EXCESS && /^[0-9a-z]+$/.test(code) && digits >= HEAD - 1;
}

/** @param {string} text @param {string} whole @returns {[string[], string]} */
function takeCodes(text, whole) {
  let normal = whole;
  const runs = whole.split(/[^\x00-\x7f]/u).map((run) => run.replace(/^ +| +$/g, ""));
  const words = runs.flatMap((run) => run.split(" ")).filter((word) => isUnified(word) && hasDigit(word));
  const others = runs.filter((run) => !words.some((word) => run.includes(word)));
  const found = [];
  for (const part of [...words, ...written(text).map(normalise), ...others]) {
    const code = part.replaceAll(" ", "");
    // What stands beside a code, or words of a name with a number among them, are no code.
    const few = 2 * code.replace(/[^0-9]/g, "").length < code.length;
    if (part.includes(" ") && (few || words.some((one) => part.includes(one)))) continue;
    if (code.length >= CODE_WRITTEN && isAscii(code) && hasDigit(code)) {
      found.push(codeKey(code));
      const near = isNearUnified(codeKey(code)) && part !== normal;
      if (isUnified(code) || near) normal = normalise(normal.replace(part, " ").replace(/(?:统一)?社会信用代码/g, " "));
    }
  }
  return [[...new Set(found)].slice(0, 3), normal];
}

/** @param {string} text @param {string} folded */
function breaksOf(text, folded) {
  const found = new Set();
  let place = 0;
  for (const word of written(text)) {
    found.add(place);
    place += length(normalise(word).replaceAll(" ", ""));
  }
  return place === length(folded.replaceAll(" ", "")) ? found : new Set();
}

/** @param {string} folded @param {Sounds} sounds @returns {Reading} */
function read(folded, sounds) {
  const characters = points(folded.replaceAll(" ", ""));
  return { characters, sounds: characters.map((one) => sounds.sound(one)) };
}

/** @param {string[]} runs @param {Sounds} sounds @returns {Reading[]} */
function typedReadings(runs, sounds) {
  const ways = runs.map((run) =>
    /^[a-z]/.test(run)
      ? syllables(run, sounds).map((way) => ({ characters: way.map(() => ""), sounds: way }))
      : [read(run, sounds)],
  );
  /** @type {Reading[]} */
  let found = [{ characters: [], sounds: [] }];
  for (const [nth, way] of ways.entries()) {
    const after = ways.slice(nth + 1).reduce((total, one) => Math.min(TRIED, total * one.length), 1);
    const enough = after ? Math.ceil(TRIED / after) : 0;
    found = found
      .flatMap((before) => way.map((one) => ({
        characters: [...before.characters, ...one.characters],
        sounds: [...before.sounds, ...one.sounds],
      })))
      .slice(0, enough);
  }
  found.sort((one, other) => one.sounds.length - other.sounds.length);
  return found.slice(0, READINGS - 1);
}

/** @param {string} folded @param {Sounds} sounds @returns {[Reading[], boolean]} */
function readingsOf(folded, sounds) {
  const plain = read(folded, sounds);
  if (!plain.characters.length) return [[], false];
  const runs = folded.match(/[a-z]+|[^a-z ]+/gu) ?? [];
  const latin = runs.filter((run) => /^[a-z]/.test(run));
  if (!sounds.known.size || !latin.length) return [[plain], false];
  const typed = typedReadings(runs, sounds);
  const only = latin.length === runs.length;
  return [only ? [...typed, plain] : [plain, ...typed], typed.length > 0 && only];
}

/** One word of letters, among which a digit may stand. @param {string} name */
function initialsIn(name) {
  const letters = name.replace(/[^a-z]/g, "");
  const word = /^[a-z0-9]+$/.test(name) && name.length - letters.length <= 2 && letters.length >= 2;
  return word ? cutInitials(letters) : "";
}

/** @param {string} normal */
function partOfCode(normal) {
  const words = normal.includes(" ") && !hasDigit(normal);
  return isAscii(normal) && !words ? codeKey(normal) : "";
}

/** Say what a query means. @param {string} query @param {Sounds} sounds @returns {Question} */
export function question(query, sounds) {
  const text = cut(query, 0, 2 * QUERY_LENGTH);
  const whole = cut(normalise(text), 0, QUERY_LENGTH).trimEnd();
  const [codes, name] = takeCodes(text, whole);
  const asked = name === whole ? text : name;
  const folded = sounds.fold(name);
  const [found, typed] = readingsOf(folded, sounds);
  const other = read(sounds.fold(respelled(plain(folded)).text), sounds);
  const texts = [folded.replaceAll(" ", "")];
  let readings = found;
  if (!typed && !texts.includes(other.characters.join(""))) {
    texts.push(other.characters.join(""));
    readings = [...found.slice(0, 1), other, ...found.slice(1)].slice(0, READINGS);
  }
  const near = codes.find(isNearUnified);
  return {
    written: name,
    name: texts[0] ?? "",
    pieces: pieces(asked).map((piece) => read(sounds.fold(piece), sounds)),
    breaks: breaksOf(asked, folded),
    beside: name !== whole && name !== "",
    key: partOfCode(whole),
    numbered: hasDigit(whole),
    codes,
    wrong: codes.find(isWrong) ?? "",
    excess: near === undefined ? 0 : near.length - UNIFIED,
    readings,
    typed,
    texts,
    initials: initialsIn(name),
  };
}
