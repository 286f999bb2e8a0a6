import { existsSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, inject, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Scope } from "effect"
import type { LocalPgBouncerOptions } from "../../../src/layers/local/LocalPgBouncer.ts"
import { freePort } from "../../support/freePort.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { commandLineOf, ended, gone, heldBy, isRunning, startHost, uidOf } from "../../support/processes.ts"
import { connect, simpleQuery } from "../../support/simpleQuery.ts"
import { takenPort } from "../../support/takenPort.ts"

const { app, pgbouncer118, pgbouncer124, postgres } = inject("servers")

const password = Redacted.make(app.password)

const configOf = (pid: number): string => commandLineOf(pid).split(" ").at(-1) ?? ""

/** The releases that this machine can have. */
const releases = [
  ...(pgbouncer118 === undefined ? [] : [{ release: "bookworm", version: "1.18." }]),
  ...(pgbouncer124 === undefined ? [] : [{ release: "trixie", version: "1.24." }])
]

describe.each(releases)("LocalPgBouncer of $release", ({ release, version }) => {
  it.effect("lets a user in with the right password, through to Postgres", () =>
    Effect.gen(function* () {
      const pooler = yield* ownPgBouncer({ release })
      expect(pooler.version).toContain(version)
      const rows = yield* simpleQuery(
        pooler.url("postgres", app.name, password),
        "SELECT current_user AS role, inet_server_port() AS port"
      )
      expect(rows).toEqual([{ role: app.name, port: postgres.port }])
    })
  )

  it.effect("keeps out a wrong password, and users that Postgres has but it was not told of", () =>
    Effect.gen(function* () {
      const pooler = yield* ownPgBouncer({ release })
      const as = (name: string, secret: string) =>
        Effect.flip(simpleQuery(pooler.url("postgres", name, Redacted.make(secret)), "SELECT 1"))
      expect(yield* as(app.name, "wrong")).toMatchObject({
        message: expect.stringMatching(/authentication failed/)
      })
      expect(yield* as(postgres.user, postgres.password)).toMatchObject({ _tag: "Refused" })
    })
  )

  it.effect(
    "serves more clients than it has server connections, for it takes those back with each transaction",
    () =>
      Effect.gen(function* () {
        const pooler = yield* ownPgBouncer({ release, poolSize: 1 })
        const url = pooler.url("postgres", app.name, password)
        const [first, second] = [yield* connect(url), yield* connect(url)]
        const backend = "SELECT pg_backend_pid() AS pid"
        expect(yield* first(backend)).toEqual(yield* second(backend))
        expect(pooler.poolSize).toBe(1)
      })
  )

  it.effect("serves an alias of a database from server connections of its own", () =>
    Effect.gen(function* () {
      const aliases = [{ name: "slow", database: "postgres", poolSize: 1 }]
      const pooler = yield* ownPgBouncer({
        release,
        poolSize: 1,
        aliases,
        settings: { query_wait_timeout: 1 }
      })
      const to = (database: string) => connect(pooler.url(database, app.name, password))
      const [main, lane, another] = [yield* to("postgres"), yield* to("slow"), yield* to("slow")]
      yield* lane("BEGIN")
      expect(yield* main("SELECT current_database() AS name")).toEqual([{ name: "postgres" }])
      expect(yield* lane("SELECT current_database() AS name")).toEqual([{ name: "postgres" }])
      expect(yield* Effect.flip(another("SELECT 1"))).toMatchObject({
        message: expect.stringMatching(/query_wait_timeout/)
      })
    })
  )

  it.effect("understands names and passwords with quotes and spaces", () =>
    Effect.gen(function* () {
      const [name, secret] = [`o"dd 'user' ${release}`, `p"a""ss' \\ w;o=rd#`]
      const admin = yield* connect(
        Redacted.make(
          `postgresql://${postgres.user}:${encodeURIComponent(postgres.password)}@${postgres.host}:${postgres.port}/postgres`
        )
      )
      yield* Effect.acquireRelease(
        admin(`CREATE ROLE "${name.replaceAll('"', '""')}" LOGIN PASSWORD '${secret.replaceAll("'", "''")}'`),
        () => Effect.orDie(admin(`DROP ROLE "${name.replaceAll('"', '""')}"`))
      )
      const odd = Redacted.make(secret)
      const pooler = yield* ownPgBouncer({ release, users: [{ name, password: odd }] })
      expect(yield* simpleQuery(pooler.url("postgres", name, odd), "SELECT current_user AS role")).toEqual([
        { role: name }
      ])
    })
  )

  it.effect("answers its admin on the console, and says there what its settings are", () =>
    Effect.gen(function* () {
      const pooler = yield* ownPgBouncer({
        release,
        poolSize: 3,
        settings: { max_client_conn: 77, query_wait_timeout: 4 }
      })
      const rows = yield* simpleQuery(pooler.adminUrl, "SHOW CONFIG")
      const config = Object.fromEntries(rows.map(({ key, value }) => [key, value]))
      expect(config).toMatchObject({
        pool_mode: "transaction",
        default_pool_size: "3",
        max_client_conn: "77",
        query_wait_timeout: "4",
        server_login_retry: "1",
        listen_addr: "127.0.0.1",
        auth_type: "scram-sha-256"
      })
      const adminUrl = pooler.url("pgbouncer", pooler.admin.name, pooler.admin.password)
      expect(Redacted.value(pooler.adminUrl)).toBe(Redacted.value(adminUrl))
    })
  )

  it.live(
    "stops at once with its scope, though a client is in a transaction, and its folder is deleted",
    () =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const pooler = yield* Scope.provide(ownPgBouncer({ release }), scope)
        const query = yield* connect(pooler.url("postgres", app.name, password))
        yield* query("BEGIN")
        const folder = dirname(configOf(pooler.pid))
        expect(statSync(join(folder, "users.txt")).mode & 0o777).toBe(0o600)
        // Whom it runs as may enter the folder, and put nothing there.
        expect(statSync(folder).uid).toBe(process.getuid?.())
        expect(statSync(folder).mode & 0o027).toBe(0)
        // A signal on which it waits for clients would take the 5 s after which it is killed.
        yield* Effect.timeout(Scope.close(scope, Exit.void), "2 seconds")
        expect(isRunning(pooler.pid)).toBe(false)
        expect(existsSync(folder)).toBe(false)
      })
  )
})

describe("LocalPgBouncer", () => {
  it.effect("does not run as root", () =>
    Effect.gen(function* () {
      const { pid } = yield* ownPgBouncer()
      expect(uidOf(pid)).not.toBe(0)
    })
  )

  it.effect("names the port when it is taken", () =>
    Effect.gen(function* () {
      const port = yield* takenPort
      const { message } = yield* Effect.flip(ownPgBouncer({ port }))
      expect(message).toContain(`Port ${port} of 127.0.0.1 is taken by another program`)
    })
  )

  it.effect("listens on the port that is asked for", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const pooler = yield* ownPgBouncer({ port })
      expect(pooler.port).toBe(port)
      yield* simpleQuery(pooler.url("postgres", app.name, password), "SELECT 1")
    })
  )

  it.effect(
    "refuses settings that would open it to others, and text that its files have no way to write",
    () =>
      Effect.gen(function* () {
        const refusal = (options: Partial<LocalPgBouncerOptions>) =>
          Effect.map(Effect.flip(ownPgBouncer(options)), ({ message }) => message)
        expect(yield* refusal({ settings: { auth_type: "trust" } })).toMatch(
          /^The setting auth_type .* is not to be chosen/
        )
        expect(yield* refusal({ settings: { pool_mode: "session\nauth_type = trust" } })).toMatch(
          /has a line break/
        )
        const secret = "hunter2\nsecond line"
        const message = yield* refusal({ users: [{ name: "app", password: Redacted.make(secret) }] })
        expect(message).toMatch(/^The user "app" cannot be given to PgBouncer/)
        expect(message).not.toContain("hunter2")
        const aliases = [{ name: "a = host=evil", database: "postgres", poolSize: 1 }]
        expect(yield* refusal({ aliases })).toMatch(
          /^The alias "a = host=evil" of "postgres" cannot be given/
        )
      })
  )

  it.live("leaves neither a process nor its folder when this process is killed", () =>
    Effect.gen(function* () {
      const host = yield* startHost("pgbouncer")
      const { folder, pid } = yield* heldBy(host)
      expect([isRunning(pid), existsSync(join(folder, "users.txt"))]).toEqual([true, true])
      host.kill("SIGKILL")
      yield* ended(pid)
      yield* gone(folder)
    })
  )
})
