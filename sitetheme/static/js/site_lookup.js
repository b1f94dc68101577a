// The look-up over the files of this site, which lie beside the theme wherever the site stands.
// @ts-check
import { createLookup } from "./lookup.js";

const DATA = new URL("../../data/lookup/", import.meta.url);

/** How long a file may take, in milliseconds: a connection that hangs is one that fails. */
const PATIENCE = 30_000;

/** @param {string} path @param {{signal?: AbortSignal}} [options] */
async function load(path, { signal } = {}) {
  const late = AbortSignal.timeout(PATIENCE);
  const response = await fetch(new URL(path, DATA), {
    signal: signal ? AbortSignal.any([signal, late]) : late,
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Read what lists there are by place: search/places.json.
 * @returns {Promise<import("./places.js").Places>}
 */
export async function readPlaces() {
  const response = await fetch(new URL("places.json", SEARCH_PAGE), { signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`places.json: ${response.status}`);
  return response.json();
}

/** Make a look-up over the files of this site. */
export const openSiteLookup = () => createLookup({ load });

/** The address of the site. */
export const SITE = new URL("../../", import.meta.url).href;

/** The address of a subject's page. @param {string} code */
export const addressOf = (code) =>
  new URL(`../../subjects/${encodeURIComponent(code)}/`, import.meta.url).href;

/**
 * The address of the list of a kind, narrowed to what is asked; where that list is too long to be
 * narrowed in the page, of the page that leads to its shorter ones.
 * @param {string} kind @param {boolean} whole @param {{q?: string, city?: string, grade?: string}} asked
 */
export function listOf(kind, whole, asked) {
  const folder = `../../kinds/${encodeURIComponent(kind)}/`;
  const place = asked.city ? `#d${encodeURIComponent(asked.city)}` : "";
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return new URL(whole ? `${folder}all_subjects/?${query}` : `${folder}${place}`, import.meta.url).href;
}

/** The address of the page that looks up. */
export const SEARCH_PAGE = new URL("../../search/", import.meta.url).href;
