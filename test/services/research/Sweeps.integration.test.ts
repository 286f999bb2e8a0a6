import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as BulkStaging from "../../../src/services/repository/bulk/BulkStaging.ts"
import * as Keys from "../../../src/services/repository/idempotency/Keys.ts"
import * as ResearchCachePostgres from "../../../src/services/research/cache/ResearchCachePostgres.ts"
import { research } from "../../support/ResearchStore.ts"

interface Swept {
  readonly table: string
  /** Columns of 1,200 rows that are due, from their number `i`. */
  readonly columns: string
  readonly values: string
  readonly sweep: (sql: SqlClient.SqlClient, most: number) => Effect.Effect<number, SqlError.SqlError>
}

const swept: ReadonlyArray<Swept> = [
  {
    table: "aquifer_staging",
    columns: "stream, share, place, given, staged_at",
    values: "gen_random_uuid(), 0, i, '{}', now() - interval '2 days'",
    sweep: BulkStaging.sweep
  },
  {
    table: "aquifer_operations",
    columns: "operation, request_hash, result, expires_at",
    values: "'operation ' || i, '', '{}', now() - i * interval '1 second'",
    sweep: Keys.forget
  },
  {
    table: "research_cache",
    columns: "keyword, payload, expires_at",
    values: "'keyword ' || i, '1', now() - i * interval '1 second'",
    sweep: (sql, most) => ResearchCachePostgres.make(sql).evict(most)
  }
]

layer(research("direct"))("A sweep", (it) => {
  for (const { columns, sweep, table, values } of swept) {
    it.effect(
      `of ${table} takes as many rows as it may, also where the planner thinks that there are none`,
      () =>
        Effect.gen(function* () {
          const { sql } = yield* DirectPg
          const fill = sql.unsafe(
            `INSERT INTO ${table} (${columns}) SELECT ${values} FROM generate_series(1, 1200) AS i`
          )
          yield* fill
          yield* sql.unsafe(`DELETE FROM ${table}`)
          // As autovacuum does; with the empty pages that it leaves, what comes later is estimated at no rows.
          yield* sql.unsafe(`VACUUM (ANALYZE, TRUNCATE off) ${table}`)
          yield* fill
          const pooled = yield* SqlClient.SqlClient
          const handled = yield* Effect.replicateEffect(sweep(pooled, 500), 4)
          expect(handled).toEqual([500, 500, 200, 0])
        })
    )
  }
})
