import { describe, expect, it } from "@effect/vitest"
import { DirectPg, PgUrl } from "aquifer"
import { EmbeddedPg } from "aquifer/local"
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
      }).pipe(Effect.scoped)
  )
})
