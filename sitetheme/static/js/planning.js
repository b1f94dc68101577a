// Which tokens to ask for, so that few files answer a query with a slip in it: the twin of
// kuangxin.names.planning in Python, held to it by tests/conformance.
// @ts-check
import { CODE_PART, CODE_STEP, blur, codeGrams, gram, grams, isUnified, segments, straddling, unifiedGrams } from "./names.js";
import { UNIFIED, isNearUnified, question } from "./questions.js";

/** @typedef {import("./names.js").IsHot} IsHot */
/** @typedef {import("./questions.js").Reading} Reading */
/** @typedef {import("./questions.js").Question} Question */
/** @typedef {import("./names.js").Segment} Segment */
/** @typedef {import("./names.js").Sounds} Sounds */
/** @typedef {{question: Question, rounds: string[][], covered: boolean, namesAfter: number, piecesAfter: number, allCodes: boolean}} Plan */
/** @typedef {{reading: number, lost: Set<number> | null, only: number, loss: number, certain: boolean, piece: boolean}} Use */

/** @type {Record<number, number[]>} */
const NEAR = { [-2]: [10, 12, 11, 9], [-1]: [11, 12, 9, 6], 1: [13, 9, 6], 2: [14, 9, 10, 13] };
const NEVER = 9;
const MOST = 4;
const EARLY = 3;
const SHORT = 6;
const FORM = 12;
const ONLY_FORM = 60;
const LONG = 4;
const ACROSS = 30;
const NEW = 30;
const AGAIN = 3;
const FORM_BEGINNINGS = [
  ...new Set(
    ["股份有限公司", "有限责任公司", "有限公司", "责任公司", "普通合伙", "有限合伙", "公司"].flatMap((form) =>
      Array.from({ length: form.length - 1 }, (_, end) => form.slice(0, end + 1)),
    ),
  ),
].sort((one, other) => other.length - one.length || (one < other ? -1 : 1));

const FORM_ENDINGS = ["通合伙", "限合伙", "合伙", "司", "伙"];
const COMPANY = ["gong", "si"];

/** The tokens of the unified codes that a code of another length is near to: those that hold all codes it is a part of, the others. @param {string} key */
function nearTokens(key) {
  const places = isNearUnified(key) ? NEAR[key.length - UNIFIED] ?? [] : [];
  const tokens = places.map((place) => `#${key.slice(place, place + CODE_PART)}`);
  const least = Math.max(1, 1 + UNIFIED - key.length);
  return [tokens.slice(0, least), tokens.slice(least)];
}

/** @param {string} key @param {IsHot} isHot */
function codeTokens(key, isHot) {
  if (isUnified(key)) {
    const tokens = unifiedGrams(key).reverse();
    return [tokens.find((token) => !isHot(token)) ?? tokens[0] ?? ""];
  }
  const [near = []] = nearTokens(key);
  if (near.length && !near.some(isHot)) return near;
  /** @type {string[]} */
  let found = [];
  for (let size = Math.min(CODE_PART, key.length); key && size <= key.length; size++) {
    const tokens = codeGrams(key, size, isHot);
    if (size === CODE_PART && tokens.length >= CODE_STEP) {
      found = tokens.slice(-CODE_STEP);
      if (!found.every(isHot)) return found;
    }
    const cold = tokens.filter((token) => !isHot(token));
    if (cold.length) return [...found.slice(-1), ...cold.slice(-1)];
    if (!tokens.length) break;
    if (!found.length) found = tokens.slice(-1);
  }
  return found;
}

/** After how many rounds one of the tokens is fetched. @param {string[][]} rounds @param {Set<string>} certain */
function after(rounds, certain) {
  const nth = rounds.findIndex((tokens) => tokens.some((token) => certain.has(token)));
  return nth < 0 ? NEVER : nth + 1;
}

/** Return tokens of a code of which a wrong character leaves one. @param {string} code @param {IsHot} isHot */
const unhurt = (code, isHot) =>
  (code ? unifiedGrams(code).reverse() : []).filter((token) => !isHot(token)).slice(0, 3);

/** How many characters at the beginning of a text may be the end of a legal form. @param {string} text */
const formEnding = (text) => FORM_ENDINGS.find((end) => text.startsWith(end))?.length ?? 0;

/** What begins after a legal form of which the text has only the end. @param {string[]} heard @param {number} tail @returns {Segment[]} */
function afterForm(heard, tail) {
  const [first] = 0 < tail && tail < heard.length ? segments([...COMPANY, ...heard.slice(tail)]) : [];
  return first ? [{ place: first.place + tail - COMPANY.length, sounds: first.sounds }] : [];
}

/** @param {string} text */
function formBeginning(text) {
  const beginning = FORM_BEGINNINGS.find((one) => text.endsWith(one));
  const size = Array.from(text).length;
  return beginning ? size - beginning.length : size;
}

/** Slips are numbered: replaced, then left out, then exchanged. @param {number} size */
const slips = (size) => size + 2 * Math.max(0, size - 1);

/** @param {number} begin @param {number} end @param {number} size */
function lostBy(begin, end, size) {
  const lost = new Set();
  for (let place = Math.max(0, begin); place < end; place++) lost.add(place);
  for (let place = begin; place < end - 1; place++) lost.add(size + place);
  for (const place of [begin - 1, end - 1]) {
    if (place >= 0 && place < size - 1) lost.add(2 * size - 1 + place);
  }
  return lost;
}

/** Chooses tokens one after the other, each for what those before it do not survive. */
class Choosing {
  /** @param {Question} asked @param {IsHot} isHot */
  constructor(asked, isHot) {
    this.isHot = isHot;
    this.breaks = asked.breaks;
    /** @type {Map<string, Use[]>} */
    this.uses = new Map();
    this.counts = asked.readings.map(({ sounds }) => new Uint8Array(slips(sounds.length)));
    this.hot = "";
    this.whole = "";
    this.unlikely = asked.typed ? asked.readings.length - 1 : -1;
    /** @type {Map<number, Set<string>>} */
    this.certain = new Map();
    this.name = asked.name;
    asked.readings.forEach(({ characters }, place) => {
      if (characters.every(Boolean)) this.certain.set(place, new Set());
    });
    this.first = asked.readings.length ? [...asked.texts.keys()] : [];
    /** @type {Set<string>} */
    this.certainPieces = new Set();
    this.covered = false;
    asked.readings.forEach((reading, place) => this.read(place, reading));
  }

  /** @param {string} token @param {Use} use */
  add(token, use) {
    const uses = this.uses.get(token);
    if (uses) uses.push(use);
    else this.uses.set(token, [use]);
  }

  /** @param {number} place @param {Reading} reading */
  read(place, { characters, sounds }) {
    const heard = sounds.filter((sound) => !sound.endsWith("*")).map(blur);
    const size = sounds.length;
    const written = characters.every(Boolean);
    const text = written ? characters.join("") : "";
    const form = written ? formBeginning(text) : size;
    const tail = formEnding(text);
    const cut = segments(heard);
    let longest = 0;
    let cold = false;
    for (const segment of [...cut, ...afterForm(heard, tail)]) {
      for (const { begin, end, token } of grams(segment, this.isHot)) {
        if (this.isHot(token)) {
          if (place === 0 && end - begin > longest) {
            this.hot = token;
            longest = end - begin;
          }
          continue;
        }
        cold = true;
        const inside = Math.max(0, end - Math.max(form, begin)) + Math.max(0, Math.min(tail, end) - begin);
        const named = text === this.name;
        const across = named && [...this.breaks].some((each) => begin < each && each < end);
        let loss = FORM * inside + LONG * (end - begin - 2) + (across ? ACROSS : 0);
        if (inside >= end - begin) loss += ONLY_FORM;
        const lost = lostBy(begin, end, size);
        this.add(token, { reading: place, lost, only: -1, loss, certain: written && !inside, piece: named && !across });
      }
    }
    if (!cold && place === 0 && heard.length) this.whole = `w${gram(heard)}`;
    for (const segment of cut) this.skip(place, segment);
  }

  /** Add the grams across each place. @param {number} place @param {Segment} segment */
  skip(place, segment) {
    for (let middle = 1; middle < segment.sounds.length - 1; middle++) {
      for (const token of straddling(segment, middle, this.isHot)) {
        if (this.uses.has(token)) continue;
        const only = segment.place + middle;
        this.uses.set(token, [{ reading: place, lost: null, only, loss: FORM, certain: false, piece: false }]);
      }
    }
  }

  /** @param {Use} use @param {number} slip */
  survives(use, slip) {
    return use.lost ? !use.lost.has(slip) : slip === use.only;
  }

  /** @param {Use} use @param {boolean} first */
  gain(use, first) {
    let gain = -use.loss;
    (this.counts[use.reading] ?? new Uint8Array()).forEach((count, slip) => {
      if (this.survives(use, slip)) gain += first ? 1 : count === 0 ? NEW : count === 1 ? AGAIN : 0;
    });
    return gain;
  }

  /** No token was chosen yet that all names with a reading own. @param {number} place */
  lacks(place) {
    return place === 0 || !this.certain.get(place)?.size;
  }

  /** Choose the token that gains most, the first of equals. @param {number | null} first the reading that a first token is for */
  best(first = null) {
    let best = "";
    let most = 0;
    for (const [token, all] of this.uses) {
      let uses = all.filter((use) => use.reading !== this.unlikely);
      if (first !== null) {
        uses = this.first.flatMap((place) => uses.find((use) => use.reading === place) ?? []);
        if (uses.every((use) => use.reading !== first)) continue;
      }
      const gain = uses.reduce((sum, one) => sum + this.gain(one, first !== null), 0);
      if (gain > most || (first !== null && !best)) [best, most] = [token, gain];
    }
    for (const use of this.uses.get(best) ?? []) {
      const counts = this.counts[use.reading];
      counts?.forEach((count, slip) => {
        if (this.survives(use, slip)) counts[slip] = Math.min(2, count + 1);
      });
      if (use.certain) this.certain.get(use.reading)?.add(best);
      if (use.certain && use.piece) this.certainPieces.add(best);
    }
    this.uses.delete(best);
    return best;
  }

  /** @param {string[]} first @param {string[]} second @param {string[]} last @param {boolean} alone */
  rounds(first, second, last, alone) {
    const early = [...new Set(first)].slice(0, MOST - 1);
    let best = "";
    if (alone) second = this.whole ? [...second, this.whole] : second;
    else if (this.whole) early.push(this.whole, ...(this.hot ? [this.hot] : []));
    else {
      for (const place of this.first) if (this.lacks(place) && (best = this.best(place))) early.push(best);
    }
    const middle = [...new Set(second)].filter((token) => !early.includes(token));
    while (early.length + middle.length < EARLY && (best = this.best())) middle.push(best);
    this.covered = this.counts.every((counts, place) => place === this.unlikely || counts.every(Boolean));
    this.unlikely = -1;
    const late = [...new Set(last)].filter((token) => !early.includes(token) && !middle.includes(token));
    while (early.length + middle.length + late.length < MOST && (best = this.best())) late.push(best);
    const rounds = [early.slice(0, MOST)];
    rounds.push(middle.slice(0, MOST - (rounds[0]?.length ?? 0)));
    rounds.push(late.slice(0, MOST - rounds.flat().length));
    return rounds.filter((round) => round.length);
  }
}

/** Say what a query means and which tokens answer it. @param {string} query @param {IsHot} isHot @param {Sounds} sounds @returns {Plan} */
export function plan(query, isHot, sounds) {
  const asked = question(query, sounds);
  const choosing = new Choosing(asked, isHot);
  const part = codeTokens(asked.key, isHot);
  const first = asked.codes.flatMap((code) => codeTokens(code, isHot));
  const near = asked.codes.flatMap((code) => nearTokens(code)[1] ?? []).filter((token) => !isHot(token));
  const second = [...unhurt(asked.wrong, isHot), ...near];
  /** @type {string[]} */
  const last = [];
  (asked.numbered && !asked.codes.length ? first : last).push(...part);
  let alone = first.length > 0;
  if (asked.initials) {
    const short = asked.initials.length <= SHORT;
    const soon = !asked.typed && (sounds.known.size > 0 || short);
    (soon ? first : asked.typed && !short ? last : second).unshift(`i${asked.initials}`);
    alone ||= soon && sounds.known.size > 0;
  }
  const rounds = choosing.rounds(first, second, last, alone);
  return {
    question: asked,
    rounds,
    covered: choosing.covered,
    namesAfter: Math.max(...(choosing.certain.size ? [...choosing.certain.values()].map((one) => after(rounds, one)) : [NEVER])),
    piecesAfter: after(rounds, choosing.certainPieces),
    allCodes: (asked.key.length < CODE_PART || asked.key.length >= CODE_PART + CODE_STEP - 1) && !part.some(isHot),
  };
}
