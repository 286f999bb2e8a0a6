import { createServer } from "node:net"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../../support/deployment.ts"
import { faultProxy } from "../../../support/FaultProxy.ts"
import * as frames from "../../../support/frames.ts"
import { urlOf } from "../../../support/program.ts"
import { certificateFile, scriptedServer } from "../../../support/ScriptedServer.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** A host that takes connections and says nothing. */
const silentPort = Effect.acquireRelease(
  Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
    const sockets = new Set<{ destroy: () => void }>()
    const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)))
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const close = () => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      resume(Effect.succeed({ port, close }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

layer(healthyDatabase, { excludeTestServices: true })("Doctor on endpoints", (it) => {
  it.effect("finds URLs that are the wrong way round, by who answers", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const pooled = yield* pooler()
      const { names, seen } = yield* diagnose(env({ ...admin, port: pooled.port }, app("direct")))
      expect(names).toEqual(["direct-is-pooler", "listen-on-pooled", "pooled-is-direct"])
      expect(seen.get("direct-is-pooler")?.evidence).toMatch(
        new RegExp(
          `127.0.0.1:${pooled.port}.* called the session \\d+ at login, and Postgres process \\d+ answered`
        )
      )
    })
  )

  it.effect("finds the same pooler behind two names", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler()
      const { names } = yield* diagnose(env({ ...admin, host: "localhost", port: pooled.port }, pooled))
      expect(names).toContain("direct-is-pooler")
      const same = yield* diagnose(env({ ...admin, port: pooled.port }, pooled))
      expect(same.names).toContain("same-endpoint")
    })
  )

  it.effect("finds prepared statements that are on against a pooler that does not track them", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const [old, recent] = [
        yield* pooler({ release: "bookworm" }),
        yield* pooler({ settings: { max_prepared_statements: 100 } })
      ]
      const untracked = yield* diagnose(env({ ...admin, port: old.port }, recent))
      expect(untracked.seen.get("prepared-statements-untracked")?.evidence).toContain("DATABASE_URL")
      const tracked = yield* diagnose(env({ ...admin, port: recent.port }, recent))
      expect(tracked.names).not.toContain("prepared-statements-untracked")
    })
  )

  it.effect("finds that the two lead to different databases", () =>
    Effect.gen(function* () {
      const { admin, name } = yield* SuiteDatabase
      const { names, seen } = yield* diagnose(env({ ...admin, database: "postgres" }, yield* pooler()))
      expect(names).toContain("endpoints-differ")
      expect(seen.get("endpoints-differ")?.evidence).toContain(`database ${name} `)
    })
  )

  it.effect("finds startup parameters that the pooler refuses, and those that it ignores", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const options = "?options=-c%20statement_timeout%3D7s"
      const refusing = yield* pooler()
      const refused = yield* diagnose({
        DATABASE_URL: urlOf(admin),
        DATABASE_POOL_URL: `${urlOf(refusing)}${options}`
      })
      expect(refused.seen.get("startup-parameters")?.evidence).toMatch(/unsupported startup parameter/)
      const ignoring = yield* pooler({ settings: { ignore_startup_parameters: "options" } })
      const ignored = yield* diagnose({
        DATABASE_URL: urlOf(admin),
        DATABASE_POOL_URL: `${urlOf(ignoring)}${options}`
      })
      expect(ignored.seen.get("startup-parameters")?.evidence).toContain(
        "accepted and not applied: statement_timeout is 0, not 7s"
      )
      expect(ignored.unchecked).toEqual([])
    })
  )

  it.effect("goes on with the other endpoint when one refuses the login", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler()
      const { checked, names, seen } = yield* diagnose(env({ ...admin, username: "nobody" }, pooled))
      expect(names).toContain("login-refused")
      expect(seen.get("login-refused")).toMatchObject({ severity: "error" })
      expect(checked.join()).toContain("session state")
    })
  )

  it.effect("says which variable is missing, and that nothing listens", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { names, unchecked } = yield* diagnose({ DATABASE_URL: urlOf({ ...admin, port: 1 }) })
      expect(names).toEqual(["endpoint-not-set", "endpoint-unreachable"])
      expect(unchecked.length).toBeGreaterThan(10)
    })
  )

  // The next three take as long as the doctor waits, and wait together.
  it.effect(
    "gives up hosts that do not answer, and checks the others",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const silent = yield* silentPort
        const { checked, seen } = yield* diagnose(env(admin, { ...admin, port: silent.port }))
        expect(seen.get("endpoint-unreachable")?.evidence).toContain(
          `DATABASE_POOL_URL (127.0.0.1:${silent.port})`
        )
        expect(checked.join()).toContain("leaks and locks")
      }),
    { concurrent: true }
  )

  it.effect(
    "gives up a server that lets it in and then says nothing",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const server = yield* scriptedServer()
        const silent = { ...admin, port: server.port }
        const { names } = yield* diagnose(env(silent, { ...silent, host: "localhost" }))
        expect(names).toEqual(["endpoint-stalled"])
      }),
    { concurrent: true }
  )

  it.effect(
    "ends in time though both hang in the middle of it, and says what it could not check",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const pooled = yield* pooler()
        const [direct, before] = [yield* faultProxy(admin), yield* faultProxy(pooled)]
        const hang = (chunk: Buffer) => (chunk.includes("READ ONLY") ? "swallow answer" : "pass")
        direct.decide = hang
        before.decide = hang
        const { unchecked } = yield* diagnose(
          env({ ...admin, port: direct.port }, { ...pooled, port: before.port })
        )
        const hung = unchecked.filter(({ reason }) => reason.startsWith("no answer in"))
        expect(hung.map(({ name }) => name.split(":")[0])).toEqual(
          expect.arrayContaining(["capacity", "leaks and locks", "schema", "server guards"])
        )
      }),
    { concurrent: true }
  )

  it.effect("finds a pooler that has no connection left", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler({ settings: { max_client_conn: 1 } })
      yield* connection(pooled)
      const { names } = yield* diagnose(env(admin, pooled))
      expect(names).toContain("connections-exhausted")
    })
  )

  it.effect.each([
    ["root-certificate-missing", "server.crt", undefined],
    ["tls-failed", "expired.crt", "authority.crt"],
    ["tls-failed", "wrongHost.crt", "authority.crt"]
  ] as const)("finds %s where the server shows %s", ([name, certificate, root]) =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const server = yield* scriptedServer({ ssl: { answer: "S", certificate } })
      const trust = root === undefined ? "" : `&sslrootcert=${certificateFile(root)}`
      const url = `postgresql://app:x@localhost:${server.port}/db?sslmode=verify-full${trust}`
      const { names } = yield* diagnose({ DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: url })
      expect(names).toEqual([name])
    })
  )

  it.effect("finds that a password would go in the clear", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const server = yield* scriptedServer({ onStartup: ({ send }) => send(frames.authentication(3)) })
      const { names } = yield* diagnose(env(admin, { ...admin, port: server.port }))
      expect(names).toEqual(["tls-off"])
      expect(server.connections.every(({ received }) => !received.includes("p"))).toBe(true)
    })
  )

  it.effect("finds a root certificate that cannot be read", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const url = "postgresql://app:x@localhost:1/db?sslmode=verify-full&sslrootcert=/nowhere/ca.crt"
      const { names, seen } = yield* diagnose({ DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: url })
      expect(names).toEqual(["root-certificate-missing"])
      expect(seen.get("root-certificate-missing")?.evidence).toContain("/nowhere/ca.crt")
    })
  )
})
