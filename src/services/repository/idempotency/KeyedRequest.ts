import { Duration, Effect, Option, Schema, SchemaParser } from "effect"
import * as Sha256 from "../../../layers/encode/Sha256.ts"
import { unstorable } from "../../../layers/encode/StorableText.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"

/** A Schema that needs nothing but the value, both ways. */
export type Plain<A> = Schema.ConstraintCodec<A, unknown>

/** The key of some work, and what it is a key for. */
export interface OnceOptions<Request, Result> {
  /** The caller's own, of 1 to 200 bytes: a new one for each request, and the same for its repetitions. */
  readonly key: string
  /** The Schema of what is asked for, and what is: another request under the key is a mistake. */
  readonly request: readonly [schema: Plain<Request>, value: Request]
  /** What the work gives; every repetition is given the first one's. */
  readonly result: Plain<Result>
  /** How long the key is kept; a day unless given, a minute at least. */
  readonly timeToLive?: Duration.Input | undefined
}

/** A key as it is kept. */
export interface StoredKey {
  /** Whose key it is; the same key of another identity, or of a service that has keys of its own, is another one. */
  readonly partition: string
  readonly key: string
  readonly seconds: number
}

/** What is sent of a key and its request. */
export interface KeyedRequest extends StoredKey {
  /** Of a {@link Sha256.Digest}: another one under the same key is another request. */
  readonly hash: Uint8Array
}

/** A repetition may come as late as the day after, out of a queue. */
const usual = Duration.days(1)

/** Longer than any operation repeats itself: a key that is gone by then would have its work done twice. */
const shortest = Duration.minutes(1)
const longest = Duration.days(36_525)

const secondsOf = (input: Duration.Input): Effect.Effect<number, Rejected> => {
  const given = Option.getOrUndefined(Duration.fromInput(input))
  const fits = given !== undefined && Duration.between(given, { minimum: shortest, maximum: longest })
  return fits
    ? Effect.succeed(Duration.toSeconds(given))
    : Effect.fail(rejected("timeToLive", "is no duration from a minute to 100 years"))
}

const problemOf = (key: unknown): string | undefined => {
  if (typeof key !== "string") return "is no text"
  return key === "" ? "is empty" : unstorable(key, 200)
}

/** Who has keys of their own, and how a key is called there. */
interface KeySpace {
  readonly service: string
  readonly field: string
}

/** Everybody who names no service. */
const common: KeySpace = { service: "", field: "key" }

/** A key of the identity at hand, checked. */
export const keyOf = (
  key: string,
  { field, service }: KeySpace = common,
  timeToLive: Duration.Input = usual
): Effect.Effect<StoredKey, Rejected> => {
  const problem = problemOf(key)
  if (problem !== undefined) return Effect.fail(rejected(field, problem))
  return Effect.map(
    Effect.all([CurrentIdentity.Partition, secondsOf(timeToLive)]),
    ([partition, seconds]) => ({ partition: service + partition, key, seconds })
  )
}

/** Equal objects have equal text, in whatever order their fields were written. */
const canonical = (json: unknown): string =>
  JSON.stringify(json, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  )

/** A value as the JSON of its Schema. */
export const encode = <A>(schema: Plain<A>, field: string, value: A): Effect.Effect<unknown, Rejected> =>
  Effect.mapError(SchemaParser.encodeUnknownEffect(Schema.toCodecJson(schema))(value), (issue) =>
    SchemaRefusal.refusal(issue, field)
  )

/**
 * What is sent of a key, checked. A key belongs to the operation that it is used for, where that has a name: the same
 * request means something else to another.
 */
export const of = Effect.fnUntraced(function* <Request, Result>(
  { key, request: [schema, value], timeToLive }: OnceOptions<Request, Result>,
  operation: string
): Effect.fn.Return<KeyedRequest, Rejected> {
  const digest = new Sha256.Digest()
  digest.add(operation, canonical(yield* encode(schema, "request", value)))
  return { ...(yield* keyOf(key, common, timeToLive)), hash: digest.end() }
})
