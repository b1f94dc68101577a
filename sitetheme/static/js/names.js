// Names and codes as the look-up compares them: the twin of kuangxin.names in Python, held to it
// by tests/conformance. Places and lengths count code points, as in Python.
// @ts-check

/** @typedef {(token: string) => boolean} IsHot */
/** @typedef {{place: number, sounds: string[]}} Segment */
/** @typedef {{begin: number, end: number, token: string}} Gram */

const LONGEST = 64;
export const CODE_PART = 4;
export const CODE_STEP = 3;
const PIECES = 32;
const WAYS = 8;
const LONGEST_SYLLABLE = 6;

/** @type {[number, number][]} */
const SYLLABIC = [
  [0x3005, 0x3007], [0x3041, 0x3096], [0x309d, 0x309f], [0x30a1, 0x30fa], [0x30fc, 0x30ff],
  [0x3400, 0x9fff], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0x20000, 0x3ffff],
];
/** @type {Record<string, string>} */
const FOLDED = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ə: "a", ς: "σ", "○": "〇",
};
/** @type {Record<string, string>} */
const ALIKE = { o: "0", i: "1", z: "2", s: "5" };

/** @param {string} text */
export const points = (text) => Array.from(text);

/** @param {string} text */
export const length = (text) => points(text).length;

/** @param {string} text @param {number} from @param {number} [to] */
export const cut = (text, from, to) => points(text).slice(from, to).join("");

/** @param {string} text */
export const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

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
export const written = (text) => text.split(/[\s\x1c-\x1f\x85\ufeff]+/u).filter(Boolean);

/** @param {string} text */
export function pieces(text) {
  const found = written(text).map(normalise).filter((part) => length(part) > 1).slice(0, PIECES);
  return found.length > 1 ? found : [];
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

/** Tell whether a code has the shape of a unified code. @param {string} code */
export const isUnified = (code) => /^[0-9a-z]{18}$/i.test(code);

// --- sounds (kuangxin.names.sounds) ---

/** @type {Map<string, string>} */
const blurred = new Map();

/** Return a sound without what is often confused. @param {string} sound @returns {string} */
export function blur(sound) {
  if (sound.length < 2 || !isAscii(sound)) return sound;
  const known = blurred.get(sound);
  if (known !== undefined) return known;
  let found = sound;
  if (/^[zcs]h/.test(found)) found = found.slice(0, 1) + found.slice(2);
  else if (/^n[aeiou]/.test(found)) found = `l${found.slice(1)}`;
  if (found.endsWith("ng") && found.at(-3) !== "o") found = found.slice(0, -1);
  blurred.set(sound, found);
  return found;
}

/** How a register's look-up reads and folds characters. */
export class Sounds {
  /** @param {Map<string, string[]>} readings @param {Map<string, string>} folds */
  constructor(readings, folds) {
    this.readings = readings;
    this.folds = folds;
    this.known = new Set();
    for (const sounds of readings.values()) {
      for (const sound of sounds) if (isAscii(sound) && /[aeiou]/.test(sound)) this.known.add(blur(sound));
    }
    this.beginnings = new Set();
    for (const sound of this.known) {
      for (let end = 1; end <= sound.length; end++) this.beginnings.add(sound.slice(0, end));
    }
  }

  /** @param {string} normal */
  fold(normal) {
    return this.folds.size ? points(normal).map((one) => this.folds.get(one) ?? one).join("") : normal;
  }

  /** @param {string} character */
  sound(character) {
    return this.readings.get(character)?.[0] ?? character;
  }

  /** @param {string} character */
  allSounds(character) {
    return this.readings.get(character) ?? [character];
  }
}

/** @param {string} rest @param {Sounds} sounds */
function isBeginning(rest, sounds) {
  const begins = [rest, blur(rest), blur(`${rest}a`).slice(0, -1)];
  return !sounds.known.has(blur(rest)) && begins.some((one) => sounds.beginnings.has(one));
}

/** @param {string[]} one @param {string[]} other */
function compareWays(one, other) {
  const rest = (/** @type {string[]} */ way) => Number(way.at(-1)?.endsWith("*") ?? false);
  if (one.length !== other.length) return one.length - other.length;
  if (rest(one) !== rest(other)) return rest(one) - rest(other);
  for (const [place, sound] of one.entries()) {
    const against = other[place] ?? "";
    if (sound !== against) return sound < against ? -1 : 1;
  }
  return 0;
}

/** Return the ways to cut letters into syllables. @param {string} typed @param {Sounds} sounds */
export function syllables(typed, sounds) {
  const letters = typed.replaceAll("v", "u");
  /** @type {string[][][]} */
  const ways = Array.from({ length: letters.length + 1 }, () => []);
  ways[letters.length] = [[]];
  for (let place = letters.length - 1; place >= 0; place--) {
    /** @type {string[][]} */
    const found = [];
    const rest = letters.slice(place);
    if (rest.length < LONGEST_SYLLABLE && isBeginning(rest, sounds)) found.push([`${rest}*`]);
    for (let end = place + 1; end <= Math.min(letters.length, place + LONGEST_SYLLABLE); end++) {
      const sound = letters.slice(place, end);
      if (sounds.known.has(blur(sound))) {
        for (const after of ways[end] ?? []) found.push([sound, ...after]);
      }
    }
    ways[place] = found.sort(compareWays).slice(0, WAYS);
  }
  return ways[0] ?? [];
}

// --- tokens (kuangxin.names.tokens) ---

const FORMS = [
  "gu fen you xian gong si", "you xian ze ren gong si", "you xian gong si", "ze ren gong si",
  "pu tong he huo", "you xian he huo", "gong si",
].map((form) => form.split(" "));
const FORM_INITIALS = ["gfyxgs", "yxzrgs", "yxgs", "zrgs", "pthh", "yxhh", "gs"];
const LEGAL = new Set(
  ("ab ag as bv co company corp corporation gmbh inc incorporated kg limited llc llp lp ltd ltda " +
    "nv oy plc private pte pvt sa sarl sas sl spa srl").split(" "),
);
const OTHER_READINGS = 4;
const REACH = 4;

/** Compare by code points, as Python does: surrogates come after U+FFFF. @param {string} one @param {string} other */
function compareTexts(one, other) {
  const [first, second] = [points(one), points(other)];
  const place = first.findIndex((point, nth) => point !== second[nth]);
  if (place < 0) return first.length - second.length;
  return (first[place]?.codePointAt(0) ?? 0) - (second[place]?.codePointAt(0) ?? -1);
}

/** @param {string[]} sounds */
export const gram = (sounds) => [...sounds].sort(compareTexts).join(" ");

/** Return the ways to read a form of a name. @param {string} form @param {Sounds} sounds */
export function spoken(form, sounds) {
  const characters = points(form);
  const usual = characters.map((one) => sounds.sound(one));
  const found = [usual];
  characters.forEach((one, place) => {
    for (const other of sounds.allSounds(one).slice(1)) {
      found.push([...usual.slice(0, place), other, ...usual.slice(place + 1)]);
    }
  });
  return found.slice(0, 1 + OTHER_READINGS);
}

/** Cut blurred sounds at the legal forms. @param {string[]} sounds @returns {Segment[]} */
export function segments(sounds) {
  /** @type {Segment[]} */
  const found = [];
  let place = 0;
  let begin = 0;
  let lead = false;
  const close = () => {
    if (place <= begin) return;
    const part = sounds.slice(begin, place);
    found.push(lead ? { place: begin - 1, sounds: ["|", ...part] } : { place: begin, sounds: part });
  };
  while (place < sounds.length) {
    const form = FORMS.find((one) => one.every((sound, nth) => sounds[place + nth] === sound));
    if (form) {
      close();
      place += form.length;
      begin = place;
      lead = true;
    } else {
      place += 1;
    }
  }
  close();
  return found;
}

/** Yield the tokens of a segment. @param {Segment} segment @param {IsHot} isHot @returns {Gram[]} */
export function grams({ place: offset, sounds }, isHot) {
  const found = [];
  let places = sounds.slice(1).map((_, place) => place);
  for (let size = 2; places.length && size <= LONGEST; size++) {
    const hot = new Set();
    for (const place of places) {
      const token = gram(sounds.slice(place, place + size));
      found.push({ begin: offset + place, end: offset + place + size, token });
      if (isHot(token)) hot.add(place);
    }
    places = places.filter((place) => hot.has(place) && hot.has(place + 1));
  }
  return found;
}

/** The cold grams of what is left without the sound at a place, across it. @param {Segment} segment @param {number} middle @param {IsHot} isHot */
export function straddling({ sounds }, middle, isHot) {
  const before = sounds.slice(Math.max(0, middle - REACH), middle);
  const left = [...before, ...sounds.slice(middle + 1, middle + 1 + REACH)];
  const across = (/** @type {Gram} */ one) => one.begin < before.length && before.length < one.end;
  return grams({ place: 0, sounds: left }, isHot)
    .filter((one) => across(one) && !isHot(one.token))
    .map((one) => one.token);
}

/** @param {string} letters */
export function cutInitials(letters) {
  const form = FORM_INITIALS.find((one) => letters.endsWith(one) && letters !== one);
  return form ? letters.slice(0, -form.length) : letters;
}

/** Return the initials of a form of a name. @param {string} form @param {string[]} read */
export function initials(form, read) {
  const chinese = points(form).some(isSyllabic);
  const places = chinese ? read.keys() : starts(form);
  const letters = [...places].map((place) => points(read[place] ?? "")[0] ?? "");
  return cutInitials(letters.filter((letter) => letter >= "a" && letter <= "z").join(""));
}

/** The last words, of which several are single letters, are a legal word. @param {string[]} words @param {number} size */
function isLegal(words, size) {
  const last = words.slice(-size);
  const single = size === 1 || last.every((word) => length(word) === 1);
  return size < words.length && single && LEGAL.has(last.join(""));
}

/** A form in Latin script without the legal words at its end. @param {string} form */
function withoutLegalWords(form) {
  let words = form.split(" ");
  while (words.length > 1) {
    const size = [1, 2, 3, 4].find((one) => isLegal(words, one));
    if (!size) break;
    words = words.slice(0, -size);
  }
  return words.join(" ");
}

/** The initials of a form; in Latin script also those without its legal words. @param {string} form @param {string[]} read */
export function allInitials(form, read) {
  const name = withoutLegalWords(form);
  return [initials(form, read), initials(name, read.slice(0, length(name)))];
}

/** @param {string} key @param {number} size @param {IsHot} isHot */
export function codeGrams(key, size, isHot) {
  const found = [];
  for (let place = 0; place + size <= key.length; place++) {
    const part = key.slice(place, place + size);
    if (
      size === Math.min(CODE_PART, key.length) ||
      (isHot(`#${part.slice(0, -1)}`) && isHot(`#${part.slice(1)}`))
    ) {
      found.push(`#${part}`);
    }
  }
  return found;
}

/** @param {string} key */
export const unifiedGrams = (key) => [0, 3, 6, 9, 12].map((place) => `#${key.slice(place, place + CODE_PART)}`);
