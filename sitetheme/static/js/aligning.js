// What differs between a reading of a question and the part of a name most like it: the twin of
// kuangxin.names.aligning in Python, held to it by tests/conformance. Integers only.
// @ts-check
import { allInitials, blur, length, points, spoken, starts } from "./names.js";

/** @typedef {import("./questions.js").Reading} Reading */
/** @typedef {import("./spelling.js").NameForm} NameForm */
/** @typedef {import("./names.js").Sounds} Sounds */
/** @typedef {{asked: number, found: number, cost: number}} Difference */

export const SLIP = 10;
export const SWAP = 9;
export const ALIKE = 4;
const PLACE = 7;
const PLACES = "省市县";
const BEFORE = "城都超门集夜菜";
const BEHIND = "场政城区级域";
const NEAR = 6;
const NEAR_SYLLABLE = 2;

/** A form of a name, ready to be compared; what costs time is found when it is asked for. */
export class Form {
  /** @param {NameForm} source @param {Sounds} sounds @param {boolean} plain @param {number | null} size */
  constructor(source, sounds, plain, size) {
    const normal = source.text;
    this.source = source;
    this.first = size === null;
    this.normal = normal;
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
    /** @type {number[] | null} */
    this.dropsFound = null;
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
    const readings = () => spoken(this.folded, this.table).flatMap((read) => allInitials(this.normal, read));
    return (this.initialsFound ??= new Set(readings()));
  }

  get drops() {
    return (this.dropsFound ??= drops(this.characters));
  }
}

/** Only what a place's name ends with is left out. @param {Difference} step */
export const isPlace = ({ asked, found, cost }) => cost === PLACE && (asked < 0 || found < 0);

/** What it costs to leave out each character: little where a place's name ends with it. @param {string[]} characters */
const drops = (characters) =>
  characters.map((one, place) => {
    const inside = BEFORE.includes(characters[place - 1] || " ") || BEHIND.includes(characters[place + 1] || " ");
    return place > 1 && one && PLACES.includes(one) && !inside ? PLACE : SLIP;
  });

/** @param {string} text */
export function letterPairs(text) {
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
  const dropped = drops(reading.characters);
  const skipped = form.drops;
  /** @type {number[]} */
  let before = [];
  for (const [nth, sound] of reading.sounds.entries()) {
    const now = costs(reading.characters[nth] ?? "", sound, form);
    const twice = table[nth - 1];
    const drop = dropped[nth] ?? SLIP;
    const row = [(above[0] ?? 0) + drop];
    for (let j = 1; j <= size; j++) {
      const cost = now[j - 1] ?? SLIP;
      let best = Math.min((above[j - 1] ?? 0) + cost, (above[j] ?? 0) + drop, (row[j - 1] ?? 0) + (skipped[j - 1] ?? SLIP));
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
export const distance = (reading, form, most) => Math.min(...(align(reading, form, most).at(-1) ?? []));

/** The steps by which a reading stands in a form. @param {Reading} reading @param {Form} form @returns {Difference[]} */
export function differences(reading, form) {
  const table = align(reading, form, SLIP * reading.sounds.length);
  const at = (/** @type {number} */ row, /** @type {number} */ column) => table[row]?.[column] ?? NaN;
  const last = table.at(-1) ?? [];
  const dropped = drops(reading.characters);
  const skipped = form.drops;
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
    } else if (here === at(i - 1, j) + (dropped[i - 1] ?? SLIP)) {
      i -= 1;
      steps.push({ asked: i, found: -1, cost: dropped[i] ?? SLIP });
    } else if (j && here === at(i, j - 1) + (skipped[j - 1] ?? SLIP)) {
      j -= 1;
      steps.push({ asked: -1, found: j, cost: skipped[j] ?? SLIP });
    } else {
      i -= 2;
      j -= 2;
      steps.push({ asked: i + 1, found: j, cost: 0 }, { asked: i, found: j + 1, cost: SWAP });
    }
  }
  return steps.reverse();
}
