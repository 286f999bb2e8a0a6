import { Cause, Duration, Effect, Exit, Option, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as LeasePostgres from "../lease/LeasePostgres.ts"
import * as KeyCheck from "./KeyCheck.ts"
import * as LoadLease from "./LoadLease.ts"
import * as LookupLoads from "./LookupLoads.ts"
import type { Lookup, LookupOptions } from "./LookupOptions.ts"
import * as LookupRequest from "./LookupRequest.ts"
import { type Decoded, type LookupKey, reader } from "./LookupRows.ts"
import { Question, type QuestionOptions } from "./Question.ts"
import * as ReplicaQuestion from "./ReplicaQuestion.ts"

export type { Expiry } from "./Expiry.ts"
export type { Lookup, LookupOptions } from "./LookupOptions.ts"
export { type LookupRequest, type LookupResolver, request } from "./LookupRequest.ts"
export type { LookupKey } from "./LookupRows.ts"

const nothing = Exit.succeed(Option.none<never>())

const asOption =
  (failed: (reason: Rejected) => DataError) =>
  <Value>(value: Decoded<Value> | undefined): Exit.Exit<Option.Option<Value>, DataError> =>
    value === undefined ? nothing : Exit.mapBoth(value, { onSuccess: Option.some, onFailure: failed })

const makeMany = <Key, Sent extends LookupKey, Value>(
  name: string,
  question: ReplicaQuestion.Asked<LookupKey, Decoded<Value>>,
  check: (key: Key) => Effect.Effect<Sent, Rejected>,
  within: Duration.Duration | undefined
): Lookup<Key, Value>["findMany"] =>
  Effect.fn(`${name}.findMany`)(
    function* (keys) {
      const sent = new Map<Key, Sent>()
      for (const key of keys) sent.set(key, yield* check(key))
      const held = yield* question.many([...new Set(sent.values())], within)
      const found = new Map<Key, Value>()
      for (const [key, asked] of sent) {
        const value = held.get(asked)
        if (value !== undefined) found.set(key, yield* value)
      }
      return found
    },
    Effect.mapError(Operation.failed(name, "findMany", "batch"))
  )

/**
 * Makes a lookup by key, which sends what concurrent callers ask for as few statements.
 *
 * What is asked in one turn of the program goes out together, a key that several ask for once, and while three statements
 * are out the next ones gather: a batch grows with the load, and a caller who is alone waits for nobody. Callers who were
 * answered together and ask again together share two statements, and six may be out where many wait. Each caller has
 * a deadline of its own, and who is interrupted leaves the others theirs. A statement that fails for a row of one key is
 * divided, until that key fails alone; one that found no server is tried again. Inside a transaction a key is asked for
 * by itself, on the transaction's connection. Nothing is kept: an answer is never older than its question. What is not there
 * `findOrLoad` loads once, and with `expiry` what was there for too long.
 *
 * A row is decoded once, when its callers are told; one that is not what `value` says fails for its callers alone.
 * Keys are compared as they are sent: columns of int8 come as `bigint`, so their key is encoded to one. Dates and bytes are
 * no keys; send their text.
 *
 * **When to use**
 *
 * For values that many callers ask for one at a time: the fields of fifty orders in a page, a check before each request.
 * What one caller wants all at once, joins and lists stay SQL of your own.
 *
 * **Errors**
 *
 * `DataError`: `Rejected` for a key that is none or a row that `value` does not take, `DeadlineExceeded`, and what the statement itself fails with. `get` fails
 * with `NoSuchElementError` besides.
 *
 * **Example** (Products that a thousand requests look up one at a time)
 *
 * ```ts
 * import { Lookup } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const Sku = Schema.String.check(Schema.isPattern(/^[A-Z]-\d+$/)).pipe(Schema.brand("Sku"))
 * const Product = Schema.Struct({ sku: Sku, name: Schema.String, cents: Schema.Int })
 *
 * const makeProducts = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   return yield* Lookup.make({
 *     name: "Products",
 *     key: Sku,
 *     value: Product,
 *     keyOf: ({ sku }) => sku,
 *     find: (skus) => sql`SELECT sku, name, cents FROM products WHERE sku = ANY(${skus})`
 *   })
 * })
 *
 * // What two products cost: one statement, with whatever else is looked up at the same moment.
 * export const example = Effect.gen(function* () {
 *   const products = yield* makeProducts
 *   const [tea, pot] = yield* Effect.all([products.get(Sku.make("T-1")), products.get(Sku.make("P-7"))], {
 *     concurrency: "unbounded"
 *   })
 *   return tea.cents + pot.cents
 * })
 * ```
 */
export const make = Effect.fnUntraced(function* <Key, Sent extends LookupKey, Value, Row>({
  find,
  key,
  keyOf,
  loadedOnce = "in this process",
  most,
  name,
  replica,
  value,
  within,
  ...loading
}: LookupOptions<Key, Sent, Value, Row>): Effect.fn.Return<
  Lookup<Key, Value>,
  never,
  SqlClient.SqlClient | Scope.Scope
> {
  const sql = yield* SqlClient.SqlClient
  const read = reader({ value, keyOf })
  const options: QuestionOptions<LookupKey, Decoded<Value>> = {
    service: name,
    name: "find",
    sql,
    protect: yield* Operation.makeProtection,
    // They are keys of this lookup, as nothing else is asked for here; rows are what `value` decodes or refuses.
    find: (keys) =>
      Effect.flatMap(find(keys as ReadonlyArray<Sent>), (rows) => {
        const found = read(keys, rows as ReadonlyArray<Row>)
        return found instanceof Rejected ? Effect.fail(found) : Effect.succeed(found)
      }),
    ...(most === undefined ? undefined : { most })
  }
  const question = ReplicaQuestion.make(options, replica)
  const asked = KeyCheck.make(key, { field: "key", schema: "the lookup's schema of keys" })
  const time = within === undefined ? undefined : { within: Duration.fromInputUnsafe(within) }
  const asking = { ...asked, ...time }
  const answer = asOption(Operation.failed(name, "find", "read"))
  const failed = Operation.failed(name, "get", "read")
  const findOne = question.one({ ...asking, answer })
  // A load that began as the replica had not what is there would be one too many.
  const again = replica === undefined ? findOne : new Question(options).one({ ...asking, answer })
  const among =
    loadedOnce === "among all"
      ? LoadLease.amongProcesses<Value>({ service: name, leases: yield* LeasePostgres.make })
      : undefined
  return {
    find: findOne,
    get: question.one({
      ...asking,
      operation: "get",
      answer: (value): Exit.Exit<Value, DataError | Cause.NoSuchElementError> =>
        value === undefined
          ? Exit.fail(new Cause.NoSuchElementError(`${name} has nothing for the key`))
          : Exit.mapError(value, failed)
    }),
    findMany: makeMany(name, question, asked.check, time?.within),
    ...(yield* LookupLoads.make({ ...loading, find: findOne, again, sent: asked.keyOf, sql, among })),
    resolver: LookupRequest.resolver(findOne)
  }
})
