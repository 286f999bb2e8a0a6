import { PgClient, PgTypes } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Effect, Exit, Layer, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlError } from "effect/sql"
import { failureOf } from "../../support/failureOf.ts"
import { holdConnection } from "../../support/holdConnection.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { back } from "./back.ts"
import { refused } from "./refusedParameters.ts"

/** A pool of one connection, so that whoever holds it is noticed. */
const poolOfOne = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ app }) =>
    PooledPg.layerWith({ endpoint: app("pgbouncer118"), pool: { size: 1, min: 0 } })
  )
)

layer(endpoints("pgbouncer118"), { excludeTestServices: true })(
  "A parameter at the pooled endpoint",
  (it) => {
    it.effect("that is refused costs no connection, whichever way the statement is run", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const { acquired } = yield* stats
        for (const [what, parameters, field] of refused) {
          expect(yield* failureOf(sql.unsafe("SELECT $1", parameters)), what).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field
          })
        }
        const statement = sql.unsafe("SELECT $1::text", ["\ud800"])
        const ways = [statement.raw, statement.values, statement.unprepared, statement.withoutTransform]
        for (const way of ways) {
          expect(yield* failureOf(Effect.asVoid<unknown, SqlError.SqlError, never>(way))).toMatchObject({
            _tag: "Rejected",
            field: "$1"
          })
        }
        expect(yield* stats).toMatchObject({ acquired, used: 0, waiting: 0, refused: 0 })
      })
    )

    it.effect("that is refused fails a stream too", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const stream = sql.unsafe("SELECT $1::text", ["a\0"]).stream
        expect(yield* failureOf(Stream.runDrain(stream))).toMatchObject({ _tag: "Rejected", field: "$1" })
        expect((yield* stats).used).toBe(0)
      })
    )

    it.effect("that is refused is answered while the only connection is held", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const held = yield* holdConnection(sql)
        expect(yield* failureOf(sql`SELECT ${"\0"}`)).toMatchObject({ _tag: "Rejected" })
        expect(yield* stats).toMatchObject({ acquired: 1, used: 1, waitingMax: 0 })
        yield* held.letGo
      }).pipe(Effect.provide(poolOfOne))
    )

    it.effect("that is refused inside a transaction names its field, and the transaction goes on", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const kept = yield* sql.withTransaction(
          Effect.gen(function* () {
            const [before] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
            for (const [what, parameters, field] of refused) {
              expect(yield* failureOf(sql.unsafe("SELECT $1", parameters)), what).toMatchObject({
                _tag: "Rejected",
                statement: "did not run",
                field
              })
            }
            const [after] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
            return before?.pid === after?.pid
          })
        )
        expect(kept).toBe(true)
        expect((yield* stats).replaced.broken).toBe(0)
      })
    )

    it.effect("that is refused and not caught rolls its transaction back, as Rejected", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const failing = sql.withTransaction(
          Effect.andThen(
            sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('lost', '{}', now())`,
            sql`SELECT ${"\ud800"}::text`
          )
        )
        expect(yield* failureOf(failing)).toMatchObject({ _tag: "Rejected", field: "$1" })
        expect(yield* sql`SELECT count(*)::int AS n FROM research_cache`).toEqual([{ n: 0 }])
      })
    )

    it.effect("that is refused harms none of its neighbours", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const exits = yield* Effect.forEach(
          Array.from({ length: 200 }, (_, index) => index),
          (index) => Effect.exit(back(sql, "text", index % 10 === 7 ? `bad ${index}\0` : `good ${index}`)),
          { concurrency: "unbounded" }
        )
        for (const [index, exit] of exits.entries()) {
          if (index % 10 === 7) expect(Exit.isFailure(exit)).toBe(true)
          else expect(exit).toEqual(Exit.succeed(`good ${index}`))
        }
        expect(yield* stats).toMatchObject({ used: 0, replaced: { broken: 0, dead: 0 } })
      })
    )
  }
)

layer(SuiteDatabase.layer, { excludeTestServices: true })("The bare driver", (it) => {
  it.effect("stores a lone surrogate as U+FFFD and undefined as NULL, which is why both are refused", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const bare = yield* PgClient.make({ ...app("direct"), ssl: false, maxConnections: 1 })
      expect(yield* back(bare, "text", "a\ud800b")).toBe("a\ufffdb")
      expect(yield* back(bare, "text", undefined)).toBe(null)
      expect(yield* back(bare, "jsonb", PgTypes.jsonb({ a: Number.NaN, b: undefined, c: -0 }))).toEqual({
        a: null,
        c: 0
      })
    }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )
})
