import { DirectPg, Idempotency, kitSchema, Migration, Transaction } from "aquifer"
import { Effect, Exit, Schema } from "effect"
import type { Route } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

/** The kit's tables in a database that looks for deadlocks soon, and not after a second. */
const setUp = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  yield* sql.unsafe(
    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''20ms''', current_database()); END $$"
  )
})

const onPostgres = (route: Route) => suiteClient(route, setUp, { size: 4, min: 0 })

/** Clients whose transactions are held to the same tests; which pooler is between says nothing of them. */
export const places = [
  ["memory", Idempotency.layerMemory],
  ["direct", onPostgres("direct")],
  ["pgbouncer124", onPostgres("pgbouncer124")]
] as const

/** What all of them have is the kit's keys: each is a row, which is there once its work is committed. */
export const keyed = <E, R>(key: string, work: Effect.Effect<number, E, R>) =>
  Idempotency.once({ key, request: [Schema.String, "a row"], result: Schema.Int })(work)

/** Rows of a test by itself. */
export const ownRows = () => {
  const prefix = crypto.randomUUID()
  const named = (id: number) => `${prefix} ${id}`
  return {
    /** Writes a row, which a statement begins and another one ends. */
    insert: (id: number, meanwhile: Effect.Effect<unknown> = Effect.void) =>
      keyed(named(id), Effect.as(meanwhile, id)),
    /** The rows of these that are there: work under the key of another is done, and undone. */
    present: (ids: ReadonlyArray<number>) =>
      Effect.filter(ids, (id) =>
        Effect.map(Effect.exit(Transaction.run()(keyed(named(id), Effect.fail("is absent")))), Exit.isSuccess)
      )
  }
}
