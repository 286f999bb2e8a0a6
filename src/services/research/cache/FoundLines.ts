import * as Timestamp from "../../repository/lookup/Timestamp.ts"
import type { CacheRow } from "./CacheEntry.ts"
import type { FoundRows } from "./ResearchCacheStorage.ts"

/** What the schema's `research_cache_find_all` answers. */
export interface Lines {
  readonly keywords: Uint8Array | null
  readonly payloads: Uint8Array
  readonly fetched_at: Uint8Array
  readonly expires_at: Uint8Array
}

const lineBreak = 0x0a
const dash = 0x2d
const timeBytes = 8

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Many rows as one value; a row is made of it when it is asked for. */
export class FoundLines implements FoundRows {
  readonly #places = new Map<string, number>()
  /** Where each payload ends. */
  readonly #ends: Array<number> = []
  readonly #payloads: Buffer
  readonly #fetched: Buffer
  readonly #expires: Buffer
  /** The keywords whose payload is too large to be among them. */
  readonly apart: ReadonlyArray<string>

  constructor(keywords: Uint8Array, { expires_at, fetched_at, payloads }: Lines) {
    this.#payloads = buffer(payloads)
    this.#fetched = buffer(fetched_at)
    this.#expires = buffer(expires_at)
    const apart: Array<string> = []
    let place = 0
    let start = 0
    for (const keyword of buffer(keywords).toString().split("\0")) {
      const next = this.#payloads.indexOf(lineBreak, start)
      const end = next < 0 ? this.#payloads.length : next
      this.#ends.push(end)
      if (end - start === 1 && this.#payloads[start] === dash) apart.push(keyword)
      else this.#places.set(keyword, place)
      place++
      start = end + 1
    }
    this.apart = apart
  }

  get(keyword: string): CacheRow | undefined {
    const place = this.#places.get(keyword)
    return place === undefined ? undefined : this.#rowAt(keyword, place)
  }

  #rowAt(keyword: string, place: number): CacheRow {
    const start = place === 0 ? 0 : (this.#ends[place - 1] ?? 0) + 1
    const end = this.#ends[place] ?? start
    const absent = end === start
    return {
      keyword,
      payload: absent ? null : JSON.parse(this.#payloads.toString("utf8", start + 1, end)), // behind jsonb's version
      absent,
      expiredMillis: undefined,
      fetchedAt: Timestamp.read(this.#fetched, timeBytes * place),
      expiresAt: Timestamp.read(this.#expires, timeBytes * place)
    }
  }
}
