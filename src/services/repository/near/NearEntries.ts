import { Clock, Exit, type Fiber } from "effect"
import type { ChangeEvent } from "../changes/ChangeEvent.ts"
import type { NearBounds } from "./NearBounds.ts"
import { type NearEntry, NearKeys } from "./NearKeys.ts"
import { type NearLoad, NearLoads } from "./NearLoads.ts"

/**
 * Values held in memory for as long as a feed promises to tell what changes.
 *
 * What changes is dropped as soon as the feed tells, in every partition; everything is dropped when the feed is lost, and
 * nothing is held until it listens again. What a question brings that was under way when its key changed is not held, as
 * it may be what was there before; nor is what questions bring that were under way together, unless they agree. Beyond
 * its bounds, those entries are dropped first that were not used lately.
 */
export class NearEntries<Key, Value> {
  readonly #entries = new NearKeys<Value>()
  /** In the order in which they are looked at for room. */
  readonly #queue = new Set<NearEntry<Value>>()
  /** Where it has come to: from its beginning, it would step over all that was there before. */
  #hand = this.#queue.values()
  readonly #loads = new NearLoads<Value>()
  readonly #bounds: NearBounds<Value>
  readonly #idOf: (key: Key) => unknown
  #bytes = 0
  /** The feed tells of every change. */
  #fed = false

  /** `idOf` gives what tells keys apart. */
  constructor(bounds: NearBounds<Value>, idOf: (key: Key) => unknown) {
    this.#bounds = bounds
    this.#idOf = idOf
  }

  get size(): number {
    return this.#queue.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Questions under way. */
  get loading(): number {
    return this.#loads.size
  }

  get isFed(): boolean {
    return this.#fed
  }

  get(id: unknown, partition: string, fiber: Fiber.Fiber<unknown, unknown>): Exit.Success<Value> | undefined {
    const entry = this.#entries.find(id, partition)
    if (entry === undefined) return undefined
    if (fiber.getRef(Clock.Clock).currentTimeMillisUnsafe() >= entry.until) {
      this.#drop(entry)
      return undefined
    }
    entry.used = true
    return entry.answer
  }

  /** To be called before the database is asked; what that returns goes to `end` with the answer, or to `drop`. */
  begin(id: unknown, partition: string): NearLoad<Value> {
    return this.#loads.begin(id, partition)
  }

  drop(load: NearLoad<Value>): void {
    this.#loads.end(load)
  }

  end(load: NearLoad<Value>, value: Value, now: number): void {
    this.#loads.end(load)
    if (!load.valid) return
    // Whoever was given the newer one of two must not be given the older one next.
    if (!load.agrees(value)) return this.#changed(load.id)
    this.#hold(load, value, now)
  }

  #hold({ id, partition }: NearLoad<Value>, value: Value, now: number): void {
    const { maxBytes, sizeOf, timeToLive } = this.#bounds
    const until = now + timeToLive(value, now)
    const bytes = sizeOf(value)
    if (!(until > now) || bytes > maxBytes) return
    this.#drop(this.#entries.find(id, partition))
    const answer = Exit.succeed(value) as Exit.Success<Value> // which it is; its type says that it may be a failure
    const entry = { id, partition, answer, bytes, until, used: false, next: undefined }
    this.#bytes += bytes
    this.#entries.add(entry)
    this.#queue.add(entry)
    this.#makeRoom()
  }

  /** A key has changed, or is about to. */
  changed(key: Key): void {
    this.#changed(this.#idOf(key))
  }

  #changed(id: unknown): void {
    for (const entry of this.#entries.of(id)) this.#drop(entry)
    this.#loads.changed(id)
  }

  /** What the feed tells. */
  heard(event: ChangeEvent<Key>): void {
    if (event._tag === "Changed") {
      for (const key of event.keys) this.changed(key)
      return
    }
    this.#entries.clear()
    this.#queue.clear()
    this.#bytes = 0
    this.#loads.allChanged()
    this.#fed = event._tag === "Listening" || event.continues
  }

  #drop(entry: NearEntry<Value> | undefined): void {
    if (entry === undefined || !this.#queue.delete(entry)) return
    this.#bytes -= entry.bytes
    this.#entries.remove(entry)
  }

  /** The oldest go first; one that was used since it was last looked at is kept for another round. */
  #makeRoom(): void {
    const { capacity, maxBytes } = this.#bounds
    while (this.#queue.size > 0 && (this.#queue.size > capacity || this.#bytes > maxBytes)) {
      const { done, value: entry } = this.#hand.next()
      if (done === true) this.#hand = this.#queue.values()
      else if (entry.used) {
        entry.used = false
        this.#queue.delete(entry)
        this.#queue.add(entry)
      } else this.#drop(entry)
    }
  }
}
