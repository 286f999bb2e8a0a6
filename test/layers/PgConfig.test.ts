import { describe, expect, it } from "@effect/vitest"
import { PgConfig } from "aquifer"
import { ConfigProvider, Duration, Effect, Redacted } from "effect"

const secret = "hunter2/§"
const encoded = encodeURIComponent(secret)

const read = (env: Record<string, string>) =>
  Effect.provideService(PgConfig.config, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

const pooled = `postgresql://app:${encoded}@127.0.0.1:6543/db?pgbouncer=true`
const unmarked = `postgresql://app:${encoded}@127.0.0.1:6543/db`
const direct = `postgresql://owner:${encoded}@127.0.0.1:5432/db`

describe("PgConfig", () => {
  it.effect("has the design's defaults", () =>
    Effect.gen(function* () {
      const { direct, pool, pooled } = yield* read({})
      expect([direct, pooled]).toEqual([undefined, undefined])
      expect(pool).toEqual({
        size: 10,
        min: 2,
        timeout: Duration.seconds(5),
        mode: "transaction",
        maxWaiting: 10_000,
        maxUses: 50_000,
        idleTimeout: Duration.seconds(300),
        maxLifetime: Duration.minutes(30),
        leakAfter: Duration.seconds(30),
        prepared: "auto",
        guard: "refuse"
      })
    })
  )

  it.effect("keeps no more connections open than the pool has, where nobody says how many", () =>
    Effect.gen(function* () {
      const given = (size: number) => Effect.provide(PgConfig, PgConfig.layerWith({ pool: { size } }))
      const withEnv = (env: Record<string, string>) =>
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
      expect((yield* read({ POOL_SIZE: "1" })).pool).toMatchObject({ size: 1, min: 1 })
      expect((yield* withEnv({})(given(1))).pool).toMatchObject({ size: 1, min: 1 })
      expect((yield* withEnv({ POOL_SIZE: "1" })(given(5))).pool).toMatchObject({ size: 5, min: 2 })
      const contradiction = yield* Effect.flip(withEnv({ POOL_MIN: "2" })(given(1)))
      expect(contradiction.message).toContain("POOL_MIN (2) is over POOL_SIZE (1)")
    })
  )

  it.effect("refuses in code what it refuses of the variables, by the same words", () =>
    Effect.gen(function* () {
      const told = (settings: Parameters<typeof PgConfig.layerWith>[0]) =>
        Effect.map(
          Effect.flip(Effect.provide(PgConfig, PgConfig.layerWith(settings))),
          ({ message }) => message
        )
      const said = (pool: Readonly<Record<string, unknown>>) => told({ pool })
      const refusedOf = (env: Record<string, string>) =>
        Effect.map(Effect.flip(read(env)), ({ message }) => message)
      const least = { size: 0, maxUses: 0, min: -1, maxWaiting: -1 } as const
      const names = {
        size: "POOL_SIZE",
        maxUses: "POOL_MAX_USES",
        min: "POOL_MIN",
        maxWaiting: "POOL_MAX_WAITING"
      }
      for (const field of ["size", "maxUses", "min", "maxWaiting"] as const) {
        for (const value of [least[field], -2, 1.5, Number.NaN])
          expect(yield* said({ [field]: value })).toBe(yield* refusedOf({ [names[field]]: `${value}` }))
      }
      for (const value of [0, -2, 1.5, 10_001, Number.NaN])
        expect(yield* told({ directSize: value })).toBe(yield* refusedOf({ DIRECT_SIZE: `${value}` }))
      for (const value of [-1, 0, Infinity]) {
        expect(yield* said({ timeout: Duration.seconds(value) })).toBe(
          yield* refusedOf({ POOL_TIMEOUT: `${value}` })
        )
      }
      expect(
        (yield* Effect.provide(
          PgConfig,
          PgConfig.layerWith({ pool: { min: 0, timeout: Duration.millis(1) } })
        )).pool.min
      ).toBe(0)
    })
  )

  it.effect("takes what is given as undefined for not given", () =>
    Effect.gen(function* () {
      const env = { POOL_SIZE: "7", POOL_MIN: "3", POOL_TIMEOUT: "2", DIRECT_SIZE: "4" }
      const pool = { size: undefined, min: undefined, timeout: undefined, maxUses: 9 }
      const given = Effect.provide(PgConfig, PgConfig.layerWith({ directSize: undefined, pool })).pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
      )
      expect(yield* given).toMatchObject({
        directSize: 4,
        pool: { size: 7, min: 3, timeout: Duration.seconds(2), maxUses: 9 }
      })
    })
  )

  it.effect("reads both URLs and every POOL variable", () =>
    Effect.gen(function* () {
      const settings = yield* read({
        DATABASE_URL: direct,
        DATABASE_POOL_URL: pooled,
        POOL_SIZE: "3",
        POOL_MIN: "1",
        POOL_TIMEOUT: "500 millis",
        POOL_MODE: "session",
        POOL_MAX_WAITING: "7",
        POOL_MAX_USES: "9",
        POOL_IDLE_TIMEOUT: "60",
        POOL_MAX_LIFETIME: "2 hours",
        POOL_LEAK_AFTER: "1.5",
        POOL_PREPARED: "never",
        POOL_GUARD: "warn"
      })
      expect(settings.direct).toMatchObject({
        host: "127.0.0.1",
        port: 5432,
        username: "owner",
        database: "db",
        tls: "disable"
      })
      expect(settings.pooled).toMatchObject({ port: 6543, username: "app", pgbouncer: true })
      expect(settings.pooled?.password && Redacted.value(settings.pooled.password)).toBe(secret)
      expect(settings.console).toMatchObject({ port: 6543, database: "pgbouncer" })
      expect(settings.pool).toEqual({
        size: 3,
        min: 1,
        timeout: Duration.millis(500),
        mode: "session",
        maxWaiting: 7,
        maxUses: 9,
        idleTimeout: Duration.seconds(60),
        maxLifetime: Duration.hours(2),
        leakAfter: Duration.millis(1500),
        prepared: "never",
        guard: "warn"
      })
    })
  )

  it.effect("keeps fewer connections open than the default where the pool is smaller", () =>
    Effect.gen(function* () {
      expect((yield* read({ POOL_SIZE: "1" })).pool.min).toBe(1)
    })
  )

  const contradictions: ReadonlyArray<
    readonly [what: string, env: Record<string, string>, says: ReadonlyArray<string>]
  > = [
    [
      "a pooled URL on Postgres' port",
      { DATABASE_POOL_URL: unmarked.replace("6543", "5432") },
      ["DATABASE_POOL_URL", "6543", "pgbouncer=true"]
    ],
    [
      "a direct URL on the pooler's port",
      { DATABASE_URL: direct.replace("5432", "6543") },
      ["DATABASE_URL", "5432"]
    ],
    [
      "a direct URL marked for a pooler",
      { DATABASE_URL: `${direct}?pgbouncer=true` },
      ["DATABASE_URL", "pgbouncer=true"]
    ],
    [
      "a direct URL with a pooler's host",
      {
        DATABASE_URL: `postgresql://o:${encoded}@ep-quiet-field-a1b2c3-pooler.eu-central-1.aws.neon.tech/neondb`
      },
      ["DATABASE_URL", "-pooler"]
    ],
    [
      "Supabase's session pooler as the transaction pooler",
      {
        DATABASE_POOL_URL: `postgresql://postgres.ref:${encoded}@aws-0-eu.pooler.supabase.com:5432/postgres?pgbouncer=true&sslrootcert=/ca.crt`
      },
      ["DATABASE_POOL_URL", "6543"]
    ],
    [
      "the same server twice",
      { DATABASE_URL: direct.replace("5432", "7000"), DATABASE_POOL_URL: pooled.replace("6543", "7000") },
      ["same host and port"]
    ],
    ["a minimum over the size", { POOL_SIZE: "3", POOL_MIN: "4" }, ["POOL_MIN (4)", "POOL_SIZE (3)"]],
    ["statement mode", { POOL_MODE: "statement" }, ["POOL_MODE", "transaction"]],
    ["an unknown mode", { POOL_MODE: "none" }, ["POOL_MODE"]],
    ["a size of nothing", { POOL_SIZE: "0" }, ["POOL_SIZE", "1 to 10,000"]],
    ["a size that is no number", { POOL_SIZE: "ten" }, ["POOL_SIZE"]],
    ["a timeout of nothing", { POOL_TIMEOUT: "0" }, ["POOL_TIMEOUT", "500 millis"]],
    ["an endless timeout", { POOL_TIMEOUT: "Infinity" }, ["POOL_TIMEOUT"]],
    [
      "a host whose TLS cannot be verified",
      { DATABASE_URL: direct.replace("127.0.0.1", "db.ref.supabase.co") },
      ["DATABASE_URL", "sslrootcert"]
    ],
    [
      "an sslmode that may fall back to plain text",
      { DATABASE_URL: `${direct.replace("127.0.0.1", "db.example.org")}?sslmode=prefer` },
      ["DATABASE_URL", "sslmode=prefer", "verify-full"]
    ],
    ["an unknown sslmode", { DATABASE_URL: `${direct}?sslmode=maybe` }, ["DATABASE_URL", "sslmode"]],
    [
      "Supabase's pooler without a project",
      {
        DATABASE_POOL_URL: `postgresql://postgres:${encoded}@aws-0-eu.pooler.supabase.com:6543/postgres?sslrootcert=/ca.crt`
      },
      ["project reference", "postgres.PROJECT_REF"]
    ],
    [
      "start options for a pooler",
      { DATABASE_POOL_URL: `${pooled}&options=-c%20search_path=x` },
      ["DATABASE_POOL_URL", "search_path", "options"]
    ],
    [
      "a schema for a pooler",
      { DATABASE_POOL_URL: `${pooled}&schema=tenant` },
      ["DATABASE_POOL_URL", "search_path", "ALTER ROLE"]
    ],
    [
      "an unescaped password",
      { DATABASE_URL: `postgresql://owner:${secret}@127.0.0.1:5432/db` },
      ["DATABASE_URL", "percent-encode"]
    ],
    [
      "a stray percent sign",
      { DATABASE_URL: "postgresql://owner:hunter2%@127.0.0.1/db" },
      ["DATABASE_URL", "%25"]
    ],
    [
      "another kind of URL",
      { DATABASE_URL: `mysql://owner:${encoded}@127.0.0.1/db` },
      ["DATABASE_URL", "postgresql://"]
    ],
    ["no user", { DATABASE_URL: "postgresql://127.0.0.1/db" }, ["DATABASE_URL", "user"]],
    [
      "a parameter given twice",
      { DATABASE_URL: `${direct}?sslmode=disable&sslmode=require` },
      ["sslmode", "twice"]
    ],
    ["a port that is none", { DATABASE_URL: `${direct}?port=99999` }, ["DATABASE_URL", "port"]]
  ]

  for (const [what, env, says] of contradictions) {
    it.effect(`refuses ${what}, names the remedy and never the password`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(read(env))
        for (const text of says) expect(error.message).toContain(text)
        expect(`${error.message} ${JSON.stringify(error)}`).not.toContain("hunter2")
      })
    )
  }

  it.effect("accepts a session pooler on Postgres' port", () =>
    Effect.gen(function* () {
      const settings = yield* read({
        DATABASE_POOL_URL: pooled.replace("6543", "5432"),
        POOL_MODE: "session"
      })
      expect(settings.pooled?.port).toBe(5432)
    })
  )

  it.effect(
    "accepts a transaction pooler on Postgres' port where the host or the URL says that it is one",
    () =>
      Effect.gen(function* () {
        for (const url of [
          "postgresql://o:x@ep-quiet-field-a1b2c3-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require",
          "postgresql://o:x@app.proxy-abc123.eu-central-1.rds.amazonaws.com:5432/db",
          "postgresql://o:x@pgbouncer.default.svc.cluster.local:5432/db",
          "postgresql://o:x@pool:5432/db?pgbouncer=true"
        ]) {
          const { pooled } = yield* read({
            DATABASE_URL: "postgresql://o:x@postgres:5432/db",
            DATABASE_POOL_URL: url
          })
          expect(pooled?.port).toBe(5432)
        }
      })
  )

  it.effect("asks no console of poolers that are known to open none", () =>
    Effect.gen(function* () {
      const { console } = yield* read({
        DATABASE_POOL_URL:
          "postgresql://o:x@ep-quiet-field-a1b2c3-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require"
      })
      expect(console).toBeUndefined()
    })
  )

  it.effect("reads IPv6 hosts, sockets, escaped names and parameters of other clients", () =>
    Effect.gen(function* () {
      const six = yield* read({
        DATABASE_URL: "postgres://u:p%40%3A%2F%3F%23%25@[::1]:5433/d%20b?connection_limit=3"
      })
      expect(six.direct).toMatchObject({ host: "::1", port: 5433, database: "d b", tls: "disable" })
      expect(six.direct?.password && Redacted.value(six.direct.password)).toBe("p@:/?#%")
      const socket = yield* read({ DATABASE_URL: "postgres://u@/d?host=/var/run/postgresql" })
      expect(socket.direct).toMatchObject({ host: "/var/run/postgresql", tls: "disable" })
      const remote = yield* read({ DATABASE_URL: "postgres://u@db.example.org/d?sslmode=require" })
      expect(remote.direct).toMatchObject({ tls: "verify-full" })
    })
  )
})
