// The look-up without a server: fetches one to four small files and ranks what is in them.
// No DOM: runs in a browser and in node as it is. Formats: kuangxin.names.start in Python.
// @ts-check
import { Inquiry } from "./answering.js";
import { Sounds, crc32, number, points } from "./names.js";
import { plan } from "./planning.js";
import { tooShort } from "./questions.js";
import { Ranking } from "./ranking.js";

export { tooShort };

/** @typedef {import("./answering.js").Answer} Answer */
/** @typedef {import("./ranking.js").Candidate} Candidate */
/** @typedef {import("./ranking.js").Standing} Standing */
/** @typedef {(path: string, options: {signal: AbortSignal}) => Promise<Uint8Array | ArrayBuffer>} Load */
/** @typedef {{limit?: number, kind?: string, division?: string | string[], grade?: string}} Options */

/** The characters of GB 2312 in their order: rows 16 to 87, of which row 55 is not full. */
function gb2312() {
  const bytes = [];
  for (let row = 16; row < 88; row++) {
    for (let cell = 1; cell < 95; cell++) if (row !== 55 || cell < 90) bytes.push(row + 0xa0, cell + 0xa0);
  }
  return points(new TextDecoder("gb2312").decode(Uint8Array.from(bytes)));
}

/** @param {Uint8Array} bytes */
async function inflate(bytes) {
  const copy = new Uint8Array(bytes);
  const stream = new Blob([copy]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array} bytes */
const decode = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** @param {string} text eight digits or nothing */
const dayOf = (text) => text.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3") || null;

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
    this.last = 0;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.place++];
      if (byte === undefined) throw new Error("lookup/start.bin is damaged");
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  text() {
    const size = this.number();
    this.place += size;
    return decode(this.bytes.subarray(this.place - size, this.place));
  }

  sound() {
    const step = this.number();
    this.last += step & 1 ? -(step + 1) / 2 : step / 2;
    return this.last;
  }

  sounds() {
    const listed = this.text().split("\n");
    /** @type {Map<string, string[]>} */
    const readings = new Map();
    for (const character of this.number() ? gb2312() : []) {
      const sound = listed[this.sound()];
      if (sound) readings.set(character, [sound]);
    }
    for (const character of points(this.text())) readings.set(character, [listed[this.sound()] ?? ""]);
    for (const character of points(this.text())) {
      const all = readings.get(character) ?? [];
      for (let count = this.number(); count; count--) all.push(listed[this.sound()] ?? "");
      readings.set(character, all);
    }
    const [folded, simple] = [points(this.text()), points(this.text())];
    return new Sounds(readings, new Map(folded.map((one, nth) => [one, simple[nth] ?? one])));
  }
}

class Start {
  /** @param {Uint8Array} bytes */
  static async read(bytes) {
    const body = bytes.subarray(0, -4);
    const magic = String.fromCharCode(...bytes.subarray(0, 4));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (magic !== "KXL2" || bytes.length < 8 || crc32(body) !== view.getUint32(bytes.length - 4, true)) {
      throw new Error("lookup/start.bin is damaged");
    }
    const stamp = view.getUint32(bytes.length - 4, true).toString(16).padStart(8, "0");
    return new Start(new Reader(await inflate(body.subarray(4))), stamp);
  }

  /** @param {Reader} read @param {string} stamp */
  constructor(read, stamp) {
    this.stamp = stamp;
    this.buckets = read.number();
    this.kinds = read.text().split("\n");
    this.hot = new Set();
    let key = 0;
    for (let count = read.number(); count; count--) this.hot.add((key += read.number()));
    this.sounds = read.sounds();
    this.ranking = new Ranking(this.sounds);
    /** @type {Map<string, Standing>} */
    this.standings = new Map();
  }

  /** @param {string} token */
  isHot = (token) => this.hot.has(number(token) >>> 8);

  /** @param {string} token */
  bucket = (token) => (number(token) & (this.buckets - 1)) >>> 0;

  /** Read the kind, the day on which the subject left it, the lists: `0-20151008+serious=20180630`. @param {string} head */
  kept(head) {
    const [first = "", ...lists] = head.split("+");
    const [kind = "", left = ""] = first.split("-");
    const listed = lists.map((one) => one.split("=")).map(([list = "", last = ""]) => ({ list, until: dayOf(last) }));
    return { kind: this.kinds[Number(kind)] ?? "", left: dayOf(left), lists: listed };
  }

  /** @param {string} text @returns {Standing} */
  standing(text) {
    let found = this.standings.get(text);
    if (!found) {
      const [head = "", division, ...grade] = text.split(",");
      found = { ...this.kept(head), division: division || null, grade: grade.join(",") || null };
      this.standings.set(text, found);
    }
    return found;
  }

  /** @param {string} line @returns {Candidate} */
  record(line) {
    const [code = "", name = "", ...others] = line.split("\t");
    const of = (/** @type {string} */ mark) => others.filter((one) => one[0] === mark).map((one) => one.slice(1));
    const standings = of("@").map((text) => this.standing(text));
    return { code, names: [name, ...of("=")], former: of("<"), other: of("~"), standings };
  }
}

/** @param {Options} options */
function admitting({ kind, division, grade }) {
  const divisions = division === undefined ? null : new Set([division].flat());
  const meets = (/** @type {Standing} */ one) =>
    (kind === undefined || one.kind === kind) &&
    (divisions === null || (one.division !== null && divisions.has(one.division))) &&
    (grade === undefined || one.grade === grade);
  const open = kind === undefined && division === undefined && grade === undefined;
  return (/** @type {Candidate} */ candidate) => open || candidate.standings.some(meets);
}

/** A bucket and the start file are of two releases: the site was published anew. */
class OtherStart extends Error {}

const cancelled = () => new DOMException("a newer question was asked", "AbortError");

/** @typedef {{records: Promise<Candidate[]>, done: Candidate[] | null, wanted: number, stop: AbortController}} Bucket */

/**
 * Make a look-up over the files that `load` gives, by their paths below `data/lookup/`.
 * @param {{load: Load}} options
 */
export function createLookup({ load }) {
  /** @type {Promise<Start> | null} */
  let start = null;
  /** @type {Map<number, Bucket>} */
  const buckets = new Map();
  let latest = 0;

  const open = () => {
    start ??= load("start.bin", { signal: new AbortController().signal }).then((data) => Start.read(new Uint8Array(data)));
    start.catch(() => { start = null; });
    return start;
  };

  /** @param {Start} opened @param {number} bucket @param {AbortSignal} signal */
  const read = async (opened, bucket, signal) => {
    const name = bucket.toString(16).padStart(3, "0");
    const data = new Uint8Array(await load(`b/${name}.bin`, { signal }));
    const whole = data.length > 4 && crc32(data.subarray(0, -4)) === new DataView(data.buffer).getUint32(data.length - 4, true);
    const text = whole ? inflate(data.subarray(0, -4)) : Promise.reject(new Error("not whole"));
    const lines = await text.then(decode).then((text) => text.split("\n")).catch(() => [""]);
    const [, head, stamp] = /^(.*) (\S+)$/.exec(lines[0] ?? "") ?? [];
    if (head !== `${name} ${lines.length - 1}`) throw new Error(`lookup/b/${name}.bin is damaged`);
    if (stamp !== opened.stamp) throw new OtherStart(`lookup/b/${name}.bin is of another release`);
    return lines.slice(1).map((line) => opened.record(line));
  };

  /** @param {Start} opened @param {number} bucket @param {number} turn */
  const fetchBucket = (opened, bucket, turn) => {
    const known = buckets.get(bucket);
    if (known) {
      known.wanted = turn;
      return known.records;
    }
    const stop = new AbortController();
    /** @type {Bucket} */
    const made = { records: read(opened, bucket, stop.signal), done: null, wanted: turn, stop };
    buckets.set(bucket, made);
    made.records.then(
      (records) => { made.done = records; },
      () => { if (buckets.get(bucket) === made) buckets.delete(bucket); },
    );
    return made.records;
  };

  /** Stop fetching what only older questions wanted. @param {number} turn */
  const sweep = (turn) => {
    for (const [bucket, one] of buckets) {
      if (one.done || one.wanted === turn) continue;
      buckets.delete(bucket);
      one.stop.abort();
    }
  };

  /** Tell whether there is another start file than the one that was read. @param {Start} opened */
  const isOutdated = async (opened) => {
    const read = load("start.bin", { signal: new AbortController().signal });
    const found = await read.then((data) => Start.read(new Uint8Array(data))).catch(() => opened);
    return found.stamp !== opened.stamp;
  };

  /** @param {Inquiry} inquiry @param {unknown} error */
  const answerOffline = (inquiry, error) => {
    for (const { done } of buckets.values()) if (done) inquiry.add(done);
    const found = inquiry.answerNow();
    if (found.answer !== "one" && found.answer !== "several") throw error;
    const sure = ["code", "exact"].includes(found.hits[0]?.match ?? "");
    const answer = found.answer === "one" && !sure ? "several" : found.answer;
    return { ...found, answer, complete: false, offline: true };
  };

  /** @param {Start} opened @param {string} text @param {Options} options @param {number} turn */
  const ask = async (opened, text, options, turn) => {
    const planned = plan(text, opened.isHot, opened.sounds);
    const inquiry = new Inquiry(planned, opened.ranking, options.limit ?? 10, admitting(options));
    while (inquiry.tokens.length) {
      const wanted = [...new Set(inquiry.tokens.map(opened.bucket))];
      const asked = wanted.map((bucket) => fetchBucket(opened, bucket, turn));
      sweep(turn);
      const fetched = await Promise.all(asked).catch(async (error) => {
        const other = error instanceof OtherStart || (turn === latest && (await isOutdated(opened)));
        if (turn !== latest) throw cancelled();
        if (other) throw new OtherStart("the site was published anew");
        return answerOffline(inquiry, error);
      });
      if (turn !== latest) throw cancelled();
      if (!Array.isArray(fetched)) return fetched;
      const answer = inquiry.take(fetched.flat());
      if (answer) return { ...answer, offline: false };
    }
    return { ...inquiry.answerNow(), offline: false };
  };

  return {
    /**
     * Answer a query. A newer call cancels this one, which then rejects with an AbortError.
     * @param {string} text @param {Options} [options]
     * @returns {Promise<Answer & {offline: boolean}>}
     */
    async search(text, options = {}) {
      const turn = ++latest;
      const opened = await open();
      if (turn !== latest) throw cancelled();
      try {
        return await ask(opened, text, options, turn);
      } catch (error) {
        if (!(error instanceof OtherStart)) throw error;
        start = null;
        buckets.clear();
        const again = await open();
        if (turn !== latest) throw cancelled();
        return ask(again, text, options, turn);
      }
    },
  };
}
