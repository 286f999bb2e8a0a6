import { Effect, Option, Exit, Schema } from "effect"
import * as Scalar from "../../../layers/encode/ScalarValue.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import type { LookupKey } from "./LookupRows.ts"

/** How keys are told to whoever gave one that is none. */
export interface KeyNames<Sent> {
  /** The key, or the field that it is of. */
  readonly field: string
  /** What has a Schema of it, such as `the lookup's schema of keys`. */
  readonly schema: string
  /** The values of a key that is made of several, by their fields. */
  readonly partsOf?: ((key: Sent) => Readonly<Record<string, unknown>>) | undefined
}

/** How a key is sent, and checked before. */
export interface KeyCheck<Key, Sent> {
  /** What is sent of a key in which nothing is wrong, which most are. */
  readonly keyOf: (given: Key) => Sent | undefined
  /** The same, or what is wrong. */
  readonly check: (given: Key) => Effect.Effect<Sent, Rejected>
}

/** Makes what checks keys: what their Schema refuses, and what Postgres could not compare, such as a text with a NUL in it. */
export const make = <Key, Sent extends LookupKey>(
  schema: Schema.Codec<Key, Sent>,
  { field, partsOf, schema: name }: KeyNames<Sent>
): KeyCheck<Key, Sent> => {
  const encode = Schema.encodeUnknownExit(schema)
  const encoded = (given: Key): Sent | undefined => Option.getOrUndefined(Exit.getSuccess(encode(given)))
  const refusal = (key: Sent): Rejected | undefined => {
    for (const [part, value] of partsOf === undefined
      ? [[field, key] as const]
      : Object.entries(partsOf(key))) {
      const problem = Scalar.problemOf(value)
      if (problem !== undefined) return rejected(part, problem)
    }
    return undefined
  }
  const isSendable = (key: Sent): boolean =>
    partsOf === undefined ? Scalar.problemOf(key) === undefined : refusal(key) === undefined
  return {
    keyOf: (given) => {
      const key = encoded(given)
      return key !== undefined && isSendable(key) ? key : undefined
    },
    check: (given) =>
      Effect.suspend(() => {
        const key = encoded(given)
        if (key === undefined) return Effect.fail(rejected(field, `is not what ${name} takes`))
        const refused = refusal(key)
        return refused === undefined ? Effect.succeed(key) : Effect.fail(refused)
      })
  }
}
