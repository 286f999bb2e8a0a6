import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { failureOf } from "../../support/failureOf.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { cleared, client, type Rows, send, type Sql } from "./guardedClient.ts"
import { leaks } from "./sessionLeaks.ts"

const serverOf = (sql: Sql) => send(sql, "SELECT pg_backend_pid() AS pid")

const clients = Effect.all([client("off"), client("off")])

layer(SuiteDatabase.layer, { excludeTestServices: true })("Through a transaction pooler", (it) => {
  it.effect("both clients of these tests meet the same server connection", () =>
    Effect.gen(function* () {
      const [a, b] = yield* clients
      yield* send(a, "CREATE SEQUENCE IF NOT EXISTS numbers")
      expect(yield* serverOf(a)).toEqual(yield* serverOf(b))
    }).pipe(Effect.scoped)
  )

  for (const row of leaks) {
    it.effect(`${row.name} leaks to another client when the guard is off`, () =>
      Effect.gen(function* () {
        const [a, b] = yield* clients
        const leak = Effect.fnUntraced(function* (act: Rows) {
          yield* cleared(b)
          if (row.before !== undefined) yield* send(b, row.before)
          yield* act
          expect(yield* send(b, row.probe)).toEqual(row.leaked)
          yield* cleared(b)
        })
        yield* leak(send(a, row.act))
        if (row.refusedInTransaction !== true) yield* leak(a.withTransaction(send(a, row.act)))
      }).pipe(Effect.scoped)
    )

    it.effect(`${row.name} is refused with the guard on, in a transaction too, and nothing is sent`, () =>
      Effect.gen(function* () {
        const sql = yield* client("refuse")
        const refusal = {
          _tag: "SessionStateRequired",
          statement: "did not run",
          rule: row.rule,
          remedy: expect.stringMatching(/./),
          position: expect.any(Number)
        }
        expect(yield* failureOf(send(sql, row.act))).toMatchObject(refusal)
        expect(yield* failureOf(sql.withTransaction(send(sql, row.act)))).toMatchObject(refusal)
      }).pipe(Effect.scoped)
    )
  }
})
