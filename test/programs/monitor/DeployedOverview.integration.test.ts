import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import { inject } from "vitest"
import * as DeployedOverview from "../../../src/programs/monitor/DeployedOverview.ts"
import { Overview } from "../../../src/services/monitor/Overview.ts"
import { urlOf } from "../../support/program.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

type Environment = Readonly<Record<"DATABASE_URL" | "DATABASE_POOL_URL" | "PGBOUNCER_ADMIN_URL", string>>

const urls = Effect.map(SuiteDatabase, ({ admin, app }): Environment => ({
  DATABASE_URL: urlOf(admin),
  DATABASE_POOL_URL: urlOf(app("pgbouncer118")),
  PGBOUNCER_ADMIN_URL: inject("servers").pgbouncer118?.adminUrl ?? ""
}))

const look = (env: Environment, longerThan = Duration.minutes(5)) =>
  Effect.flatMap(Overview, ({ snapshot }) => snapshot).pipe(
    Effect.provide(
      DeployedOverview.layer({ longerThan, metrics: false }).pipe(
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
      )
    )
  )

const parts = ["pools", "pgbouncer", "postgres"] as const

const wrong = (url: string, change: (url: URL) => void): string => {
  const changed = new URL(url)
  change(changed)
  return changed.href
}

type Case = readonly [
  what: string,
  part: (typeof parts)[number],
  says: string,
  change: (env: Environment) => Partial<Environment>
]

const cases: ReadonlyArray<Case> = [
  [
    "the console does not let this user in",
    "pgbouncer",
    "admin_users",
    ({ DATABASE_POOL_URL }) => ({
      PGBOUNCER_ADMIN_URL: wrong(DATABASE_POOL_URL, (url) => (url.pathname = "/pgbouncer"))
    })
  ],
  [
    "the admin's password is wrong",
    "pgbouncer",
    "PGBOUNCER_ADMIN_URL",
    (env) => ({ PGBOUNCER_ADMIN_URL: wrong(env.PGBOUNCER_ADMIN_URL, (url) => (url.password = "hunter2")) })
  ],
  [
    "the pooler is not PgBouncer",
    "pgbouncer",
    "PGBOUNCER_ADMIN_URL",
    ({ DATABASE_URL }) => ({ PGBOUNCER_ADMIN_URL: DATABASE_URL })
  ],
  ["there is no direct endpoint", "postgres", "DATABASE_URL", () => ({ DATABASE_URL: "" })],
  [
    "nobody listens at the direct endpoint",
    "postgres",
    "127.0.0.1:1",
    ({ DATABASE_URL }) => ({ DATABASE_URL: wrong(DATABASE_URL, (url) => (url.port = "1")) })
  ],
  ["there is no pooled endpoint", "pools", "DATABASE_POOL_URL", () => ({ DATABASE_POOL_URL: "" })]
]

layer(SuiteDatabase.layer, { excludeTestServices: true })("the overview of a deployment", (it) => {
  for (const [what, part, says, change] of cases) {
    it.effect(`says so where ${what}, and shows the other parts`, () =>
      Effect.gen(function* () {
        const env = yield* urls
        const seen = yield* look({ ...env, ...change(env) })
        expect(seen[part]).toMatchObject({ _tag: "Missing", reason: expect.stringContaining(says) })
        for (const other of parts) {
          if (other !== part) expect(seen[other], other).toMatchObject({ _tag: "Shown" })
        }
        expect(JSON.stringify(seen)).not.toContain("hunter2")
      })
    )
  }

  it.effect("shows an ordinary role what it sees, and how to grant it the rest", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const { postgres } = yield* look({ ...(yield* urls), DATABASE_URL: urlOf(app("direct")) })
      expect(postgres).toMatchObject({
        value: {
          visibility: { everything: false, remedy: expect.stringContaining("GRANT pg_monitor TO") }
        }
      })
    })
  )

  it.effect("shows servers that hang as such", () =>
    Effect.gen(function* () {
      const hang = scriptedServer({ onStartup: () => undefined })
      const url = (port: number) => `postgresql://app:hunter2@127.0.0.1:${port}/db`
      const seen = yield* look({
        DATABASE_URL: url((yield* hang).port),
        DATABASE_POOL_URL: url((yield* hang).port),
        PGBOUNCER_ADMIN_URL: url((yield* hang).port)
      })
      expect(seen.pgbouncer).toMatchObject({ reason: expect.stringContaining("has not answered for 2s") })
      expect(seen).toMatchObject({ postgres: { _tag: "Missing" }, pools: { _tag: "Shown" } })
    })
  )

  it.effect("counts a statement as long-running from the bound on", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const sql = yield* PgClient.make({ ...admin, ssl: false, maxConnections: 2 })
      yield* Effect.forkScoped(Effect.ignore(sql.unsafe("SELECT pg_sleep(60)")))
      const slow = Effect.map(look(yield* urls, Duration.millis(1)), ({ postgres }) =>
        postgres._tag === "Missing"
          ? undefined
          : postgres.value.longRunning.find(({ query }) => query?.startsWith("SELECT pg_sleep"))
      )
      const found = yield* Effect.repeat(slow, { until: (session) => session !== undefined })
      expect(found).toMatchObject({ state: "active", waitEvent: "PgSleep" })
      yield* sql`SELECT pg_terminate_backend(${found?.pid})`
    }).pipe(Effect.provide(Reactivity.layer))
  )
})
