// Ask the theme's lookup.js and count what it fetches; the same in node and in a browser.

/** Wait until the start file is read: by an empty query, which fetches nothing else. */
export const ready = (lookup) => lookup.search("");

/**
 * Ask each query of a new look-up that has the start file and nothing else.
 * `clock` tells milliseconds of processor or wall time; `done` gets each result.
 */
export async function ask({ createLookup, load, queries, limit, clock, done }) {
  let start;
  for (const query of queries) {
    let bytes = 0;
    let requests = 0;
    const counting = async (path, options) => {
      if (path === "start.bin") return (start ??= await load(path, options));
      requests += 1;
      const data = await load(path, options);
      bytes += data.byteLength;
      return data;
    };
    const lookup = createLookup({ load: counting });
    await ready(lookup);
    bytes = requests = 0;
    const began = clock();
    let found;
    try {
      found = await lookup.search(query, { limit });
    } catch (error) {
      found = { answer: "error", hits: [], check: String(error) };
    }
    const milliseconds = clock() - began;
    const hits = found.hits.map(({ code, score }) => [code, score]);
    await done({ answer: found.answer, check: found.check ?? "", hits, bytes, requests, milliseconds });
  }
}
