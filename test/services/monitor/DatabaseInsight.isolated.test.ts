import { describe, expect, it } from "@effect/vitest"
import { DirectPg, PgUrl } from "aquifer"
import { EmbeddedPg, StandbyPg } from "aquifer/local"
import { DatabaseInsight } from "aquifer/operations"
import { Context, Effect, Layer, Redacted, Result } from "effect"
import { newCluster } from "../../support/newCluster.ts"
import { connect } from "../../support/simpleQuery.ts"

const insightAt = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const endpoint = Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))
    const context = yield* Layer.build(
      Layer.provide(DatabaseInsight.layerNoDeps, DirectPg.layerWith({ endpoint }))
    )
    return yield* Context.get(context, DatabaseInsight).snapshot
  }).pipe(Effect.scoped)

describe("DatabaseInsight of a server that counts statements", () => {
  it.live(
    "has the slowest with their share, without values, and says what stands between a role and them",
    () =>
      Effect.gen(function* () {
        const directory = yield* newCluster
        const postgres = Context.get(
          yield* Layer.build(
            EmbeddedPg.layerWith({
              directory,
              durable: false,
              settings: { shared_preload_libraries: "pg_stat_statements" }
            })
          ),
          EmbeddedPg
        )
        const { database } = postgres
        const administrator = yield* connect(postgres.url())
        const notCreated = yield* insightAt(postgres.url())
        expect(notCreated.statements).toMatchObject({
          reason: expect.stringContaining("CREATE EXTENSION pg_stat_statements here")
        })
        yield* administrator("CREATE SCHEMA extensions")
        yield* administrator("CREATE EXTENSION pg_stat_statements SCHEMA extensions")
        yield* administrator("CREATE ROLE reader LOGIN PASSWORD 'hunter2'")
        yield* administrator("SELECT count(*) FROM generate_series(1, 200000) WHERE 'a secret' <> ''")
        const columns = (count: number) => Array.from({ length: count }, (_, index) => `oid AS c${index}`)
        for (const count of [120, 220, 900]) {
          yield* administrator(
            `SELECT ${columns(count).join(", ")} FROM pg_class LIMIT 0 -- ${"x".repeat(count)}`
          )
        }
        const asReader = postgres.url(database, "reader", Redacted.make("hunter2"))
        const { statements: refused } = yield* insightAt(asReader)
        expect(refused).toMatchObject({
          reason: expect.stringContaining('GRANT USAGE ON SCHEMA extensions TO "reader"')
        })
        yield* administrator("GRANT USAGE ON SCHEMA extensions TO reader")
        const few = (yield* insightAt(asReader)).statements
        expect(few).toMatchObject({ _tag: "Shown" })
        if (few._tag === "Shown") expect(few.value.hidden).toBeGreaterThan(3)
        const { statements } = yield* insightAt(postgres.url())
        if (statements._tag === "Missing") throw new Error(statements.reason)
        const slowest = statements.value.statements.find(({ statement }) =>
          statement.includes("generate_series")
        )
        expect(slowest).toMatchObject({ calls: 1, rows: 1 })
        expect(slowest?.share).toBeGreaterThan(0)
        expect(statements.value.since).toBeLessThanOrEqual(Date.now())
        expect(statements.value.statements.map(({ statement }) => statement)).toContain(
          "CREATE ROLE reader LOGIN PASSWORD ?"
        )
        expect(JSON.stringify(statements)).not.toMatch(/hunter2|a secret/)
        const long = statements.value.statements.flatMap(({ statement }) =>
          statement.startsWith("SELECT oid AS c0") ? [[statement.length, statement.at(-1)]] : []
        )
        const whole = `SELECT ${columns(120).join(", ")} FROM pg_class LIMIT $1`
        expect(long.toSorted(([a = 0], [b = 0]) => Number(a) - Number(b))).toEqual([
          [whole.length, "1"],
          [2_001, "…"],
          [2_001, "…"]
        ])
        const { since } = (yield* insightAt(postgres.url())).server
        expect(since).toBeNull() // nothing tells when they began: a clean restart keeps them
        yield* administrator("SELECT pg_stat_reset()")
        const reset = (yield* insightAt(postgres.url())).server.since
        expect(reset).toBeLessThanOrEqual(Date.now())
      }).pipe(Effect.scoped)
  )
})

describe("DatabaseInsight of a primary and its standby", () => {
  it.live(
    "sees who follows and what is kept for it, and all that it sees of a primary of the standby too",
    () =>
      Effect.gen(function* () {
        const directory = yield* newCluster
        const settings = { synchronous_commit: "on" }
        const primary = Context.get(
          yield* Layer.build(EmbeddedPg.layerWith({ directory, durable: false, settings })),
          EmbeddedPg
        )
        const administrator = yield* connect(primary.url())
        yield* administrator("CREATE TABLE counted (id serial, n int)")
        yield* administrator("INSERT INTO counted (n) SELECT n FROM generate_series(1, 20000) AS n")
        yield* administrator("SELECT slot_name FROM pg_create_physical_replication_slot('gone', true)")
        yield* administrator("ANALYZE counted")
        const standby = Context.get(yield* Layer.build(StandbyPg.layerWith({ primary })), StandbyPg)
        yield* standby.caughtUp
        const [above, below] = [yield* insightAt(primary.url()), yield* insightAt(standby.url())]
        expect([above.server.standby, below.server.standby]).toEqual([false, true])
        expect(above.replication).toMatchObject({
          value: {
            replayMillis: null,
            standbys: [{ state: "streaming", unappliedBytes: expect.any(Number) }],
            slots: expect.arrayContaining([expect.objectContaining({ name: "gone", active: false })])
          }
        })
        for (const part of ["indexes", "scans", "vacuuming", "limits", "replication"] as const) {
          expect([part, below[part]]).toEqual([part, expect.objectContaining({ _tag: "Shown" })])
        }
        expect(below.limits).toMatchObject({ value: { sequences: [{ sequence: "counted_id_seq" }] } })
      }).pipe(Effect.scoped)
  )
})
