import { PgConnection } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as DriverError from "../../../src/layers/failure/DriverError.ts"
import * as TransactionOutcome from "../../../src/layers/transaction/TransactionOutcome.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const lost = DriverError.fromFailure(TransactionOutcome.unanswered, "commit")

/** A connection, and a transaction that has ended on it as told. */
const after = Effect.fnUntraced(function* (end: "COMMIT" | "ROLLBACK") {
  const { app } = yield* SuiteDatabase
  const connection = yield* PgConnection.make({ ...app("direct"), ssl: false })
  const ask = (text: string) => connection.query(text, [], false)
  yield* ask("BEGIN")
  const { rows } = yield* ask(
    `SELECT pg_current_xact_id()::text AS number, ${TransactionOutcome.sinceCrash} AS since`
  )
  yield* ask(end)
  const [row] = rows
  return {
    ask,
    settled: TransactionOutcome.settle(
      lost,
      {
        xid: { number: String(row?.["number"]), sinceCrash: String(row?.["since"]) },
        destroy: () => undefined
      },
      Effect.succeed(connection)
    )
  }
})

layer(SuiteDatabase.layer)("The question after a COMMIT whose answer was lost", (it) => {
  it.effect("finds what the server knows: that it was done, or was not", () =>
    Effect.gen(function* () {
      yield* (yield* after("COMMIT")).settled
      const { settled } = yield* after("ROLLBACK")
      expect(yield* Effect.flip(settled)).not.toBe(lost)
    })
  )

  it.effect("is asked by no name, which would stay at a pooler that tracks none", () =>
    Effect.gen(function* () {
      const { ask, settled } = yield* after("COMMIT")
      yield* settled
      expect((yield* ask("SELECT statement FROM pg_prepared_statements")).rows).toEqual([])
    })
  )
})
