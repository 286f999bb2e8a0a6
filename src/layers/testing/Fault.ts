import { Effect, Fiber, Latch, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import { DirectPg } from "../DirectPg.ts"
import { PooledPg } from "../PooledPg.ts"
import { everyTable, triggered } from "./FaultTrigger.ts"
import type { Cut, Garbling, Trap } from "./FaultyLink.ts"
import { TestDatabase } from "./TestDatabase.ts"

/** Whether the fault has happened by now: a test that it never met says nothing. */
export type Happened<E = never> = Effect.Effect<boolean, E>

const trap = (text: string, cut: Cut) =>
  Effect.flatMap(TestDatabase, ({ link: { traps } }) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const trap: Trap = { text: Buffer.from(text), cut, sprung: false }
        traps.add(trap)
        return trap
      }),
      (trap) => Effect.sync(() => traps.delete(trap))
    )
  ).pipe(Effect.map((trap): Happened => Effect.sync(() => trap.sprung)))

/**
 * The next COMMIT is carried out, and its answer never comes: the connection is cut. So the work fails as
 * `OutcomeUnknown`, and is in the database.
 *
 * **Example** (An order is placed once, whatever happens to the answer)
 *
 * ```ts
 * import { expect, it } from "@effect/vitest"
 * import { Fault, Testing } from "aquifer/testing"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * it.effect("says that it does not know", () =>
 *   Effect.gen(function* () {
 *     const sql = yield* SqlClient.SqlClient
 *     const happened = yield* Fault.answerOfCommitLost
 *     const error = yield* Effect.flip(sql.withTransaction(sql`SELECT 1`))
 *     expect(error.message).toContain("COMMIT")
 *     expect(yield* happened).toBe(true)
 *   }).pipe(Effect.provide(Testing.layer()))
 * )
 * ```
 */
export const answerOfCommitLost: Effect.Effect<Happened, never, TestDatabase | Scope.Scope> = trap(
  "COMMIT\0",
  "after"
)

/** The question what became of a transaction, as one for which the server has no function. */
const unasked: Garbling = { text: Buffer.from("pg_xact_status("), as: Buffer.from("pg_xact_no_one(") }

/**
 * The next COMMIT is carried out, its answer never comes, and until the scope closes Postgres does not tell what became of
 * it (`pg_xact_status`), as where a crash or a failover was between. After {@link answerOfCommitLost} a transaction
 * under a deadline finds out that it has committed; after this an idempotency key alone saves who has to know.
 *
 * **Example** (A payment under a key is booked once)
 *
 * ```ts
 * import { expect, it } from "@effect/vitest"
 * import { kitSchema, Operation } from "aquifer"
 * import { Fault, Testing } from "aquifer/testing"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const once = { key: "payment 1", request: [Schema.Int, 100] as const, result: Schema.String }
 *
 * it.effect("is done once, and its result is known", () =>
 *   Effect.gen(function* () {
 *     const sql = yield* SqlClient.SqlClient
 *     const run = yield* Operation.make("Payments")
 *     const happened = yield* Fault.outcomeLost
 *     const booked = yield* Effect.as(sql`SELECT 1`, "booked").pipe(run.transaction("book", { once }), Testing.live)
 *     expect([booked, yield* happened]).toEqual(["booked", true])
 *   }).pipe(Effect.provide(Testing.layer({ migrations: kitSchema })))
 * )
 * ```
 */
export const outcomeLost: Effect.Effect<Happened, never, TestDatabase | Scope.Scope> = Effect.flatMap(
  TestDatabase,
  ({ link: { garblings } }) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const own = { ...unasked }
        garblings.add(own)
        return own
      }),
      (own) => Effect.sync(() => garblings.delete(own))
    )
).pipe(Effect.andThen(answerOfCommitLost))

/**
 * The next statement with this piece of text in it reaches the server, and the connection is cut before its answer. A
 * single statement has taken effect then, without the program being told; one in a transaction is rolled back.
 */
export const cutAfter = (text: string): Effect.Effect<Happened, never, TestDatabase | Scope.Scope> =>
  trap(text, "after")

/** The connection is cut instead of sending the next statement with this piece of text in it: it does not run. */
export const cutBefore = (text: string): Effect.Effect<Happened, never, TestDatabase | Scope.Scope> =>
  trap(text, "before")

/** Cuts all connections of the pool now, as a restart of the pooler does. */
export const connectionsCut: Effect.Effect<void, never, TestDatabase> = Effect.map(TestDatabase, ({ link }) =>
  link.cutAll()
)

/**
 * Until the scope closes every connection of the pool is held, so that who asks for one waits `POOL_TIMEOUT` for it and
 * fails as `PoolExhausted`: give the pool of the suite a short one, and mind the clock (`Testing.live`).
 */
export const poolExhausted: Effect.Effect<void, SqlError.SqlError, PooledPg | Scope.Scope> = Effect.gen(
  function* () {
    const { sql, stats } = yield* PooledPg
    const { max } = yield* stats
    const hold = Effect.gen(function* () {
      const held = Latch.makeUnsafe(false)
      const holding = yield* sql`SELECT 1`.pipe(
        Effect.andThen(held.open),
        Effect.andThen(Effect.never),
        sql.withTransaction,
        Effect.forkScoped
      )
      yield* Effect.raceFirst(held.await, Fiber.join(holding))
    })
    yield* Effect.all(
      Array.from({ length: max }, () => hold),
      { concurrency: "unbounded", discard: true }
    )
  }
)

/**
 * The next statement that writes into a table fails as Postgres fails the victim of a deadlock (40P01), and its
 * transaction is rolled back: `Contention`. Those after it work.
 *
 * **Example** (A transaction is repeated as a whole)
 *
 * ```ts
 * import { Transaction } from "aquifer"
 * import { Fault } from "aquifer/testing"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const repeated = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   const happened = yield* Fault.deadlockOnce("orders")
 *   yield* sql`INSERT INTO orders VALUES (1)`.pipe(Transaction.run())
 *   return yield* happened
 * })
 * ```
 */
export const deadlockOnce = (
  table: string
): Effect.Effect<Happened<SqlError.SqlError>, SqlError.SqlError, DirectPg | Scope.Scope> =>
  Effect.gen(function* () {
    const { sql } = yield* DirectPg
    const [found] = yield* sql<{ table: string | null }>`SELECT to_regclass(${table})::text AS table`
    if (found === undefined || found.table === null) return yield* Effect.die(noTable(table))
    const name = yield* triggered(sql, {
      tables: `SELECT '${found.table.replaceAll("'", "''")}'::regclass`,
      body: (name) =>
        `IF nextval('${name}') = 1 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;`
    })
    return Effect.map(
      sql<{ happened: boolean }>`SELECT is_called AS happened FROM ${sql(name)}`,
      ([row]) => row?.happened === true
    )
  })

const noTable = (table: string) =>
  new Error(
    `There is no table ${table} in the suite's database; give Testing.layer the migrations that make it`
  )

/** Until the scope closes writes fail as on a standby or a full disk (25006), `ReadOnly`, and reads work. */
export const readOnly: Effect.Effect<void, SqlError.SqlError, DirectPg | Scope.Scope> = Effect.flatMap(
  DirectPg,
  ({ sql }) =>
    Effect.asVoid(
      triggered(sql, {
        tables: everyTable,
        body: () =>
          `RAISE EXCEPTION 'cannot execute % in a read-only transaction', TG_OP USING ERRCODE = '25006';`
      })
    )
)
