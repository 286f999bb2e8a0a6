import * as Timestamp from "../../repository/lookup/Timestamp.ts"
import type { CacheRow } from "./CacheEntry.ts"
import type { FoundRows } from "./ResearchCacheStorage.ts"

/** What the schema's `research_cache_find_all` answers. */
export interface Lines {
  readonly keywords: ReadonlyArray<string> | null
  readonly payloads: Uint8Array
  readonly fetched_at: Uint8Array
  readonly expires_at: Uint8Array
}

const lineBreak = 0x0a
const dash = 0x2d

/** An array of Postgres begins with its dimensions, and each element with its length. */
const elementAt = (index: number): number => 24 + 12 * index

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Many rows as one value; a row is made of it when somebody is told of it. */
export class FoundLines implements FoundRows {
  readonly #places = new Map<string, number>()
  readonly #rows: Array<CacheRow | undefined> = []
  /** Where each payload ends. */
  readonly #ends: Array<number> = []
  readonly #payloads: Buffer
  readonly #fetched: Buffer
  readonly #expires: Buffer
  /** The keywords whose payload is too large to be among them. */
  readonly apart: ReadonlyArray<string>

  constructor({ expires_at, fetched_at, keywords, payloads }: Lines) {
    this.#payloads = buffer(payloads)
    this.#fetched = buffer(fetched_at)
    this.#expires = buffer(expires_at)
    const apart: Array<string> = []
    let start = 0
    for (const [place, keyword] of (keywords ?? []).entries()) {
      const next = this.#payloads.indexOf(lineBreak, start)
      const end = next < 0 ? this.#payloads.length : next
      this.#ends.push(end)
      if (end - start === 1 && this.#payloads[start] === dash) apart.push(keyword)
      else this.#places.set(keyword, place)
      start = end + 1
    }
    this.apart = apart
  }

  get(keyword: string): CacheRow | undefined {
    const place = this.#places.get(keyword)
    return place === undefined ? undefined : (this.#rows[place] ??= this.#rowAt(keyword, place))
  }

  #rowAt(keyword: string, place: number): CacheRow {
    const start = place === 0 ? 0 : (this.#ends[place - 1] ?? 0) + 1
    const end = this.#ends[place] ?? start
    return {
      keyword,
      payload: end === start ? null : JSON.parse(this.#payloads.toString("utf8", start, end)),
      absent: end === start,
      expiredMillis: undefined,
      fetchedAt: Timestamp.read(this.#fetched, elementAt(place)),
      expiresAt: Timestamp.read(this.#expires, elementAt(place))
    }
  }
}
