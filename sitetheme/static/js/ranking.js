// How far a subject is from a question, and what is said: the twin of kuangxin.names.ranking and
// answering in Python, held to them by tests/conformance. Integers only.
// @ts-check
import { CODE_PART, blur, codeKey, forms, initials, isSyllabic, length, normalise, points, spoken, starts } from "./names.js";

/** @typedef {import("./names.js").Reading} Reading */
/** @typedef {import("./names.js").Sounds} Sounds */
/** @typedef {import("./planning.js").Plan} Plan */
/** @typedef {{kind: string, division: string | null, grade: string | null}} Standing */
/** @typedef {{code: string, names: string[], former: string[], other: string[], standings: Standing[]}} Candidate */
/** @typedef {"code" | "exact" | "part" | "former" | "variant" | "pinyin" | "close"} How */
/** @typedef {"name" | "former" | "other"} Role */
/** @typedef {{key: number, match: How, close: boolean, name: string, role: Role, form: Form | null, reading: number, whole: boolean, sure: boolean}} Rank */
/** @typedef {[number, number][]} Places */
/** @typedef {{code: string, name: string, score: number, match: How, former: string, other: string, places: Places, slips: number, standings: Standing[]}} Hit */
/** @typedef {"" | "wrong-code" | "other-name" | "no-code"} Check */
/** @typedef {{answer: "one" | "several" | "similar" | "none", hits: Hit[], total: number, complete: boolean, check: Check}} Answer */
/** @typedef {{asked: number, found: number, cost: number}} Difference */

const SLIP = 10;
const SWAP = 9;
const ALIKE = 4;
const NEAR = 6;
const NEAR_SYLLABLE = 2;
const APART = 4;
const INITIALS_COST = 1;
const SIMILAR = 30;
const COST = 128;
const TOP = 4096;
const ENOUGH = 10;
const PARTNERSHIPS = ["普通合伙", "特殊普通合伙", "有限合伙"];
const BODIES = "公司 集团 中心 厂 店 院 所 社 处 部 站 校 队 行 会 局 矿 场 馆 室".split(" ");
const LEGAL_FORMS = ["公司", "有限公司", "有限责任公司", "股份有限公司", "责任公司"];
const SURE_CODE = 6;
const FEW = 3;
const INITIALS = -1;
const PIECES = -2;
const WITHIN = -3;
const WITHIN_COST = 12;
const WHOLE = 6;

/** A form of a name, ready to be compared; what costs time is found when it is asked for. */
class Form {
  /** @param {string} normal @param {Sounds} sounds @param {boolean} bare @param {boolean} plain @param {number | null} size */
  constructor(normal, sounds, bare, plain, size) {
    this.normal = normal;
    this.bare = bare;
    this.plain = plain;
    this.table = sounds;
    this.folded = sounds.fold(normal);
    this.text = this.folded.replaceAll(" ", "");
    this.characters = points(this.text);
    this.length = size ?? this.characters.length;
    /** @type {string[][] | null} */
    this.soundsFound = null;
    /** @type {Set<string> | null} */
    this.heardFound = null;
    /** @type {Set<string> | null} */
    this.pairsFound = null;
    /** @type {Set<string> | null} */
    this.initialsFound = null;
    /** @type {Set<number> | null} */
    this.startsFound = null;
  }

  get starts() {
    if (!this.startsFound) {
      const spaces = [...points(this.normal).entries()].filter(([, one]) => one === " ").map(([place]) => place);
      const places = starts(this.normal).map((place) => place - spaces.filter((space) => space < place).length);
      this.startsFound = new Set(places);
    }
    return this.startsFound;
  }

  get sounds() {
    return (this.soundsFound ??= this.characters.map((one) => this.table.allSounds(one)));
  }

  get heard() {
    return (this.heardFound ??= new Set(this.sounds.flat().map(blur)));
  }

  get pairs() {
    return (this.pairsFound ??= new Set(letterPairs(this.text)));
  }

  get initials() {
    const readings = () => spoken(this.folded, this.table).map((read) => initials(this.normal, read));
    return (this.initialsFound ??= new Set(readings()));
  }
}

/** @param {string} text */
function letterPairs(text) {
  const found = [];
  for (let place = 0; place + 1 < text.length; place++) {
    const pair = text.slice(place, place + 2);
    if (/^[\x00-\x7f]{2}$/.test(pair)) found.push(pair);
  }
  return found;
}

/** @param {string} sound @param {string[]} readings */
function soundCost(sound, readings) {
  if (length(sound) < 2) return SLIP;
  if (readings.includes(sound)) return ALIKE;
  return readings.some((each) => blur(each) === blur(sound)) ? NEAR : SLIP;
}

/** @param {string} sound @param {string[]} readings */
function syllableCost(sound, readings) {
  if (sound.endsWith("*")) return readings.some((each) => each.startsWith(sound.slice(0, -1))) ? 0 : SLIP;
  if (readings.includes(sound)) return 0;
  return readings.some((each) => blur(each) === blur(sound)) ? NEAR_SYLLABLE : SLIP;
}

/** What each character of a form costs in the place of one asked for. @param {string} character @param {string} sound @param {Form} form */
function costs(character, sound, form) {
  if (!character) return form.sounds.map((readings) => syllableCost(sound, readings));
  if (!form.text.includes(character) && !form.heard.has(blur(sound))) return form.characters.map(() => SLIP);
  return form.characters.map((found, place) =>
    found === character ? 0 : soundCost(sound, form.sounds[place] ?? []),
  );
}

/** The table of costs of the reading's beginnings, ending at each place; it ends early where the whole costs more. @param {Reading} reading @param {Form} form @param {number} most */
function align(reading, form, most) {
  const size = form.characters.length;
  let above = new Array(size + 1).fill(0);
  const table = [above];
  /** @type {number[]} */
  let before = [];
  for (const [nth, sound] of reading.sounds.entries()) {
    const now = costs(reading.characters[nth] ?? "", sound, form);
    const twice = table[nth - 1];
    const row = [(nth + 1) * SLIP];
    for (let j = 1; j <= size; j++) {
      const cost = now[j - 1] ?? SLIP;
      let best = Math.min((above[j - 1] ?? 0) + cost, (above[j] ?? 0) + SLIP, (row[j - 1] ?? 0) + SLIP);
      if (twice && j > 1 && cost && now[j - 2] === 0 && before[j - 1] === 0) {
        best = Math.min(best, (twice[j - 2] ?? 0) + SWAP);
      }
      row.push(best);
    }
    table.push(row);
    if (Math.min(...row) > most && Math.min(...above) > most) break;
    above = row;
    before = now;
  }
  return table;
}

/** @param {Reading} reading @param {Form} form @param {number} most */
const distance = (reading, form, most) => Math.min(...(align(reading, form, most).at(-1) ?? []));

/** The steps by which a reading stands in a form. @param {Reading} reading @param {Form} form @returns {Difference[]} */
function differences(reading, form) {
  const table = align(reading, form, SLIP * reading.sounds.length);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => table[row]?.[column] ?? NaN;
  const last = table.at(-1) ?? [];
  let i = table.length - 1;
  let j = last.indexOf(Math.min(...last));
  const steps = [];
  while (i) {
    const here = at(i, j);
    const cost = j ? costs(reading.characters[i - 1] ?? "", reading.sounds[i - 1] ?? "", form)[j - 1] ?? SLIP : SLIP;
    if (j && here === at(i - 1, j - 1) + cost) {
      i -= 1;
      j -= 1;
      steps.push({ asked: i, found: j, cost });
    } else if (here === at(i - 1, j) + SLIP) {
      i -= 1;
      steps.push({ asked: i, found: -1, cost: SLIP });
    } else if (j && here === at(i, j - 1) + SLIP) {
      j -= 1;
      steps.push({ asked: -1, found: j, cost: SLIP });
    } else {
      i -= 2;
      j -= 2;
      steps.push({ asked: i + 1, found: j, cost: 0 }, { asked: i, found: j + 1, cost: SWAP });
    }
  }
  return steps.reverse();
}

/** @param {number} cost @param {number} unmatched @param {boolean} second */
const keyOf = (cost, unmatched, second) => cost * COST + Math.min(63, Math.max(0, unmatched)) * 2 + Number(second);

/** @param {Partial<Rank> & {key: number, match: How}} rank @returns {Rank} */
const makeRank = (rank) => ({
  close: false, name: "", role: "name", form: null, reading: 0, whole: false, sure: false, ...rank,
});

/** @param {Rank} one @param {Rank} other */
const compare = (one, other) => Number(one.close) - Number(other.close) || one.key - other.key;

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
  return null;
}

/** The first place where a unit of a form begins and a text stands, or -1. @param {Form} form @param {string} text */
function placeIn(form, text) {
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
const textOf = (reading) => reading.characters.join("");

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
    const pieces = written ? asked.pieces : [];
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
  const second = later || form.bare;
  if (!asked.name) return null;
  if (asked.name === form.text) {
    const same = asked.written.replaceAll(" ", "") === form.normal.replaceAll(" ", "");
    const match = same && !form.bare ? "exact" : "variant";
    return makeRank({ key: keyOf(0, 0, second), match, form, whole: form.plain, sure: form.plain });
  }
  if (findIn(form, asked.name)) {
    const sure = form.plain && isSure(asked.name, form);
    return makeRank({ key: keyOf(0, form.length - length(asked.name), second), match: "part", form, sure });
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
    const [whole = "", ...bare] = forms(name);
    const first = new Form(whole, this.table, false, true, null);
    const plain = bare.length > 0 && PARTNERSHIPS.some((word) => name.includes(word));
    return [first, ...bare.map((each) => new Form(each, this.table, true, plain, first.length))];
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

/** @param {string} code @param {string[]} codes @param {string} key @returns {Places} */
function codePlaces(code, codes, key) {
  const own = codeKey(code);
  if (own.length !== code.length) return [];
  const place = key ? own.indexOf(key) : -1;
  if (place >= 0) return [[place, place + key.length]];
  return codes.includes(own) ? [[0, code.length]] : [];
}

/** For each character of a form its place in the name, or nothing. @param {string} name @param {Form} form */
function originsOf(name, form) {
  const characters = points(name);
  const hidden = new Set();
  if (form.bare) {
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
  return read === form.normal.replaceAll(" ", "") ? where : [];
}

/** @param {string} name @param {Form} form @param {number[]} found @returns {Places} */
function shownPlaces(name, form, found) {
  const where = originsOf(name, form);
  if (!where.length) return [];
  const places = [...new Set(found.map((place) => where[place] ?? -1))].sort((one, other) => one - other);
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
    } else if (asked.beside) {
      check = "no-code";
    }
    const shown = coded.length ? coded : matched.length ? matched : ranked;
    const hits = shown.slice(0, this.limit).map(([rank, one]) => this.hit(rank, one));
    const result = { hits, total: shown.length, complete: this.isComplete(), check };
    const [[only] = []] = matched;
    const sure = matched.length === 1 && only !== undefined && this.isSure(only);
    const whole = (coded.length ? coded : matched).filter(([rank]) => rank.whole).length === 1;
    if ((whole || sure) && check !== "no-code") return { answer: "one", ...result };
    return { answer: matched.length ? "several" : ranked.length ? "similar" : "none", ...result };
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
    if (!form) return [codePlaces(candidate.code, asked.codes, asked.key), Number(rank.close), "code"];
    if (reading === INITIALS) return [[], 0, rank.match];
    if (reading === WITHIN) return [shownPlaces(rank.name, form, [...form.characters.keys()]), 0, rank.match];
    if (!rank.close && rank.match !== "pinyin") {
      const names = reading === PIECES ? asked.pieces.map(textOf) : [asked.name];
      const found = names.flatMap((name) => {
        const begin = Math.max(placeIn(form, name), length(form.text.slice(0, form.text.indexOf(name))));
        return points(name).map((_, nth) => begin + nth);
      });
      return [shownPlaces(rank.name, form, found), 0, rank.match];
    }
    const readings = reading === PIECES ? asked.pieces : asked.readings.slice(reading, reading + 1);
    const steps = readings.flatMap((one) => differences(one, form));
    const found = steps.filter((step) => step.found >= 0 && step.cost <= ALIKE).map((step) => step.found);
    const slipped = steps.filter((step) => step.cost >= ALIKE).length;
    const alike = steps.every((step) => step.cost === 0 || step.cost === ALIKE);
    return [shownPlaces(rank.name, form, found), slipped, alike ? "pinyin" : "close"];
  }
}
