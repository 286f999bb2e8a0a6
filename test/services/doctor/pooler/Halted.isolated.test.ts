import { describe, expect, inject, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { diagnose } from "../../../support/deployment.ts"
import { ownPgBouncer } from "../../../support/ownPgBouncer.ts"
import { connect } from "../../../support/simpleQuery.ts"

const { app, pgbouncer118, pgbouncer124, postgres } = inject("servers")

const releases = [
  ...(pgbouncer118 === undefined ? [] : [{ release: "bookworm", tellsState: false }]),
  ...(pgbouncer124 === undefined ? [] : [{ release: "trixie", tellsState: true }])
]

const direct = `postgresql://${postgres.user}:${postgres.password}@${postgres.host}:${postgres.port}/postgres`

describe.each(releases)(
  "Doctor on a PgBouncer ($release) that holds everybody up",
  ({ release, tellsState }) => {
    it.live("says so first, with the command that ends it", () =>
      Effect.gen(function* () {
        const pooler = yield* ownPgBouncer({ release, settings: { stats_users: app.name } })
        const pooled = pooler.url("postgres", app.name, Redacted.make(app.password))
        const console = yield* connect(pooler.adminUrl)
        const client = yield* connect(pooled)
        yield* client("SELECT 1")
        const first = Effect.map(
          diagnose({ DATABASE_URL: direct, DATABASE_POOL_URL: Redacted.value(pooled) }),
          ({ seen }) => [...seen.values()][0]
        )
        yield* console("PAUSE postgres")
        expect(yield* first).toMatchObject({
          name: "pooler-paused",
          severity: "error",
          evidence: "paused (PAUSE or KILL): postgres",
          remedy: expect.stringMatching(/^RESUME postgres on PgBouncer's console/)
        })
        yield* console("RESUME postgres")
        yield* client("SELECT 1")

        yield* console("PAUSE")
        const waiting = yield* Effect.forkChild(client("SELECT 1"))
        const all = yield* first
        expect(all).toMatchObject({ name: "pooler-paused", remedy: expect.stringMatching(/^RESUME on Pg/) })
        expect(all?.evidence).toContain(tellsState ? "paused as a whole" : "clients of postgres wait")
        yield* console("RESUME")
        yield* Fiber.join(waiting)

        yield* console("DISABLE postgres")
        expect(yield* first).toMatchObject({
          name: "pooler-disabled",
          evidence: "disabled (DISABLE): postgres",
          remedy: expect.stringMatching(/^ENABLE postgres on PgBouncer's console/)
        })
        yield* console("ENABLE postgres")
        expect((yield* first)?.name).not.toMatch(/^pooler-(paused|disabled)$/)
      })
    )

    it.live("takes a database of somebody else's for a warning", () =>
      Effect.gen(function* () {
        const pooler = yield* ownPgBouncer({
          release,
          settings: { stats_users: app.name },
          aliases: [{ name: "theirs", database: "postgres", poolSize: 1 }]
        })
        const pooled = pooler.url("postgres", app.name, Redacted.make(app.password))
        const console = yield* connect(pooler.adminUrl)
        yield* console("PAUSE theirs")
        const env = { DATABASE_URL: direct, DATABASE_POOL_URL: Redacted.value(pooled) }
        expect((yield* diagnose(env)).seen.get("pooler-paused")).toMatchObject({
          severity: "warning",
          evidence: "paused (PAUSE or KILL): theirs"
        })
      })
    )
  }
)
