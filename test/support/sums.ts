import { DirectPg, GroupCommit, kitSchema, Migration } from "aquifer"
import { Effect, Schema } from "effect"
import { SqlClient, type Statement } from "effect/sql"

/** A row that is added to what is there under its key, so that what is written twice is seen. */
export const Row = Schema.Struct({ key: Schema.String, value: Schema.Int })

export type Row = typeof Row.Type

/** Adds rows up; `given` makes what is inserted of them. */
export const makeAdd = (given: (sql: SqlClient.SqlClient, rows: ReadonlyArray<Row>) => Statement.Fragment) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return yield* GroupCommit.make({
      name: "Sums.add",
      key: (row: Row) => row.key,
      write: (rows) => sql`
        INSERT INTO sums (key, value) ${given(sql, rows)}
        ON CONFLICT (key) DO UPDATE SET value = sums.value + excluded.value
        RETURNING key, value`,
      answer: Row,
      keyOf: ({ key }) => key
    })
  })

/** The table of sums, none of which may be negative. */
export const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  yield* sql`CREATE TABLE sums (key text PRIMARY KEY, value int NOT NULL CHECK (value >= 0))`
  yield* sql`GRANT ALL ON sums TO PUBLIC`
})
