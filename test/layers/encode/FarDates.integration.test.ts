import { PgTypes } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { BulkWrite, DirectPg } from "aquifer"
import { Effect, Result, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { routes } from "../../support/SuiteDatabase.ts"
import { suiteClient } from "../../support/SuiteEndpoints.ts"

const tables = Effect.flatMap(DirectPg, ({ sql }) =>
  Effect.andThen(
    sql`CREATE TABLE terms (id int PRIMARY KEY, ends timestamptz NOT NULL)`,
    sql`GRANT ALL ON terms TO PUBLIC`
  )
)

/** Of these the driver, which counts in doubles, would write others, some microseconds away. */
const far = ["9999-12-31T23:59:59.999Z", "-001000-06-15T12:00:00.001Z", "+275760-09-12T23:59:59.999Z"].map(
  (text) => new Date(text)
)

/** The seconds of a date since 1970, as Postgres reckons them exactly. */
const secondsOf = (date: Date): string => {
  const micros = BigInt(date.getTime()) * 1000n
  const digits = String(micros < 0n ? -micros : micros).padStart(7, "0")
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`
}

for (const route of routes) {
  layer(suiteClient(route, tables), { excludeTestServices: true })(`A date far away, ${route}`, (it) => {
    it.effect("is sent exactly, whatever it goes into", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        for (const date of far) {
          const array = Result.getOrThrow(PgTypes.array([null, date], PgTypes.OID.timestamptz))
          const statement = sql<Record<string, string>>`SELECT extract(epoch FROM ${date})::text AS plain,
            extract(epoch FROM (${[date, null]})[1])::text AS array, extract(epoch FROM ${PgTypes.timestamptz(date)})::text AS typed,
            extract(epoch FROM ${PgTypes.timestamp(date)})::text AS local, extract(epoch FROM (${array})[2])::text AS items`
          const seconds = secondsOf(date)
          const all = { plain: seconds, array: seconds, typed: seconds, local: seconds, items: seconds }
          expect(yield* statement).toEqual([all])
          expect(yield* statement).toEqual([all])
          expect(yield* Stream.runCollect(statement.stream)).toEqual([all])
        }
      })
    )

    it.effect("is stored exactly by a statement and in bulk, and is found", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const write = yield* BulkWrite.make({
          name: "Terms.write",
          table: "terms",
          row: Schema.Struct({ id: Schema.Int, ends: Schema.Date })
        })
        yield* write.all(far.map((ends, id) => ({ id, ends })))
        for (const [index, date] of far.entries()) {
          yield* sql`INSERT INTO terms VALUES (${index + far.length}, ${date})`
          const ids = [{ id: index }, { id: index + far.length }]
          expect(yield* sql`SELECT id FROM terms WHERE ends = ${date} ORDER BY id`).toEqual(ids)
          expect(yield* sql`SELECT id FROM terms WHERE ends = ANY(${[date]}) ORDER BY id`).toEqual(ids)
          expect(
            yield* sql`SELECT DISTINCT extract(epoch FROM ends)::text AS seconds FROM terms WHERE ends = ${date}`
          ).toEqual([{ seconds: secondsOf(date) }])
        }
      })
    )
  })
}
