import { describe, expect, it } from "@effect/vitest"
import { PgConfig } from "aquifer"
import { Doctor, HostLookup } from "aquifer/operations"
import { ConfigProvider, Effect } from "effect"
import { type Check, Unchecked } from "../../../../src/services/doctor/deployment/Deployment.ts"
import * as Configuration from "../../../../src/services/doctor/settings/Configuration.ts"
import * as Lanes from "../../../../src/services/doctor/settings/Lanes.ts"
import * as Supabase from "../../../../src/services/doctor/settings/Supabase.ts"
import * as Tls from "../../../../src/services/doctor/settings/Tls.ts"

const away = Effect.fail(new Unchecked({ reason: "nobody connects in this test" }))

/** A deployment of which nothing but its settings is looked at. */
const deploymentOf = (reading: Effect.Success<typeof PgConfig.reading>) => ({
  reading,
  instances: 1,
  poolers: undefined,
  schema: undefined,
  direct: away,
  pooled: away,
  console: away
})

/** What the checks find that connect nowhere. */
const judge = (env: Record<string, string>) =>
  Effect.gen(function* () {
    const reading = yield* PgConfig.reading
    const deployment = deploymentOf(reading)
    const of = ({ run }: Check) => run(deployment)
    const findings = yield* Effect.all([
      of(Configuration.check),
      of(Tls.check),
      of(Supabase.check),
      of(Lanes.check)
    ])
    return findings.flat()
  }).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })),
    Effect.provideService(HostLookup, () => Effect.succeed([{ address: "192.0.2.1", family: 4 as const }]))
  )

const names = (env: Record<string, string>) =>
  Effect.map(judge(env), (findings) => findings.map(({ name }) => name))

const project = "abcdefghijklmnopqrst"

const supabase = {
  DATABASE_URL: `postgresql://postgres:hunter2@db.${project}.supabase.co:5432/postgres?sslrootcert=ca.crt`,
  DATABASE_POOL_URL: `postgresql://postgres.${project}:hunter2@aws-0-eu-west-1.pooler.supabase.com:6543/postgres?pgbouncer=true&sslrootcert=ca.crt`
}

/** The shared pooler in session mode, which is what the dashboard offers where there is no IPv6. */
const session = supabase.DATABASE_POOL_URL.replace("6543", "5432").replace("pgbouncer=true&", "")

/** PgBouncer beside the database, of paid plans. */
const dedicated = supabase.DATABASE_URL.replace("5432", "6543")

describe("Doctor on settings", () => {
  it.effect.each([
    ["of both endpoints", supabase],
    ["of the session pooler, where there is no IPv6", { ...supabase, DATABASE_URL: session }],
    ["of the dedicated pooler", { ...supabase, DATABASE_POOL_URL: dedicated }]
  ] as const)("finds nothing in Supabase's URLs %s", ([, env]) =>
    Effect.gen(function* () {
      expect(yield* names(env)).toEqual([])
    })
  )

  it.effect.each([
    [
      "same-endpoint",
      {
        DATABASE_POOL_URL: "postgresql://a@db.example:6432/d",
        DATABASE_URL: "postgresql://a@db.example:6432/d"
      }
    ],
    ["pooled-is-direct", { DATABASE_POOL_URL: "postgresql://a@db.example:5432/d" }],
    ["direct-is-pooler", { DATABASE_URL: "postgresql://a@db.example:6543/d" }],
    ["direct-is-pooler", { DATABASE_URL: "postgresql://a@db.example/d?pgbouncer=true" }],
    [
      "startup-parameters",
      { DATABASE_POOL_URL: "postgresql://a@db.example:6543/d?options=-c%20statement_timeout%3D5s" }
    ],
    [
      "supabase-user",
      { DATABASE_POOL_URL: supabase.DATABASE_POOL_URL.replace("postgres.abcdefghijklmnopqrst", "postgres") }
    ],
    ["supabase-user", { DATABASE_URL: supabase.DATABASE_URL.replace("postgres:", `postgres.${project}:`) }],
    ["supabase-user", { DATABASE_URL: session.replace(`postgres.${project}`, "postgres") }],
    [
      "supabase-replica",
      { DATABASE_URL: supabase.DATABASE_URL.replace(project, `${project}-rr-eu-west-1-abcde`) }
    ],
    [
      "supabase-replica",
      { DATABASE_POOL_URL: supabase.DATABASE_POOL_URL.replace(project, `${project}-rr-eu-west-1-abcde`) }
    ],
    ["endpoints-differ", { ...supabase, DATABASE_URL: supabase.DATABASE_URL.replace("abc", "xyz") }],
    ["root-certificate-missing", { DATABASE_URL: supabase.DATABASE_URL.replace("?sslrootcert=ca.crt", "") }],
    ["tls-off", { DATABASE_URL: "postgresql://a@db.example/d?sslmode=disable" }],
    ["tls-not-verified", { DATABASE_URL: "postgresql://a@db.example/d?sslmode=prefer" }],
    ["tls-not-verified", { DATABASE_URL: "postgresql://a@db.example/d?sslmode=verify-ca" }],
    ["pool-min-over-size", { POOL_MIN: "5", POOL_SIZE: "3" }],
    ["setting-invalid", { POOL_MODE: "statement" }]
  ] as const)("finds %s in %j", ([name, env]) =>
    Effect.gen(function* () {
      expect(yield* names(env)).toEqual([name])
    })
  )

  it.effect("finds lanes that lead to the same server connections as others, and none that do not", () =>
    Effect.gen(function* () {
      const url = (database: string, user = "app") =>
        `postgresql://${user}:hunter2@127.0.0.1:6432/${database}`
      const [first, second, ...others] = yield* judge({
        DATABASE_POOL_URL: url("shop"),
        DATABASE_POOL_URL_REPORTS: `${url("shop")}?application_name=reports`,
        DATABASE_POOL_URL_NIGHTLY_IMPORT: url("shop_imports"),
        DATABASE_POOL_URL_NIGHTLY: url("shop_imports"),
        DATABASE_POOL_URL_BILLING: url("shop", "billing"),
        DATABASE_POOL_URL_EMPTY: ""
      })
      expect(others).toEqual([])
      expect(first).toMatchObject({
        name: "lanes-share-server-pool",
        severity: "warning",
        evidence:
          "DATABASE_POOL_URL and DATABASE_POOL_URL_REPORTS lead to database shop as app at 127.0.0.1:6432"
      })
      expect(second?.evidence).toMatch(
        /^DATABASE_POOL_URL_NIGHTLY and DATABASE_POOL_URL_NIGHTLY_IMPORT lead to database shop_imports/
      )
      expect(yield* names({ DATABASE_POOL_URL_REPORTS: "reports" })).toEqual(["setting-invalid"])
    })
  )

  it.effect("finds everything that is wrong, not only the first of it, and shows no password", () =>
    Effect.gen(function* () {
      const findings = yield* judge({
        POOL_SIZE: "many",
        POOL_IDLE_TIMEOUT: "soon",
        DATABASE_URL: "postgresql://a:hunter2@db.example:6543/d",
        DATABASE_POOL_URL: "postgresql://a:hunter2@db.example:6543/d?options=-cx%3D1&sslmode=disable"
      })
      expect(findings.map(({ name }) => name)).toEqual([
        "setting-invalid",
        "setting-invalid",
        "same-endpoint",
        "direct-is-pooler",
        "startup-parameters",
        "tls-off"
      ])
      expect(JSON.stringify(findings)).not.toContain("hunter2")
    })
  )

  it.effect("finds a direct host of Supabase's that has an IPv6 address only", () =>
    Effect.gen(function* () {
      const only = (...families: ReadonlyArray<4 | 6>) =>
        Effect.provideService(HostLookup, () =>
          Effect.succeed(
            families.map((family) => ({ address: family === 6 ? "2001:db8::1" : "192.0.2.1", family }))
          )
        )
      const reading = yield* Effect.provideService(
        PgConfig.reading,
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromEnv({ env: supabase })
      )
      const check = Supabase.check.run(deploymentOf(reading))
      expect(yield* only(6)(check)).toMatchObject([
        { name: "ipv6-only", evidence: expect.stringContaining("2001:db8::1") }
      ])
      expect(yield* only(6, 4)(check)).toEqual([])
    })
  )
})

describe("Doctor's rules", () => {
  it("each say why it matters and what to do", () => {
    for (const { name, reason, remedy } of Doctor.rules) {
      expect([name, reason.length > 20, remedy.length > 10]).toEqual([name, true, true])
    }
  })
})
