// The look-up without a server: fetches one to three small files and ranks what is in them.
// No DOM: runs in a browser and in node as it is. Formats: kuangxin.names.start in Python.
// @ts-check
import { answer, crc32, levelOf, number, plan } from "./names.js";

/** @typedef {import("./names.js").Candidate} Candidate */
/** @typedef {(path: string) => Promise<Uint8Array | ArrayBuffer>} Load */

class Start {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const body = bytes.subarray(0, -4);
    const sum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(Math.max(0, bytes.length - 4), true);
    const magic = String.fromCharCode(...bytes.subarray(0, 4));
    if (magic !== "KXL1" || crc32(body) !== sum) throw new Error("lookup/start.bin is damaged");
    let place = 4;
    const next = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = body[place++];
        if (byte === undefined) throw new Error("lookup/start.bin is damaged");
        value |= (byte & 127) << shift;
        if (byte < 128) return value >>> 0;
      }
    };
    this.buckets = next();
    /** @type {Map<number, Set<number>>} */
    this.hot = new Map();
    for (let level = next(); level; level = next()) {
      const keys = new Set();
      let key = 0;
      for (let count = next(); count; count--) keys.add((key += next()));
      this.hot.set(level, keys);
    }
  }

  /** @param {string} token */
  isHot(token) {
    return this.hot.get(levelOf(token))?.has(number(token) >>> 8) ?? false;
  }
}

/** @param {Uint8Array | ArrayBuffer} data */
const bytesOf = (data) => (data instanceof Uint8Array ? data : new Uint8Array(data));

/** @param {Uint8Array} bytes */
async function inflate(bytes) {
  const copy = new Uint8Array(bytes);
  const stream = new Blob([copy]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new TextDecoder("utf-8", { fatal: true }).decode(await new Response(stream).arrayBuffer());
}

/** @param {string} line @returns {Candidate} */
function parseRecord(line) {
  const [code = "", name = "", ...others] = line.split("\t");
  const of = (/** @type {string} */ mark) => others.filter((one) => one[0] === mark).map((one) => one.slice(1));
  return { code, names: [name, ...of("=")], former: of("<") };
}

/**
 * Make a look-up over the files that `load` gives, by their paths below `data/lookup/`.
 * @param {{load: Load}} options
 */
export function createLookup({ load }) {
  /** @type {Promise<Start> | null} */
  let start = null;
  /** @type {Map<number, Promise<Candidate[]>>} */
  const buckets = new Map();

  const open = () => {
    start ??= load("start.bin").then((data) => new Start(bytesOf(data)));
    start.catch(() => { start = null; });
    return start;
  };

  /** @param {number} bucket */
  const read = async (bucket) => {
    const name = bucket.toString(16).padStart(3, "0");
    const data = bytesOf(await load(`b/${name}.bin`));
    const lines = (await inflate(data).catch(() => "")).split("\n");
    if (lines[0] !== `${name} ${lines.length - 1}`) throw new Error(`lookup/b/${name}.bin is damaged`);
    return lines.slice(1).map(parseRecord);
  };

  /** @param {number} bucket */
  const fetchBucket = (bucket) => {
    let records = buckets.get(bucket);
    if (!records) {
      records = read(bucket);
      buckets.set(bucket, records);
      records.catch(() => buckets.delete(bucket));
    }
    return records;
  };

  /** @param {Start} opened @param {string[]} tokens @param {Map<string, Candidate>} into */
  const gather = async (opened, tokens, into) => {
    const wanted = [...new Set(tokens.map((token) => (number(token) & (opened.buckets - 1)) >>> 0))];
    for (const records of await Promise.all(wanted.map(fetchBucket))) {
      for (const record of records) into.set(record.code, record);
    }
    return into.values();
  };

  return {
    /** @param {string} text @param {{limit?: number}} [options] */
    async search(text, { limit = 10 } = {}) {
      const opened = await open();
      const planned = plan(text, (token) => opened.isHot(token));
      /** @type {Map<string, Candidate>} */
      const fetched = new Map();
      const early = answer(planned, await gather(opened, planned.first, fetched), limit, false);
      if (early) return early;
      const late = answer(planned, await gather(opened, planned.then, fetched), limit, true);
      return late ?? { answer: /** @type {const} */ ("none"), hits: [], total: 0, complete: true };
    },
  };
}
