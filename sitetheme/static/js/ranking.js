// How far a subject is from a question: the twin of kuangxin.names.ranking in Python, held to it by
// tests/conformance.
// @ts-check
import { ALIKE, Form, SLIP, SWAP, distance, letterPairs } from "./aligning.js";
import { CODE_PART, blur, codeKey, isUnified, length } from "./names.js";
import { nameForms } from "./spelling.js";

/** @typedef {import("./questions.js").Reading} Reading */
/** @typedef {import("./names.js").Sounds} Sounds */
/** @typedef {import("./planning.js").Plan} Plan */
/** @typedef {import("./spelling.js").NameForm} NameForm */
/** @typedef {{kind: string, division: string | null, grade: string | null, left: string | null, lists: {list: string, until: string | null}[]}} Standing */
/** @typedef {{code: string, names: string[], former: string[], other: string[], standings: Standing[]}} Candidate */
/** @typedef {"code" | "exact" | "part" | "former" | "variant" | "pinyin" | "place" | "close"} How */
/** @typedef {"name" | "former" | "other"} Role */
/** @typedef {{key: number, match: How, close: boolean, name: string, role: Role, form: Form | null, reading: number, whole: boolean, sure: boolean}} Rank */

const APART = 4;
export const INITIALS_COST = 1;
const SIMILAR = 30;
export const COST = 128;
const PARTNERSHIPS = ["普通合伙", "特殊普通合伙", "有限合伙"];
const BODIES = "公司 集团 中心 厂 店 院 所 社 处 部 站 校 队 行 会 局 矿 场 馆 室".split(" ");
const LEGAL_FORMS = ["公司", "有限公司", "有限责任公司", "股份有限公司", "责任公司"];
const SURE_CODE = 6;
const FEW = 3;
export const INITIALS = -1;
export const PIECES = -2;
export const WITHIN = -3;
const WITHIN_COST = 12;
const WHOLE = 6;

/** @param {number} cost @param {number} unmatched @param {boolean} second */
const keyOf = (cost, unmatched, second) => cost * COST + Math.min(63, Math.max(0, unmatched)) * 2 + Number(second);

/** @param {Partial<Rank> & {key: number, match: How}} rank @returns {Rank} */
const makeRank = (rank) => ({
  close: false, name: "", role: "name", form: null, reading: 0, whole: false, sure: false, ...rank,
});

/** @param {Rank} one @param {Rank} other */
export const compare = (one, other) => Number(one.close) - Number(other.close) || one.key - other.key;

/** @param {Plan} plan @param {string} code */
function rankCode({ question: asked }, code) {
  const key = codeKey(code);
  if (asked.codes.includes(key) || (key && key === asked.key)) {
    return makeRank({ key: 0, match: "code", whole: true, sure: true });
  }
  const size = asked.key.length;
  if (size >= CODE_PART && key.includes(asked.key)) {
    return makeRank({ key: keyOf(0, key.length - size, false), match: "code", sure: size >= SURE_CODE });
  }
  if (asked.wrong && key.length === asked.wrong.length) {
    const other = [...key].filter((one, place) => one !== asked.wrong[place]);
    if (other.length === 1) return makeRank({ key: keyOf(SLIP, 0, false), match: "code", close: true });
  }
  if (asked.excess && isUnified(key) && asked.codes.some((one) => differ(key, one))) {
    return makeRank({ key: keyOf(SLIP * Math.abs(asked.excess), 0, false), match: "code", close: true });
  }
  return null;
}

/** One of two codes becomes the other where characters of it are left out. @param {string} code @param {string} asked */
function differ(code, asked) {
  const [short, long] = asked.length < code.length ? [asked, code] : [code, asked];
  let done = 0;
  for (const character of long) if (character === short[done]) done += 1;
  return short.length < long.length && done === short.length;
}

/** The first place where a unit of a form begins and a text stands, or -1. @param {Form} form @param {string} text */
export function placeIn(form, text) {
  let place = form.text.indexOf(text);
  const toPoint = (/** @type {number} */ unit) => length(form.text.slice(0, unit));
  while (place >= 0 && !form.starts.has(toPoint(place))) place = form.text.indexOf(text, place + 1);
  return place < 0 ? -1 : toPoint(place);
}

/** @param {Form} form @param {string} text */
const findIn = (form, text) => length(text) > 1 && placeIn(form, text) >= 0;

/** A text found in one name only means that name. @param {string} text @param {Form} form */
function isSure(text, form) {
  if (length(text) < 4) return false;
  const place = form.text.indexOf(text);
  const rest = form.text.slice(place + text.length);
  if (rest && !form.starts.has(length(form.text.slice(0, place + text.length)))) return false;
  if (!BODIES.some((body) => text.endsWith(body))) return true;
  return (!rest || LEGAL_FORMS.includes(rest)) && length(form.text) - length(text) !== 1;
}

/** A text that stands in a form ends where a unit does. @param {Form} form @param {string} text */
function ends(form, text) {
  const end = placeIn(form, text) + length(text);
  return end === form.characters.length || form.starts.has(end);
}

/** @param {Reading} reading */
export const textOf = (reading) => reading.characters.join("");

/** What the distance is at least. @param {Reading} reading @param {Reading[]} pieces @param {Form} form @param {number} most */
function leastDistance(reading, pieces, form, most) {
  const other = reading.sounds.filter((_, nth) => {
    const character = reading.characters[nth];
    return !character || !form.text.includes(character);
  });
  const written = reading.characters.every(Boolean);
  if (written && other.length * ALIKE > most) return other.length * ALIKE;
  let least = 0;
  for (const sound of other) {
    if (sound.endsWith("*")) continue;
    if (length(sound) > 1 && form.heard.has(blur(sound))) least += written ? ALIKE : 0;
    else least += SLIP;
    if (least > most) return least;
  }
  const texts = (pieces.length ? pieces : [reading]).map(textOf);
  const missing = texts.flatMap(letterPairs).filter((pair) => !form.pairs.has(pair)).length;
  return Math.max(least, Math.ceil(missing / 3) * SWAP);
}

/** @param {Plan} plan @param {Form} form @param {boolean} second @param {boolean} similar */
function rankReadings({ question: asked }, form, second, similar) {
  /** @type {Rank | null} */
  let best = null;
  for (const [place, reading] of asked.readings.entries()) {
    const size = reading.sounds.length;
    const written = reading.characters.every(Boolean);
    if (!similar && written && !form.text.includes(textOf(reading))) continue;
    const most = similar ? Math.min(SIMILAR, Math.floor((SLIP * size) / 3)) : 0;
    const pieces = written && (place === 0 || place >= asked.texts.length) ? asked.pieces : [];
    if (leastDistance(reading, pieces, form, most) > most) continue;
    let cost = distance(reading, form, most);
    let found = place;
    if (cost && pieces.length) {
      const apart = pieces.reduce((sum, piece) => (sum > most ? sum : sum + distance(piece, form, most - sum)), APART);
      if (apart <= cost) [cost, found] = [apart, PIECES];
    }
    const key = keyOf(cost, form.length - size, second);
    if (cost <= most && (!best || key < best.key)) {
      const match = cost ? "close" : written ? "part" : "pinyin";
      best = makeRank({ key, match, close: cost > 0, form, reading: found });
    }
  }
  return best;
}

/** @param {Plan} plan @param {Form} form @param {boolean} later @param {boolean} similar */
function rankForm(plan, form, later, similar) {
  const { question: asked } = plan;
  const second = later || !form.first;
  if (!asked.name) return null;
  const whole = asked.texts.indexOf(form.text);
  if (whole >= 0) {
    const same = asked.written.replaceAll(" ", "") === form.normal.replaceAll(" ", "");
    const match = same && form.first ? "exact" : "variant";
    return makeRank({ key: keyOf(0, 0, second), match, form, reading: whole, whole: form.plain, sure: form.plain });
  }
  for (const [reading, text] of asked.texts.entries()) {
    if (!findIn(form, text)) continue;
    const sure = form.plain && isSure(text, form);
    return makeRank({ key: keyOf(0, form.length - length(text), second), match: "part", form, reading, sure });
  }
  if (asked.initials && form.initials.has(asked.initials)) {
    return makeRank({ key: keyOf(INITIALS_COST, 0, second), match: "pinyin", form, reading: INITIALS });
  }
  const names = asked.pieces.map(textOf);
  if (names.length && names.every((name) => findIn(form, name))) {
    const matched = names.reduce((sum, name) => sum + length(name), 0);
    const few = names.length <= FEW || matched === form.length;
    const sure = form.plain && matched > 3 && few && names.every((name) => ends(form, name));
    return makeRank({ key: keyOf(APART, form.length - matched, second), match: "part", form, reading: PIECES, sure });
  }
  if (similar && form.characters.length >= WHOLE && asked.name.includes(form.text)) {
    const key = keyOf(WITHIN_COST, length(asked.name) - form.characters.length, second);
    return makeRank({ key, match: "close", close: true, form, reading: WITHIN });
  }
  return rankReadings(plan, form, second, similar);
}

/** Ranks subjects, with the sounds of their register. */
export class Ranking {
  /** @param {Sounds} sounds */
  constructor(sounds) {
    this.table = sounds;
  }

  /** @param {string} name */
  analyse(name) {
    const [whole, ...others] = nameForms(name);
    if (!whole) return [];
    const first = new Form(whole, this.table, true, null);
    const partnership = PARTNERSHIPS.some((word) => name.includes(word));
    const isPlain = (/** @type {NameForm} */ one) => !one.short && (partnership || !one.bare);
    return [first, ...others.map((one) => new Form(one, this.table, isPlain(one), first.length))];
  }

  /** Rank a subject; null if it does not match, or, where asked for, is not similar. @param {Plan} plan @param {Candidate} candidate @param {boolean} similar */
  rank(plan, candidate, similar) {
    const byCode = rankCode(plan, candidate.code);
    const byName = this.rankNames(plan, candidate, similar);
    if (!byCode || !byName || byCode.close) return byCode ?? byName;
    return compare(byName, byCode) < 0 ? byName : byCode;
  }

  /** Tell whether a whole name of a subject stands in a folded text. @param {string} text @param {Candidate} candidate */
  standsIn(text, { names, former, other }) {
    const all = [...names, ...former, ...other].flatMap((name) => this.analyse(name));
    return all.some((form) => form.characters.length > 3 && text.includes(form.text));
  }

  /** @param {Plan} plan @param {Candidate} candidate @param {boolean} similar */
  rankNames(plan, candidate, similar) {
    /** @type {Rank | null} */
    let best = null;
    /** @type {[Role, string[]][]} */
    const roles = [["name", candidate.names], ["former", candidate.former], ["other", candidate.other]];
    for (const [role, names] of roles) {
      for (const name of names) {
        for (const form of this.analyse(name)) {
          const found = rankForm(plan, form, role !== "name", similar);
          if (found && (!best || compare(found, best) < 0)) best = { ...found, name, role };
        }
      }
    }
    return best;
  }
}
