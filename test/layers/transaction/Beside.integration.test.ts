import { expect, layer } from "@effect/vitest"
import { PgTransaction, type PooledSqlClient } from "aquifer"
import { Effect, Exit, Stream } from "effect"
import * as Pipeline from "../../../src/layers/transaction/Pipeline.ts"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { behindProxy } from "./behindProxy.ts"

const insert = (sql: PooledSqlClient, id: number) => sql`INSERT INTO t VALUES (${id})`
const all = { concurrency: "unbounded", discard: true } as const
const numbers = [1, 2, 3, 4, 5]

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`Beside other statements, ${route}`, (it) => {
    it.effect("a stream that is ended early takes back nothing but itself", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const many = sql`SELECT generate_series(1, 2000)`.stream
        const beside = [
          ...numbers.map((id) => insert(sql, id)),
          Stream.runDrain(Stream.take(many, 3)),
          Effect.ignore(insert(sql, 6)) // waits for the stream to open, which refuses it then
        ]
        yield* sql.withTransaction(Effect.andThen(insert(sql, 0), Effect.all(beside, all)))
        yield* sql.withTransaction(
          Effect.andThen(insert(sql, 7), Effect.all([insert(sql, 8), Stream.runHead(many)], all))
        )
        expect(yield* rows).toEqual([0, ...numbers, 7, 8])
      })
    )

    it.effect("the last statement commits them, and nothing if one of them fails", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const last = PgTransaction.last(insert(sql, 9))
        const failing = Effect.all([...numbers.map((id) => insert(sql, id)), sql`SELECT 1 / 0`, last], all)
        const failed = yield* Effect.exit(sql.withTransaction(Effect.andThen(insert(sql, 0), failing)))
        expect(Exit.isFailure(failed)).toBe(true)
        expect(yield* rows).toEqual([])
        yield* sql.withTransaction(Effect.all([...numbers.map((id) => insert(sql, id)), last], all))
        expect(yield* rows).toEqual([...numbers, 9])
      })
    )

    it.effect("and behind one that cannot commit, the connection's next caller is served", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const mistake = sql.withTransaction(
          Effect.andThen(insert(sql, 0), sql.withTransaction(Effect.ignore(sql`SELECT 1 / 0`)))
        )
        for (const id of numbers) {
          const told = yield* Effect.exit(mistake)
          expect(Exit.isFailure(told)).toBe(true)
          yield* insert(sql, id)
        }
        expect(yield* rows).toEqual(numbers)
        expect((yield* stats).replaced.broken).toBe(0)
      })
    )

    it.effect("and one whose connection was cut at its end, which is lent to nobody", () =>
      Effect.gen(function* () {
        const { rows, sql, truth } = yield* behindProxy(route, 1)
        yield* truth`CREATE TABLE doubtful (id int)`
        yield* truth`GRANT ALL ON doubtful TO PUBLIC`
        yield* truth`CREATE FUNCTION unsure() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS
          $$ BEGIN RAISE EXCEPTION 'unsure' USING ERRCODE = '40003'; END $$`
        yield* truth`CREATE CONSTRAINT TRIGGER late AFTER INSERT ON doubtful DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION unsure()`
        for (const id of numbers) {
          const doubtful = Effect.exit(sql.withTransaction(sql`INSERT INTO doubtful VALUES (1)`))
          const [told] = yield* Effect.all([doubtful, insert(sql, id)], { concurrency: "unbounded" })
          expect(Exit.isFailure(told)).toBe(true)
        }
        expect(yield* rows).toEqual(numbers)
      })
    )

    it.effect("a pipeline goes behind them, and they behind it", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const answered: Array<unknown> = []
        const pipeline = Pipeline.run(
          sql,
          [6, 7, 8].map((id) => sql.unsafe(`INSERT INTO t VALUES (${id}) RETURNING id::text`)),
          (told) => answered.push(...told.flat())
        )
        const before = numbers.map((id) => insert(sql, id))
        yield* sql.withTransaction(Effect.all([...before, pipeline, insert(sql, 9)], all))
        expect(yield* rows).toEqual([...numbers, 6, 7, 8, 9])
        expect(answered).toEqual(["6", "7", "8"])
      })
    )
  })
}
