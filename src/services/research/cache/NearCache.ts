import { Clock, Duration, Exit, type Fiber, Option } from "effect"
import type { ChangeEvent } from "../changes/ChangeEvent.ts"
import { type CacheEntry, type CacheRow, isSame } from "./CacheEntry.ts"

/** How many entries are held in memory, and for how long. */
export interface NearOptions {
  /** What the entries may take up together, roughly, as they are in memory; 64 MiB unless given. */
  readonly maxBytes?: number
  /** No entry is answered for longer than this after it was read; a minute unless given. */
  readonly maxAge?: Duration.Input
}

interface NearEntry {
  readonly keyword: string
  readonly row: CacheRow
  /** Made once, as it is given out a million times a second. */
  readonly answer: Exit.Exit<Option.Option<CacheEntry>>
  readonly bytes: number
  readonly until: number
  used: boolean
}

/** A question to the database that is under way; no longer valid once its keyword has changed. */
export interface Load {
  valid: boolean
  /** What questions beside it were answered meanwhile. */
  beside: CacheRow | "several" | undefined
}

/** What an entry takes beside its texts, roughly. */
const overhead = 256

/** A string takes two bytes a character at worst, and objects about as much as their JSON. */
const bytesOf = ({ keyword, payload }: CacheRow): number =>
  overhead + 2 * (keyword.length + JSON.stringify(payload).length)

/** What two answers agree on. */
const agreed = (one: Load["beside"], other: CacheRow): Load["beside"] =>
  one === undefined || (one !== "several" && isSame(one, other)) ? other : "several"

/**
 * Entries held in memory for as long as a feed promises to tell what changes.
 *
 * What changes is dropped as soon as the feed tells; everything is dropped when the feed is lost, and nothing is held
 * until it listens again. The answer to a question that was under way when its keyword changed is not held, as it may
 * be what was there before; nor are answers to questions that were under way together, unless they agree. Beyond the
 * bound, those entries are dropped first that were not used lately.
 */
export class NearCache {
  readonly #entries = new Map<string, NearEntry>()
  readonly #loads = new Map<string, Set<Load>>()
  readonly #maxBytes: number
  readonly #maxAgeMillis: number
  #bytes = 0
  /** The feed tells of every change. */
  #fed = false

  constructor({ maxAge = Duration.minutes(1), maxBytes = 64 * 1024 * 1024 }: NearOptions) {
    this.#maxBytes = maxBytes
    this.#maxAgeMillis = Duration.toMillis(Duration.fromInputUnsafe(maxAge))
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }

  get(keyword: string, fiber: Fiber.Fiber<unknown, unknown>): NearEntry | undefined {
    const entry = this.#entries.get(keyword)
    if (entry === undefined) return undefined
    if (fiber.getRef(Clock.Clock).currentTimeMillisUnsafe() >= entry.until) {
      this.#drop(entry)
      return undefined
    }
    entry.used = true
    return entry
  }

  /** To be called before the database is asked; what it returns goes to `end` with the answer. */
  begin(keyword: string): Load {
    const load: Load = { valid: this.#fed, beside: undefined }
    const loads = this.#loads.get(keyword)
    if (loads === undefined) this.#loads.set(keyword, new Set([load]))
    else loads.add(load)
    return load
  }

  end(keyword: string, load: Load, row: CacheRow | undefined, fiber: Fiber.Fiber<unknown, unknown>): void {
    const loads = this.#loads.get(keyword)
    loads?.delete(load)
    if (loads?.size === 0) this.#loads.delete(keyword)
    if (!load.valid || row === undefined) return
    for (const other of loads ?? []) other.beside = agreed(other.beside, row)
    // One is older, nobody can tell which: whoever was given the newer one must not be given the older one next.
    if (agreed(load.beside, row) === "several") return this.changed(keyword)
    if (row.absent) return
    const now = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
    const until = Math.min(row.expiresAt.epochMilliseconds, now + this.#maxAgeMillis)
    const bytes = bytesOf(row)
    if (until <= now || bytes > this.#maxBytes) return
    this.#drop(this.#entries.get(keyword))
    const answer = Exit.succeed(Option.some<CacheEntry>(row))
    this.#bytes += bytes
    this.#entries.set(keyword, { keyword, row, answer, bytes, until, used: false })
    this.#makeRoom()
  }

  /** A keyword has changed, or is about to. */
  changed(keyword: string): void {
    this.#drop(this.#entries.get(keyword))
    for (const load of this.#loads.get(keyword) ?? []) load.valid = false
  }

  /** What the feed tells. */
  heard(event: ChangeEvent): void {
    switch (event._tag) {
      case "Changed":
        return this.changed(event.keyword)
      case "Listening":
        this.#dropAll()
        this.#fed = true
        return
      case "Gap":
        this.#dropAll()
        this.#fed = event.continues
    }
  }

  #drop(entry: NearEntry | undefined): void {
    if (entry !== undefined && this.#entries.delete(entry.keyword)) this.#bytes -= entry.bytes
  }

  #dropAll(): void {
    this.#entries.clear()
    this.#bytes = 0
    for (const loads of this.#loads.values()) for (const load of loads) load.valid = false
  }

  /** The oldest go first; one that was used since it was last looked at is kept for another round. */
  #makeRoom(): void {
    for (const entry of this.#entries.values()) {
      if (this.#bytes <= this.#maxBytes) return
      if (entry.used) {
        entry.used = false
        this.#entries.delete(entry.keyword)
        this.#entries.set(entry.keyword, entry)
      } else this.#drop(entry)
    }
  }
}
