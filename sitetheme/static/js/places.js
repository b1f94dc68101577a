// The lists by place, kind and grade that the look-up page leads on to: for who asks for a place, or
// chooses filters and writes nothing. What there is stands in search/places.json.
// @ts-check
import { element, filled } from "./hits.js";

/** @typedef {import("./hits.js").Kinds} Kinds */
/** @typedef {import("./hits.js").Words} Words */
/** @typedef {{[grade: string]: number}} Counts how many of each grade, "" for not assessed */
/**
 * @typedef {{most: number, names: {[code: string]: string[]},
 *   kinds: {[kind: string]: {grades: {[grade: string]: string}, divisions: {[code: string]: Counts}}}}} Places
 */
/** @typedef {{kind?: string, division?: string, grade?: string}} Chosen */

const plain = (/** @type {string} */ text) => text.normalize("NFKC").replace(/\s/g, "").toLowerCase();

/** A place without what kind of division it is: 湖州 of 湖州市. @param {string} name */
const bare = (name) => (/^.{2,}[省市区县州盟旗]$/u.test(name) ? name.slice(0, -1) : name);

/** The divisions that a text names, with or without what kind of division they are. @param {string} text @param {Places} places */
export function placesNamed(text, { names }) {
  const asked = plain(text);
  const known = Object.entries(names).map(([code, all]) => /** @type {const} */ ([code, all.map(plain)]));
  const whole = known.filter(([, all]) => all.includes(asked));
  const found = whole.length ? whole : known.filter(([, all]) => all.map(bare).includes(asked));
  return found.map(([code]) => code);
}

/** Where a list is and how many stand in it, or null. @param {string} kind @param {Chosen} on @param {Places} places */
function listOf(kind, { division = "", grade }, places) {
  const { grades, divisions } = places.kinds[kind] ?? { grades: {}, divisions: {} };
  const counts = divisions[division] ?? {};
  const whole = Object.values(counts).reduce((all, one) => all + one, 0);
  const filters = grade !== undefined && (!division || whole <= places.most);
  const number = filters ? (counts[grade] ?? 0) : whole;
  if (!number) return null;
  const asked = filters && number < whole ? `?grade=${encodeURIComponent(grade)}` : "";
  const folder = division ? `${division}/${asked}` : filters ? `${grades[grade]}/` : "";
  return { address: `${kind}/${folder}`, number, grade: filters ? grade : "" };
}

/**
 * The lists that meet what is chosen, as links; `place` is said in each.
 * @param {Chosen} on @param {string} place @param {Places} places @param {Kinds} kinds @param {string} root
 */
function linksTo(on, place, places, kinds, root) {
  return Object.keys(places.kinds).flatMap((kind) => {
    const list = on.kind && on.kind !== kind ? null : listOf(kind, on, places);
    if (!list) return [];
    const { title = kind, grades } = kinds[kind] ?? {};
    const graded = grades?.find(([letter]) => letter === list.grade)?.join(" ") ?? list.grade;
    const link = element("a", "", [title, place, graded].filter(Boolean).join(" · "));
    link.setAttribute("href", `${root}kinds/${list.address}`);
    return [element("li", "", link, " ", element("span", "aside", String(list.number)))];
  });
}

/** @param {string | undefined} division @param {Places} places */
const nameOf = (division, { names }) => (division ? (names[division]?.[0] ?? division) : "");

/**
 * The lists that meet what is chosen, as links.
 * @param {Chosen} on @param {Places} places @param {Kinds} kinds @param {string} root
 */
export const listsFor = (on, places, kinds, root) => linksTo(on, nameOf(on.division, places), places, kinds, root);

/**
 * The lists of the places that a text names; nothing where it names none.
 * @param {string} text @param {Places} places @param {Kinds} kinds @param {Words} words @param {string} root
 */
export function showPlaces(text, places, kinds, words, root) {
  return placesNamed(text, places).flatMap((division) => {
    const links = linksTo({ division }, "", places, kinds, root);
    const page = element("a", "", nameOf(division, places));
    page.setAttribute("href", `${root}divisions/${division}/`);
    const said = filled(words.place ?? "", { place: page });
    return links.length ? [element("div", "place", element("p", "", ...said), element("ul", "inline", ...links))] : [];
  });
}
