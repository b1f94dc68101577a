// Names and codes as the look-up compares them: the twin of kuangxin.names in Python, held to it
// by tests/conformance. Places and lengths count code points, as in Python.
// @ts-check

/** @typedef {(token: string) => boolean} IsHot */
/** @typedef {{code: string, names: string[], former: string[]}} Candidate */
/** @typedef {{key: number, match: string, former: string, whole: boolean, sure: boolean}} Rank */
/** @typedef {{code: string, name: string, score: number, match: string, former: string}} Hit */
/** @typedef {{normal: string, pieces: string[], key: string, codes: string[], first: string[], then: string[], allNames: boolean, allPieces: boolean, allCodes: boolean}} Plan */

const QUERY_LENGTH = 128;
const LONGEST = QUERY_LENGTH;
const CODE_PART = 4;
const CODE_GROWN = 6;
const CODE_WRITTEN = 6;
const SURE_CODE = 6;
const MOST_LATER = 5;
const CODE_LEVEL = 100;
const SLIP = 10;
const SWAP = 9;
const APART = 4;
const SIMILAR = 30;
const LEAST_SIMILAR = 3;
const COST = 128;
const TOP = 4096;
const PARTNERSHIPS = ["普通合伙", "特殊普通合伙", "有限合伙"];
const COMPANY = "公司";

/** @type {[number, number][]} */
const SYLLABIC = [
  [0x3005, 0x3007], [0x3041, 0x3096], [0x309d, 0x309f], [0x30a1, 0x30fa], [0x30fc, 0x30ff],
  [0x3400, 0x9fff], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0x20000, 0x3ffff],
];
/** @type {Record<string, string>} */
const FOLDED = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ə: "a", ς: "σ",
};
/** @type {Record<string, string>} */
const ALIKE = { o: "0", i: "1", z: "2", s: "5" };

/** @param {string} text */
const points = (text) => Array.from(text);

/** @param {string} text */
const length = (text) => points(text).length;

/** @param {string} text @param {number} from @param {number} [to] */
const cut = (text, from, to) => points(text).slice(from, to).join("");

/** @param {string} text */
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

/** @param {string} character */
export function isSyllabic(character) {
  const point = character.codePointAt(0) ?? 0;
  return SYLLABIC.some(([first, last]) => first <= point && point <= last);
}

/** @param {string} character */
function fold(character) {
  if (isAscii(character)) return /[0-9a-z]/.test(character) ? character : " ";
  if (isSyllabic(character)) return character;
  const folded = Object.hasOwn(FOLDED, character) ? FOLDED[character] : undefined;
  if (folded !== undefined) return folded;
  const first = points(character.normalize("NFD"))[0] ?? "";
  if (first >= "a" && first <= "z") return first;
  if (/^[\p{L}\p{N}]/u.test(character)) return character;
  return /^\p{M}/u.test(character) ? "" : " ";
}

/** Return the normal form of a name. @param {string} text */
export function normalise(text) {
  if (/^[\u4e00-\u9fff]+$/.test(text)) return text;
  const lowered = text.normalize("NFKC").toLowerCase();
  const words = points(lowered).map(fold).join("").split(" ");
  let out = "";
  for (const word of words) {
    if (word && out && !(isSyllabic(points(out).at(-1) ?? "") || isSyllabic(word))) {
      out += " ";
    }
    out += word;
  }
  return out;
}

/** Return the places at which a unit begins. @param {string} normal */
export function starts(normal) {
  const characters = points(normal);
  return [...characters.keys()].filter((place) => {
    const character = characters[place] ?? " ";
    const before = characters[place - 1] ?? " ";
    return character !== " " &&
      (before === " " || isSyllabic(character) || isSyllabic(before));
  });
}

/** @param {string} text */
export function units(text) {
  const normal = normalise(text);
  const places = [...starts(normal), length(normal)];
  return places.slice(1).map((to, nth) => cut(normal, places[nth] ?? 0, to).trimEnd());
}

/** @param {string} text */
const written = (text) => text.split(/[\s\x1c-\x1f\x85\ufeff]+/u).filter(Boolean);

/** @param {string} text */
export function pieces(text) {
  const found = written(text).map(normalise).filter((part) => length(part) > 1).slice(0, 6);
  return found.length > 1 ? found : [];
}

/** @param {string} name */
export function forms(name) {
  const whole = normalise(name);
  const composed = name.normalize("NFKC");
  if (!composed.includes("(")) return [whole];
  const without = normalise(composed.replace(/\([^()]*\)/g, " "));
  return without === whole || length(without) < 2 ? [whole] : [whole, without];
}

/** @param {string} code */
export function codeKey(code) {
  return normalise(code).replaceAll(" ", "").replace(/[oizs]/g, (letter) => ALIKE[letter] ?? letter);
}

const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** @param {Uint8Array} bytes */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const encoder = new TextEncoder();

/** @param {string} token */
export const number = (token) => crc32(encoder.encode(token));

/** @param {string} token */
export function levelOf(token) {
  return token.startsWith("#") ? length(token) - 1 + CODE_LEVEL : length(token);
}

/** @param {string} normal @param {number} size @param {IsHot} isHot */
export function grams(normal, size, isHot) {
  const characters = points(normal);
  const places = starts(normal);
  const begins = new Set(places);
  const found = size === 2 && characters.length === 1 ? [normal] : [];
  for (const place of places) {
    if (place + size > characters.length) break;
    const gram = characters.slice(place, place + size);
    if (
      size === 2 ||
      (isHot(gram.slice(0, -1).join("")) &&
        (!begins.has(place + 1) || isHot(gram.slice(1).join(""))))
    ) {
      found.push(gram.join(""));
    }
  }
  return found;
}

/** @param {string} normal @param {IsHot} isHot */
function coldTokens(normal, isHot) {
  const found = [];
  for (let size = 2; size <= Math.min(length(normal), LONGEST); size++) {
    const tokens = grams(normal, size, isHot);
    if (!tokens.length) break;
    found.push(...tokens.filter((token) => !isHot(token)));
  }
  return found;
}

/** @param {string} key @param {number} size @param {IsHot} isHot */
function codeGrams(key, size, isHot) {
  const found = [];
  for (let place = 0; place + size <= key.length; place++) {
    const gram = key.slice(place, place + size);
    if (
      size === Math.min(CODE_PART, key.length) ||
      (isHot(`#${gram.slice(0, -1)}`) && isHot(`#${gram.slice(1)}`))
    ) {
      found.push(`#${gram}`);
    }
  }
  return found;
}

/** Return the tokens to fetch for a code or a part of one. @param {string} key @param {IsHot} isHot */
function codeTokens(key, isHot) {
  if (!key || !isAscii(key)) return [];
  /** @type {string[]} */
  let hot = [];
  for (let size = Math.min(CODE_PART, key.length); size <= key.length; size++) {
    const tokens = codeGrams(key, size, isHot);
    const cold = tokens.filter((token) => !isHot(token)).slice(-1);
    if (cold.length) return size > CODE_GROWN ? [...hot, ...cold] : cold;
    if (!tokens.length) break;
    if (size <= CODE_GROWN) hot = tokens.slice(-1);
  }
  return hot;
}

/**
 * Tell whether a query is too short: as a text, or as a part of a code only.
 * @param {string} text @returns {"" | "text" | "code"}
 */
export function tooShort(text) {
  const normal = normalise(cut(text.slice(0, 4 * QUERY_LENGTH), 0, 2 * QUERY_LENGTH));
  if (length(normal) < 2) return "text";
  return isAscii(normal) && codeKey(normal).length < CODE_PART ? "code" : "";
}

/** @param {string} text @param {string} normal */
function wholeCodes(text, normal) {
  const runs = points(normal).map((one) => (isAscii(one) ? one : "\n")).join("").split("\n");
  const parts = [
    ...written(text).map((part) => normalise(part).replaceAll(" ", "")),
    ...runs.map((run) => run.replaceAll(" ", "")),
  ];
  const found = parts
    .filter((part) => part.length >= CODE_WRITTEN && isAscii(part) && /[0-9]/.test(part))
    .map(codeKey);
  return [...new Set(found)].slice(0, 3);
}

/** Say which tokens answer a query. @param {string} query @param {IsHot} isHot @returns {Plan} */
export function plan(query, isHot) {
  const text = cut(query.slice(0, 4 * QUERY_LENGTH), 0, 2 * QUERY_LENGTH);
  const normal = cut(normalise(text), 0, QUERY_LENGTH).trimEnd();
  const key = codeKey(normal);
  const codes = wholeCodes(text, normal);
  const parts = pieces(text);
  const ofCode = codeTokens(key, isHot);
  const byCode = [...ofCode, ...codes.flatMap((code) => codeTokens(code, isHot))];
  const onlyCode = length(normal) === 18 && !normal.includes(" ") && codes.includes(key);
  const cold = onlyCode ? [] : coldTokens(normal, isHot);
  const byName = onlyCode || !normal ? [] : [cold[0] ?? cut(normal, 0, LONGEST)];
  const ofPiece = parts.map((part) => coldTokens(part, isHot)[0] ?? cut(part, 0, LONGEST));
  const wholePiece = ofPiece.filter((token) => !isHot(token));
  const middle = Math.floor(cold.length / 2);
  const spread = [...cold.slice(-1), ...cold.slice(middle, middle + 1)];
  const first = [...new Set([...(codes.length ? byCode : []), ...byName])];
  const byPiece = wholePiece.length ? wholePiece.slice(0, 1) : ofPiece.slice(0, 3);
  const then = [...byPiece, ...byCode, ...spread];
  return {
    normal,
    pieces: parts,
    key,
    codes,
    first,
    then: [...new Set(then)].filter((token) => !first.includes(token)).slice(0, MOST_LATER),
    allNames: cold.length > 0,
    allPieces: wholePiece.length > 0,
    allCodes: !ofCode.some(isHot),
  };
}

/** @param {string} query @param {string} name */
export function distance(query, name) {
  const wanted = points(query);
  const found = points(name);
  /** @type {number[]} */
  let before = [];
  let row = new Array(found.length + 1).fill(0);
  for (let i = 1; i <= wanted.length; i++) {
    const above = row;
    row = [i * SLIP];
    for (let j = 1; j <= found.length; j++) {
      const same = wanted[i - 1] === found[j - 1];
      let best = Math.min(above[j - 1] + (same ? 0 : SLIP), above[j] + SLIP, row[j - 1] + SLIP);
      if (i > 1 && j > 1 && !same && wanted[i - 1] === found[j - 2] && wanted[i - 2] === found[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + SWAP);
      }
      row.push(best);
    }
    before = above;
  }
  return Math.min(...row);
}

/** @param {number} cost @param {number} unmatched @param {boolean} second */
const keyOf = (cost, unmatched, second) =>
  cost * COST + Math.min(63, Math.max(0, unmatched)) * 2 + Number(second);

/** @param {Plan} plan @param {string} code @returns {Rank | null} */
function rankCode(plan, code) {
  const key = codeKey(code);
  if (plan.codes.includes(key) || (key && key === plan.key)) {
    return { key: 0, match: "code", former: "", whole: true, sure: true };
  }
  const part = plan.key;
  if (length(part) < CODE_PART || !key.includes(part)) return null;
  const rank = keyOf(0, length(key) - length(part), false);
  const sure = length(part) >= SURE_CODE && plan.allCodes;
  return { key: rank, match: "code", former: "", whole: false, sure };
}

/** Tell whether a unit begins at a place, here in UTF-16. @param {string} form @param {number} place */
function beginsAt(form, place) {
  const before = points(form.slice(Math.max(0, place - 2), place)).at(-1) ?? " ";
  return before === " " || isSyllabic(before) || isSyllabic(form.slice(place));
}

/** @param {string} form @param {string} text */
function contains(form, text) {
  let place = length(text) > 1 ? form.indexOf(text) : -1;
  while (place >= 0 && !beginsAt(form, place)) place = form.indexOf(text, place + 1);
  return place >= 0;
}

/** @param {string} text @param {string} form */
function isSure(text, form) {
  if (length(text) < 4) return false;
  return !text.endsWith(COMPANY) || (form.endsWith(text) && length(form) - length(text) !== 1);
}

/**
 * Rank one form of a name that has `whole` characters with its brackets.
 * @param {Plan} plan @param {string} form @param {number} whole @param {boolean} second
 * @param {boolean} plain @returns {Rank | null}
 */
function rankForm(plan, form, whole, second, plain) {
  const text = plan.normal;
  if (text && text === form) {
    return { key: keyOf(0, 0, second), match: "exact", former: "", whole: plain, sure: plain };
  }
  if (contains(form, text)) {
    const sure = plain && plan.allNames && isSure(text, form);
    const key = keyOf(0, whole - length(text), second);
    return { key, match: "part", former: "", whole: false, sure };
  }
  if (plan.pieces.length && plan.pieces.every((piece) => contains(form, piece))) {
    const matched = plan.pieces.reduce((sum, piece) => sum + length(piece), 0);
    const key = keyOf(APART, whole - matched, second);
    return { key, match: "part", former: "", whole: false, sure: plain && plan.allPieces && matched > 3 };
  }
  return null;
}

/** @param {Plan} plan @param {string} form @param {boolean} second @returns {Rank | null} */
function rankClose(plan, form, second) {
  const text = plan.normal;
  const most = Math.min(SIMILAR, Math.floor((SLIP * length(text)) / 3));
  if (length(text) < LEAST_SIMILAR) return null;
  const held = new Set(points(form));
  const foreign = [...new Set(points(text))].filter((one) => !held.has(one)).length;
  if (foreign * SLIP > most) return null;
  const cost = distance(text, form);
  if (cost > most) return null;
  const key = keyOf(cost, length(form) - length(text), second);
  return { key, match: "close", former: "", whole: false, sure: false };
}

/** Rank a subject for a query. @param {Plan} plan @param {Candidate} candidate @returns {Rank | null} */
export function rank(plan, candidate) {
  const byCode = rankCode(plan, candidate.code);
  const found = byCode ? [byCode] : [];
  /** @type {Rank[]} */
  const close = [];
  for (const former of [false, true]) {
    for (const name of former ? candidate.former : candidate.names) {
      const partnership = PARTNERSHIPS.some((word) => name.includes(word));
      const every = forms(name);
      const whole = length(every[0] ?? "");
      every.forEach((form, nth) => {
        const second = nth > 0 || former;
        const ranked = rankForm(plan, form, whole, second, nth === 0 || partnership);
        const said = former ? name : "";
        if (ranked) {
          const how = nth > 0 && ranked.match === "exact" ? "variant" : ranked.match;
          found.push({ ...ranked, match: former ? "former" : how, former: said });
        } else if (!found.length) {
          const near = rankClose(plan, form, second);
          if (near) close.push({ ...near, former: said });
        }
      });
    }
  }
  const ranks = found.length ? found : close;
  return ranks.length ? ranks.reduce((best, each) => (each.key < best.key ? each : best)) : null;
}

/** @param {string} first @param {string} second */
const byCode = (first, second) => (first < second ? -1 : first > second ? 1 : 0);

/** Tell whether what was fetched holds every subject that can match. @param {Plan} plan @param {boolean} last */
function isComplete(plan, last) {
  const codesAsked = last || !plan.then.some((token) => token.startsWith("#"));
  const piecesAsked = !plan.pieces.length || (last && plan.allPieces);
  return plan.allNames && plan.allCodes && codesAsked && piecesAsked;
}

/**
 * Answer a query from the subjects fetched so far; null asks for the second round.
 * @param {Plan} plan @param {Iterable<Candidate>} candidates @param {number} limit @param {boolean} last
 * @returns {{answer: "one" | "several" | "similar" | "none", hits: Hit[], total: number, complete: boolean} | null}
 */
export function answer(plan, candidates, limit, last) {
  /** @type {{rank: Rank, candidate: Candidate}[]} */
  let ranked = [];
  for (const candidate of candidates) {
    const each = rank(plan, candidate);
    if (each) ranked.push({ rank: each, candidate });
  }
  if (!last) {
    ranked = ranked.filter((pair) => pair.rank.match !== "code" || plan.codes.length);
    if (!ranked.some((pair) => pair.rank.key < COST && pair.rank.match !== "close")) return null;
  }
  ranked.sort((a, b) => a.rank.key - b.rank.key || byCode(a.candidate.code, b.candidate.code));
  const matched = ranked.filter((pair) => pair.rank.match !== "close");
  const whole = matched.filter((pair) => pair.rank.whole).length;
  const hits = (matched.length ? matched : ranked).slice(0, limit).map(({ rank: each, candidate }) => ({
    code: candidate.code,
    name: candidate.names[0] ?? "",
    score: TOP - each.key,
    match: each.match,
    former: each.former,
  }));
  const total = (matched.length ? matched : ranked).length;
  const complete = isComplete(plan, last);
  const isOne = whole === 1 || (matched.length === 1 && matched[0]?.rank.sure);
  const how = matched.length ? "several" : ranked.length ? "similar" : "none";
  return { answer: isOne ? "one" : how, hits, total, complete };
}
