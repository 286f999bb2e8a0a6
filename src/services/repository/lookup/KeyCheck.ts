import { Effect, Exit, Schema } from "effect"
import * as Scalar from "../../../layers/encode/ScalarValue.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import type { LookupKey } from "./LookupRows.ts"

/** How keys are told to whoever gave one that is none. */
export interface KeyNames<Encoded, Sent> {
  /** The key, or the field that it is of. */
  readonly field: string
  /** What has a Schema of it, such as `the lookup's schema of keys`. */
  readonly schema: string
  /** What is sent of what the Schema encodes a key to; the very same unless given. */
  readonly sentOf?: ((encoded: Encoded) => Sent) | undefined
  /** The values of a key that is made of several, by their fields; nothing of one that is its only value. */
  readonly partsOf?: ((key: Sent) => Readonly<Record<string, unknown>> | undefined) | undefined
  /** What is wrong with a value of a field; what no column could be compared with unless given. */
  readonly problemOf?: ((field: string, value: unknown) => string | undefined) | undefined
}

/** How a key is sent, and checked before. */
export interface KeyCheck<Key, Sent> {
  /** What is sent of a key in which nothing is wrong, which most are. */
  readonly keyOf: (given: Key) => Sent | undefined
  /** The same, or what is wrong. */
  readonly check: (given: Key) => Effect.Effect<Sent, Rejected>
}

/** Makes what checks keys: what their Schema refuses, and what Postgres could not compare, such as a text with a NUL in it. */
export const make = <Key, Encoded, Sent extends LookupKey>(
  schema: Schema.Codec<Key, Encoded>,
  {
    field,
    partsOf,
    problemOf = (_, value) => Scalar.problemOf(value),
    schema: name,
    sentOf = (encoded) => encoded as unknown as Sent // which are the same unless this is given
  }: KeyNames<Encoded, Sent>
): KeyCheck<Key, Sent> => {
  const encode = Schema.encodeUnknownExit(schema)
  const encoded = (given: Key): Sent | undefined => {
    const exit = encode(given)
    return Exit.isSuccess(exit) && exit.value !== undefined ? sentOf(exit.value) : undefined
  }
  const refusal = (key: Sent): Rejected | undefined => {
    const parts = partsOf?.(key)
    if (parts === undefined) {
      const problem = problemOf(field, key)
      return problem === undefined ? undefined : rejected(field, problem)
    }
    for (const [part, value] of Object.entries(parts)) {
      const problem = problemOf(part, value)
      if (problem !== undefined) return rejected(part, problem)
    }
    return undefined
  }
  return {
    keyOf: (given) => {
      const key = encoded(given)
      return key !== undefined && refusal(key) === undefined ? key : undefined
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
