import { PgPool } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Scope, Stream } from "effect"
import * as frames from "../../support/frames.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { administrator, bareSession, endpointAt, makeSockets, said } from "../../support/sessions.ts"
import { answering } from "./answering.ts"

const killed = [frames.rowsFollow, frames.row("one"), frames.terminated, frames.crashed]

describe("a session that the server ends", () => {
  it.effect("fails with the server's last words, which the driver alone replaces by its own confusion", () =>
    Effect.gen(function* () {
      const { endpoint, session } = yield* answering(...killed)
      const bare = yield* bareSession(endpoint)
      expect(said(yield* Effect.flip(bare.session.query("SELECT 1")))).toEqual({
        code: undefined,
        message: "Unexpected ErrorResponse after ErrorResponse"
      })
      const { query, queryValues, stream } = yield* session()
      expect(said(yield* Effect.flip(query("SELECT 1")))).toEqual(administrator)
      expect(said(yield* Effect.flip(queryValues("SELECT 1")))).toEqual(administrator)
      expect(said(yield* Effect.flip(Stream.runDrain(stream("SELECT 1"))))).toEqual(administrator)
    })
  )

  it.effect("fails with them where the server closes right behind", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        onSync: ({ socket }) => void socket().end(frames.terminated)
      })
      const endpoint = endpointAt(server.port)
      const bare = yield* bareSession(endpoint)
      expect(said(yield* Effect.flip(bare.session.query("SELECT 1")))).toMatchObject({
        message: "Connection closed"
      })
      const { session, sockets } = yield* makeSockets(endpoint)
      const { query } = yield* session()
      expect(said(yield* Effect.flip(query("SELECT 1")))).toEqual(administrator)
      expect(sockets.lastFatal).toMatchObject({
        sqlState: administrator.code,
        message: administrator.message
      })
      expect(sockets.lastFatal?.at).toBeLessThanOrEqual(performance.now())
    })
  )

  it.effect("gives a stream the rows that came before", () =>
    Effect.gen(function* () {
      const { session } = yield* answering(...killed)
      const { stream } = yield* session()
      const rows: Array<unknown> = []
      const exit = yield* Effect.exit(
        Stream.runForEach(stream("SELECT 1"), (row) => Effect.sync(() => rows.push(row)))
      )
      expect(rows).toEqual([{ text: "one" }])
      expect(Exit.isFailure(exit)).toBe(true)
    })
  )

  it.effect("fails every statement of a pipeline with them, but those answered before", () =>
    Effect.gen(function* () {
      let syncs = 0
      const server = yield* scriptedServer({
        onSync: ({ send }) => {
          if (++syncs === 4) {
            send(frames.rowsFollow, frames.row("first"), frames.complete, frames.rowsFollow)
            send(frames.terminated)
          }
        }
      })
      const { session } = yield* makeSockets(endpointAt(server.port))
      const { query } = yield* session({ multiplex: true, prepare: false })
      const [first, ...others] = yield* Effect.forEach([1, 2, 3, 4], () => Effect.result(query("SELECT 1")), {
        concurrency: "unbounded"
      })
      expect(first).toMatchObject({ _tag: "Success", success: { rows: [{ text: "first" }] } })
      for (const other of others) {
        expect(other._tag === "Failure" && said(other.failure)).toEqual(administrator)
      }
    })
  )

  it.effect("fails with them when it was idle, and without being sent the statement", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const { closed, session, sockets } = yield* makeSockets(endpointAt(server.port))
      const { query } = yield* session()
      const connection = yield* server.next
      connection.send(frames.error({ S: "FATAL", V: "FATAL", C: "57P05", M: "idle-session timeout" }))
      yield* closed()
      expect(said(yield* Effect.flip(query("SELECT 1")))).toEqual({
        code: "57P05",
        message: "idle-session timeout"
      })
      expect(connection.received).toEqual(["startup"])
      expect(sockets).toMatchObject({ open: 0, opened: 1, closedByServer: 1, failed: 0, suspected: true })
    })
  )

  it.effect("is replaced before the next statement, which never meets it", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        onSync: ({ pid, send }) =>
          pid === 1000
            ? send(frames.terminated)
            : send(frames.rowsFollow, frames.row(`by ${pid}`), frames.complete)
      })
      const endpoint = endpointAt(server.port)
      const { sockets } = yield* makeSockets(endpoint)
      const { database, password, username } = endpoint
      const pool = yield* PgPool.make({
        database,
        password,
        username,
        ssl: false,
        prepare: false,
        maxConnections: 1,
        stream: sockets.connect
      })
      const statement = Effect.result(pool.use(({ query }) => query("SELECT 1")))
      const [first, ...others] = yield* Effect.all([statement, statement, statement], { concurrency: 3 })
      expect(first._tag === "Failure" && said(first.failure)).toEqual(administrator)
      for (const other of others) {
        expect(other).toMatchObject({ _tag: "Success", success: { rows: [{ text: "by 1001" }] } })
      }
      expect(server.connections[0]?.received.filter((type) => type === "S")).toEqual(["S"])
    })
  )

  it.effect("says where it was lost when the server says nothing", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ onSync: ({ socket }) => void socket().destroy() })
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const { query } = yield* session()
      expect(said(yield* Effect.flip(query("SELECT 1")))).toMatchObject({
        message: expect.stringContaining(`127.0.0.1:${server.port}`)
      })
      expect(sockets.closedByServer).toBe(1)
      expect(sockets.lastFatal).toBeUndefined()
    })
  )

  it.effect("goes on after an error that is not fatal", () =>
    Effect.gen(function* () {
      const failure = frames.error({ S: "ERROR", V: "ERROR", C: "22012", M: "division by zero" })
      const { session, sockets } = yield* answering(failure, frames.ready)
      const { query } = yield* session()
      for (const _ of [1, 2])
        expect(said(yield* Effect.flip(query("SELECT 1")))).toMatchObject({ code: "22012" })
      expect(sockets).toMatchObject({ open: 1, closedByServer: 0 })
    })
  )

  it.effect("leaves a refused login to the driver, and counts it", () =>
    Effect.gen(function* () {
      const refusal = frames.error({
        S: "FATAL",
        V: "FATAL",
        C: "28P01",
        M: "password authentication failed"
      })
      const server = yield* scriptedServer({ onStartup: ({ send }) => send(refusal) })
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const error = yield* Effect.flip(session())
      expect([error.reason._tag, said(error).code]).toEqual(["AuthenticationError", "28P01"])
      expect(sockets).toMatchObject({ open: 0, opened: 0, failed: 1, closedByServer: 0 })
    })
  )
})

describe("saying goodbye", () => {
  it.effect("takes a second at most, though the driver alone waits for the server for ever", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ allowHalfOpen: true })
      const endpoint = endpointAt(server.port)
      const scope = yield* Scope.make()
      const bare = yield* Scope.provide(bareSession(endpoint), scope)
      const { closed, session, sockets } = yield* makeSockets(endpoint)
      yield* Scope.provide(session(), scope)
      yield* Scope.close(scope, Exit.void)
      expect(sockets.open).toBe(0)
      yield* closed()
      const driverSocket = bare.socket()
      expect(driverSocket?.destroyed).toBe(false)
      driverSocket?.destroy()
      const [, ours] = server.connections
      expect(ours?.received).toEqual(["startup", "X"])
      expect(sockets.closedByServer).toBe(0)
    })
  )
})
