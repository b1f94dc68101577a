// From the subjects that were fetched to what is said to the one who asked: the twin of
// kuangxin.names.answering in Python, held to it by tests/conformance.
// @ts-check
import { ALIKE, differences, isPlace } from "./aligning.js";
import { codeKey, isUnified, length, normalise, points } from "./names.js";
import { COST, INITIALS, INITIALS_COST, PIECES, WITHIN, compare, placeIn, textOf } from "./ranking.js";

/** @typedef {import("./aligning.js").Form} Form */
/** @typedef {import("./planning.js").Plan} Plan */
/** @typedef {import("./ranking.js").Candidate} Candidate */
/** @typedef {import("./ranking.js").How} How */
/** @typedef {import("./ranking.js").Rank} Rank */
/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./ranking.js").Standing} Standing */
/** @typedef {[number, number][]} Places */
/** @typedef {{code: string, name: string, score: number, match: How, former: string, other: string, places: Places, slips: number, standings: Standing[]}} Hit */
/** @typedef {"" | "wrong-code" | "code-length" | "other-name" | "no-code"} Check */
/** @typedef {{answer: "one" | "several" | "similar" | "none", hits: Hit[], total: number, complete: boolean, check: Check, excess: number}} Answer */

const TOP = 4096;
const ENOUGH = 10;

/** @param {string} code @param {string[]} codes @param {string} key @returns {Places} */
function codePlaces(code, codes, key) {
  const own = codeKey(code);
  if (own.length !== code.length) return [];
  const place = key ? own.indexOf(key) : -1;
  if (place >= 0) return [[place, place + key.length]];
  return codes.includes(own) ? [[0, code.length]] : [];
}

/** For each character of a form its places in the name, or nothing. @param {string} name @param {Form} form @returns {number[][]} */
function originsOf(name, { source }) {
  const characters = points(name);
  const hidden = new Set();
  if (source.bare) {
    for (const found of name.matchAll(/[(（][^()（）]*[)）]/gu)) {
      const begin = length(name.slice(0, found.index));
      for (let place = begin; place < begin + length(found[0]); place++) hidden.add(place);
    }
  }
  const isMark = (/** @type {string | undefined} */ one) => one !== undefined && /^\p{M}/u.test(one);
  /** @type {number[]} */
  const where = [];
  let read = "";
  characters.forEach((one, place) => {
    if (hidden.has(place) || isMark(one)) return;
    let end = place + 1;
    while (isMark(characters[end])) end += 1;
    const text = normalise(characters.slice(place, end).join("")).replaceAll(" ", "");
    for (let nth = length(text); nth > 0; nth--) where.push(place);
    read += text;
  });
  if (read !== source.base.replaceAll(" ", "")) return [];
  let nth = 0;
  const at = points(source.base).map((one) => (one === " " ? [] : [where[nth++] ?? -1]));
  if (!source.spans.length) return at.filter((places) => places.length);
  const spelt = points(source.text);
  return source.spans.filter((_, place) => spelt[place] !== " ").map(([begin, end]) => at.slice(begin, end).flat());
}

/** @param {string} name @param {Form} form @param {number[]} found @returns {Places} */
function shownPlaces(name, form, found) {
  const where = originsOf(name, form);
  if (!where.length) return [];
  const places = [...new Set(found.flatMap((place) => where[place] ?? []))].sort((one, other) => one - other);
  /** @type {Places} */
  const ranges = [];
  for (const place of places) {
    const last = ranges.at(-1);
    if (last && last[1] === place) last[1] = place + 1;
    else ranges.push([place, place + 1]);
  }
  return ranges;
}

/** One question on its way: which tokens to fetch next, and what follows from what was fetched. */
export class Inquiry {
  /** @param {Plan} plan @param {Ranking} ranking @param {number} limit @param {(candidate: Candidate) => boolean} admits */
  constructor(plan, ranking, limit, admits) {
    this.plan = plan;
    this.ranking = ranking;
    this.limit = limit;
    this.admits = admits;
    /** @type {Map<string, Candidate>} */
    this.fetched = new Map();
    /** @type {Map<string, Rank>} */
    this.matched = new Map();
    /** @type {Map<string, Rank | null>} */
    this.similar = new Map();
    this.round = 0;
  }

  get tokens() {
    return this.plan.rounds[this.round] ?? [];
  }

  /** @param {Iterable<Candidate>} candidates */
  add(candidates) {
    for (const candidate of candidates) {
      if (this.fetched.has(candidate.code) || !this.admits(candidate)) continue;
      this.fetched.set(candidate.code, candidate);
      const rank = this.ranking.rank(this.plan, candidate, false);
      if (rank) this.matched.set(candidate.code, rank);
    }
  }

  /** Who matches, or, where nobody does, who is similar. @param {(rank: Rank) => boolean} counts */
  found(counts) {
    const pairs = (/** @type {Map<string, Rank | null>} */ ranks) => {
      /** @type {[Rank, Candidate][]} */
      const found = [];
      for (const [code, rank] of ranks) {
        const candidate = this.fetched.get(code);
        if (rank && candidate && counts(rank)) found.push([rank, candidate]);
      }
      return found;
    };
    const matched = pairs(this.matched);
    if (matched.some(([rank]) => !rank.close)) return matched;
    for (const [code, candidate] of this.fetched) {
      if (!this.similar.has(code)) this.similar.set(code, this.ranking.rank(this.plan, candidate, true));
    }
    return pairs(this.similar);
  }

  /** Take the subjects of a round; null if more is to be fetched. @param {Iterable<Candidate>} candidates @returns {Answer | null} */
  take(candidates) {
    this.add(candidates);
    this.round += 1;
    if (this.round >= this.plan.rounds.length) return this.answerNow();
    const ranked = this.found((rank) => this.mayDecide(rank));
    return this.isEnough(ranked) ? this.answer(ranked) : null;
  }

  /** The answer from what was fetched so far, which may not be all. */
  answerNow() {
    return this.answer(this.found(() => true));
  }

  /** Tokens for such a match were fetched: what else a file holds is chance. @param {Rank} rank */
  mayDecide(rank) {
    if (rank.match === "code") return this.codesAsked();
    const asked = this.plan.rounds.slice(0, this.round).flat();
    if (rank.reading === INITIALS) return asked.some((token) => token.startsWith("i") && !token.includes(" "));
    return asked.some((token) => token.startsWith("w") || token.includes(" "));
  }

  codesAsked() {
    return !this.plan.rounds.slice(this.round).flat().some((token) => token.startsWith("#"));
  }

  /** @param {[Rank, Candidate][]} ranked */
  isEnough(ranked) {
    if (this.plan.question.wrong && !this.codesAsked()) return false;
    if (ranked.some(([rank]) => !rank.close && rank.key < (INITIALS_COST + 1) * COST)) return true;
    if (this.round < 2 || !this.plan.covered) return false;
    return ranked.some(([rank]) => rank.key < (ENOUGH + 1) * COST);
  }

  /** @param {[Rank, Candidate][]} given @returns {Answer} */
  answer(given) {
    const { question: asked } = this.plan;
    let ranked = [...given].sort(
      ([one, first], [other, second]) => compare(one, other) || (first.code < second.code ? -1 : 1),
    );
    let matched = ranked.filter(([rank]) => !rank.close);
    const coded = matched.filter(([rank]) => rank.match === "code" && rank.whole);
    /** @type {Check} */
    let check = "";
    if (coded.length && asked.beside) {
      const named = coded.some(
        ([, one]) => this.ranking.rankNames(this.plan, one, true) || this.ranking.standsIn(asked.name, one),
      );
      check = named ? "" : "other-name";
    } else if (asked.wrong && !coded.length) {
      check = "wrong-code";
      const codes = ranked.filter(([rank]) => rank.match === "code");
      if (codes.length) ranked = codes;
      matched = matched.filter(([rank]) => rank.match === "code");
    } else if (this.isMisfit(matched)) {
      check = "code-length";
      const codes = ranked.filter(([rank]) => rank.match === "code");
      if (codes.length) ranked = codes;
    } else if (asked.beside) {
      check = "no-code";
    }
    const shown = coded.length ? coded : matched.length ? matched : ranked;
    const hits = shown.slice(0, this.limit).map(([rank, one]) => this.hit(rank, one));
    const result = { hits, total: shown.length, complete: this.isComplete(), check, excess: check === "code-length" ? asked.excess : 0 };
    const [[only] = []] = matched;
    const sure = matched.length === 1 && only !== undefined && this.isSure(only);
    const whole = (coded.length ? coded : matched).filter(([rank]) => rank.whole).length === 1;
    if ((whole || sure) && check !== "no-code" && check !== "code-length") return { answer: "one", ...result };
    return { answer: matched.length ? "several" : ranked.length ? "similar" : "none", ...result };
  }

  /** A code that nobody has is a unified one but for its length. @param {[Rank, Candidate][]} matched */
  isMisfit(matched) {
    if (!this.plan.question.excess || matched.some(([rank]) => rank.match === "code")) return false;
    return [...this.fetched.keys()].some(isUnified);
  }

  /** The only subject that matches is the one meant: no other can match. @param {Rank} rank */
  isSure(rank) {
    const { allCodes, piecesAfter, namesAfter } = this.plan;
    if (rank.match === "code") return rank.sure && allCodes;
    return rank.sure && this.round >= (rank.reading === PIECES ? piecesAfter : namesAfter);
  }

  isComplete() {
    const { question: asked, namesAfter, piecesAfter, allCodes } = this.plan;
    const names = !asked.name || this.round >= namesAfter;
    const pieces = !asked.pieces.length || this.round >= piecesAfter;
    return names && pieces && allCodes && this.codesAsked();
  }

  /** @param {Rank} rank @param {Candidate} candidate @returns {Hit} */
  hit(rank, candidate) {
    const name = candidate.names[0] ?? "";
    const [places, slipped, how] = this.places(rank, candidate);
    const former = rank.role === "former" ? rank.name : "";
    const another = rank.role === "other" || ![name, "", former].includes(rank.name);
    return {
      code: candidate.code,
      name,
      score: TOP - rank.key,
      match: former ? "former" : how,
      former,
      other: another ? rank.name : "",
      places,
      slips: slipped,
      standings: candidate.standings,
    };
  }

  /** @param {Rank} rank @param {Candidate} candidate @returns {[Places, number, How]} */
  places(rank, candidate) {
    const { question: asked } = this.plan;
    const { form, reading } = rank;
    if (!form) {
      const slipped = rank.close ? Math.abs(asked.excess) || 1 : 0;
      return [codePlaces(candidate.code, asked.codes, asked.key), slipped, "code"];
    }
    if (reading === INITIALS) return [[], 0, rank.match];
    if (reading === WITHIN) return [shownPlaces(rank.name, form, [...form.characters.keys()]), 0, rank.match];
    if (!rank.close && rank.match !== "pinyin") {
      const names = reading === PIECES ? asked.pieces.map(textOf) : [asked.texts[reading] ?? asked.name];
      const found = names.flatMap((name) => {
        const begin = Math.max(placeIn(form, name), length(form.text.slice(0, form.text.indexOf(name))));
        return points(name).map((_, nth) => begin + nth);
      });
      return [shownPlaces(rank.name, form, found), 0, rank.match];
    }
    const readings = reading === PIECES ? asked.pieces : asked.readings.slice(reading, reading + 1);
    const steps = readings.flatMap((one) => differences(one, form));
    const both = steps.filter((step) => step.asked >= 0 && step.found >= 0);
    const found = both.filter((step) => step.cost <= ALIKE).map((step) => step.found);
    const costs = steps.filter((step) => !isPlace(step)).map((step) => step.cost);
    const slipped = costs.filter((cost) => cost >= ALIKE).length;
    const alike = costs.every((cost) => cost === 0 || cost === ALIKE);
    const equal = costs.length < steps.length && !costs.some(Boolean);
    const place = equal && readings[0]?.characters.every(Boolean);
    return [shownPlaces(rank.name, form, found), slipped, place ? "place" : alike ? "pinyin" : "close"];
  }
}
