import type { Context, Duration, Effect, Exit, Fiber } from "effect"
import type { ChangeFeed } from "../changes/ChangeFeedOptions.ts"

/** What is held, and for as long as who vouches for it. */
export interface NearCacheOptions<Key, Value> {
  /** What tells which keys have changed. */
  readonly feed: ChangeFeed<Key>
  /** Entries at most, over all partitions. */
  readonly capacity: number
  /** What they may take up together, roughly, as they are in memory; 64 MiB unless given. */
  readonly maxBytes?: number | undefined
  /** What a value takes; counted from its texts, bytes and fields unless given. */
  readonly sizeOf?: ((value: Value) => number) | undefined
  /**
   * No value is answered for longer than this after it was read, whatever the feed says; a minute unless given. As a
   * function it is given the value and the time now, in milliseconds; what it says to hold for no time is not held.
   */
  readonly timeToLive?: (Duration.Input | ((value: Value, now: number) => Duration.Input)) | undefined
  /**
   * Whether a value may be held for the key that was asked for; all may unless given. What the feed would tell under another
   * form of the key must not be.
   */
  readonly holds?: ((key: Key, value: Value) => boolean) | undefined
  /**
   * Who shares values with whom, by what is in a caller's context; all of them unless given. It is
   * asked again whenever the context is another, and has to go by that alone.
   */
  readonly partition?: ((context: Context.Context<never>) => string) | undefined
}

/** The answer to a question that is under way, which `begin` was called for. */
export interface NearFill<Value> {
  /** Holds what was answered, unless the key has changed since the question began. */
  readonly fill: (value: Value) => void
  /** There is no answer. */
  readonly drop: () => void
}

/** What a near cache holds, and what it has done since it was made. */
export interface NearCacheStats {
  /** Whether the feed vouches for what is held; while it does not, nothing is. */
  readonly listening: boolean
  /** Values that are held. */
  readonly entries: number
  /** What they take, in bytes, as `sizeOf` counts it. */
  readonly bytes: number
  /** Questions under way whose answers may be held. */
  readonly loading: number
  /** Questions answered from memory. */
  readonly hits: number
  /** Questions that the database answered for it. */
  readonly misses: number
  /** Questions inside a transaction, or while the feed did not listen: they are the database's alone. */
  readonly bypassed: number
}

/** Values in memory while a feed vouches for them. */
export interface NearCache<Key, Value> {
  /**
   * The value of a key from memory, or what `load` gives, which is held from then on. `load` has to ask the database when
   * it is run: what it shares with an earlier question may be older than the last change. All who ask are given the one
   * value, which none of them may change.
   */
  readonly get: <E, R>(key: Key, load: Effect.Effect<Value, E, R>) => Effect.Effect<Value, E, R>
  /** What `get` finds in memory, at once: a look into a map, for a caller who has the fiber at hand. */
  readonly peek: (key: Key, fiber: Fiber.Fiber<unknown, unknown>) => Exit.Success<Value> | undefined
  /**
   * Says that the database is about to be asked for a key; one of what it returns is to be called with the answer. Nothing
   * where the answer may not be held.
   */
  readonly begin: (key: Key, fiber: Fiber.Fiber<unknown, unknown>) => NearFill<Value> | undefined
  /** Forgets a key, in every partition; what was asked for it before is not held. */
  readonly invalidate: (key: Key) => Effect.Effect<void>
  /** Forgets keys before and after an effect that changes them, since the feed tells a little later. */
  readonly changing: (
    keys: Iterable<Key>
  ) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** What it holds now, and its counts since it was made; asks nobody. */
  readonly stats: Effect.Effect<NearCacheStats>
}
