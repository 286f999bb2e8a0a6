import { chmod, copyFile } from "node:fs/promises"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { describe, expect, inject, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import type { PgEndpoint } from "../../../src/layers/config/PgUrl.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { certificateFile } from "../../support/ScriptedServer.ts"
import { administrator, bareSession, endpointAt, makeSockets, said } from "../../support/sessions.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const { app, pgbouncer118, pgbouncer124, postgres } = inject("servers")

const password = Redacted.make(app.password)

const endpoint = (port: number, changes: Partial<PgEndpoint> = {}): PgEndpoint =>
  endpointAt(port, { database: "postgres", username: app.name, password, ...changes })

const terminateSelf = "SELECT pg_terminate_backend(pg_backend_pid())"

/** The ways to Postgres that this machine has, and what the driver makes of a killed backend on each. */
const routes = [
  { name: "Postgres", port: postgres.port, alone: "Connection closed" },
  ...(pgbouncer118 === undefined
    ? []
    : [
        {
          name: "PgBouncer 1.18",
          port: pgbouncer118.port,
          alone: "Unexpected ErrorResponse after ErrorResponse"
        }
      ]),
  ...(pgbouncer124 === undefined
    ? []
    : [
        {
          name: "PgBouncer 1.24",
          port: pgbouncer124.port,
          alone: "Unexpected ErrorResponse after ErrorResponse"
        }
      ])
]

describe.each(routes)("a session at $name", ({ alone, port }) => {
  it.effect(
    "whose backend is killed says so in each sort of statement, where the driver alone does not",
    () =>
      Effect.gen(function* () {
        const bare = yield* bareSession(endpoint(port))
        expect(said(yield* Effect.flip(bare.session.query(terminateSelf)))).toEqual({
          code: undefined,
          message: alone
        })
        const { session, sockets } = yield* makeSockets(endpoint(port))
        for (const multiplex of [false, true]) {
          const options = { multiplex, prepare: false }
          const error = yield* Effect.flip((yield* session(options)).query(terminateSelf))
          expect(said(error)).toEqual(administrator)
        }
        const { queryValues } = yield* session({ prepare: false })
        expect(said(yield* Effect.flip(queryValues(terminateSelf)))).toEqual(administrator)
        const { stream } = yield* session()
        expect(said(yield* Effect.flip(Stream.runDrain(stream(terminateSelf))))).toEqual(administrator)
        expect(sockets).toMatchObject({ open: 0, opened: 4, closedByServer: 4, failed: 0 })
      })
  )

  it.effect("carries the rows of several sessions at once, and counts every byte of them", () =>
    Effect.gen(function* () {
      const { session, sockets } = yield* makeSockets(endpoint(port))
      const read = Effect.fnUntraced(function* (letter: string) {
        const { query } = yield* session({ prepare: false })
        const { rows } = yield* query(
          "SELECT repeat($1, n % 3000) AS text FROM generate_series(1, 6000) AS n",
          [letter]
        )
        return rows.filter(({ text }, index) => text === letter.repeat((index + 1) % 3000)).length
      })
      const sound = yield* Effect.all([read("a"), read("b"), read("c")], { concurrency: 3 })
      expect(sound).toEqual([6000, 6000, 6000])
      expect(sockets.bytesReceived).toBeGreaterThan(3 * 6000 * 1499)
    })
  )
})

describe("a session at Postgres", () => {
  it.effect("that is killed while idle fails the next statement with the reason", () =>
    Effect.gen(function* () {
      const { closed, session } = yield* makeSockets(endpoint(postgres.port))
      const victim = yield* session()
      const other = yield* session()
      yield* other.query("SELECT pg_terminate_backend($1)", [victim.processId])
      yield* closed(0)
      expect(said(yield* Effect.flip(victim.query("SELECT 1")))).toEqual(administrator)
    })
  )
})

const releases = [
  ...(pgbouncer118 === undefined ? [] : ["bookworm"]),
  ...(pgbouncer124 === undefined ? [] : ["trixie"])
]

describe.each(releases)("a private PgBouncer of %s", (release) => {
  it.effect("whose wait for a server connection ran out says so, where the driver alone does not", () =>
    Effect.gen(function* () {
      const { port } = yield* ownPgBouncer({ release, poolSize: 1, settings: { query_wait_timeout: 1 } })
      const { session } = yield* makeSockets(endpoint(port))
      const bare = yield* bareSession(endpoint(port), { prepare: false })
      const [holder, waiter] = [yield* session({ prepare: false }), yield* session({ prepare: false })]
      yield* holder.query("BEGIN")
      const [alone, ours] = yield* Effect.all(
        [Effect.flip(bare.session.query("SELECT 1")), Effect.flip(waiter.query("SELECT 1"))],
        { concurrency: 2 }
      )
      expect(said(alone)).toEqual({ code: undefined, message: "Connection closed" })
      expect(said(ours)).toEqual({ code: "08P01", message: "query_wait_timeout" })
    })
  )

  it.effect("with a certificate is spoken to in TLS, and refused when another authority is trusted", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      // PgBouncer may run as another user.
      yield* Effect.promise(async () => {
        await chmod(folder, 0o755)
        for (const file of ["server.crt", "server.key"]) {
          await copyFile(certificateFile(file), join(folder, file))
          await chmod(join(folder, file), 0o644)
        }
      })
      const { port } = yield* ownPgBouncer({
        release,
        settings: {
          client_tls_sslmode: "require",
          client_tls_cert_file: join(folder, "server.crt"),
          client_tls_key_file: join(folder, "server.key")
        }
      })
      const verified: Partial<PgEndpoint> = {
        tls: "verify-full",
        rootCertificate: certificateFile("authority.crt")
      }
      const { session } = yield* makeSockets(endpoint(port, verified))
      const { query } = yield* session({ prepare: false })
      expect((yield* query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }])
      expect(said(yield* Effect.flip(query(terminateSelf)))).toEqual(administrator)

      const plain = yield* makeSockets(endpoint(port))
      expect(said(yield* Effect.flip(plain.session()))).toMatchObject({ code: "08P01" })
      const distrustful = yield* makeSockets(
        endpoint(port, { ...verified, rootCertificate: certificateFile("selfSigned.crt") })
      )
      expect(said(yield* Effect.flip(distrustful.session()))).toMatchObject({
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
      })
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
