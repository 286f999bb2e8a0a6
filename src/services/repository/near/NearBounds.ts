import { Duration } from "effect"
import { roughBytes } from "../commit/roughBytes.ts"
import type { NearCacheOptions } from "./NearCacheOptions.ts"

export interface NearBounds<Value> {
  /** Entries at most. */
  readonly capacity: number
  /** What they may take up together, roughly. */
  readonly maxBytes: number
  readonly sizeOf: (value: Value) => number
  /** How many milliseconds a value is held at most, that was read now. */
  readonly timeToLive: (value: Value, now: number) => number
}

/** What an entry takes beside its value, roughly. */
const overhead = 256

const millis = (input: Duration.Input): number => Duration.toMillis(Duration.fromInputUnsafe(input))

/** Bounds as they are asked for, or the usual ones. */
export const boundsOf = <Key, Value>({
  capacity,
  maxBytes = 64 * 1024 * 1024,
  sizeOf = (value) => overhead + 2 * roughBytes(value), // a character takes two bytes at worst
  timeToLive = Duration.minutes(1)
}: NearCacheOptions<Key, Value>): NearBounds<Value> => {
  if (typeof timeToLive === "function") {
    return { capacity, maxBytes, sizeOf, timeToLive: (value, now) => millis(timeToLive(value, now)) }
  }
  const always = millis(timeToLive)
  return { capacity, maxBytes, sizeOf, timeToLive: () => always }
}
