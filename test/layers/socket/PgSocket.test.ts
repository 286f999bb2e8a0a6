import { inspect } from "node:util"
import { PgPool } from "@effect/sql-pg"
import { describe, expect, it, vi } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { unreachable } from "../../../src/layers/socket/PgSocketError.ts"
import * as frames from "../../support/frames.ts"
import { freePort } from "../../support/freePort.ts"
import { type Script, scriptedServer } from "../../support/ScriptedServer.ts"
import { bareSession, endpointAt, makeSockets, said, secret } from "../../support/sessions.ts"

/** Sockets to a server that answers every statement with these bytes. */
const answering = Effect.fnUntraced(function* (...answer: ReadonlyArray<Buffer>) {
  const server = yield* scriptedServer({ onSync: (connection) => connection.send(...answer) })
  const endpoint = endpointAt(server.port)
  return { endpoint, server, ...(yield* makeSockets(endpoint)) }
})

const administrator = {
  code: "57P01",
  message: "terminating connection due to administrator command"
}

const killed = [frames.rowsFollow, frames.row("one"), frames.terminated, frames.crashed]

describe("sockets", () => {
  it.effect("know how long each session took to open, and count no attempt that reached none", () =>
    Effect.gen(function* () {
      let taken = 0
      const server = yield* scriptedServer({
        onStartup: ({ pid, send }) => {
          const since = performance.now()
          setImmediate(() => {
            send(pid === 1000 ? frames.login(pid) : frames.error({ S: "FATAL", C: "53300", M: "too many" }))
            if (pid === 1000) taken = performance.now() - since
          })
        }
      })
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      yield* session()
      expect(sockets.creations.max).toBeGreaterThan(taken)
      yield* Effect.flip(session())
      expect([sockets.opened, sockets.failed, sockets.creations.count]).toEqual([1, 1, 1])
    })
  )
})

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

describe("a server that asks for the password", () => {
  const rogue = Effect.fnUntraced(function* (method: number) {
    const passwords: Array<string> = []
    const script: Script = {
      onStartup: ({ send }) => send(frames.authentication(method, Buffer.alloc(method === 5 ? 4 : 0))),
      onPassword: ({ pid, send }, password) => {
        passwords.push(password)
        send(frames.login(pid))
      }
    }
    return { server: yield* scriptedServer(script), passwords }
  })

  it.effect("in the clear gets none over an unencrypted connection, though the driver alone gives it", () =>
    Effect.gen(function* () {
      const { passwords, server } = yield* rogue(3)
      yield* bareSession(endpointAt(server.port))
      expect(passwords).toEqual([`${secret}\0`])
      yield* server.next
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const error = yield* Effect.flip(session())
      expect(said(error)).toMatchObject({
        code: "PASSWORD_EXPOSED",
        message: expect.stringMatching(/in the clear .* was not sent; use sslmode=verify-full/)
      })
      const connection = yield* server.next
      yield* connection.closed
      expect(connection.received).toEqual(["startup"])
      expect(passwords.length).toBe(1)
      expect(sockets.failed).toBe(1)
      expect(inspect(error, { depth: 10 })).not.toContain(secret)
    })
  )

  it.effect("as MD5 gets it on this machine alone", () =>
    Effect.gen(function* () {
      const { passwords, server } = yield* rogue(5)
      const here = yield* makeSockets(endpointAt(server.port))
      yield* here.session()
      expect(passwords).toEqual([expect.stringMatching(/^md5[0-9a-f]{32}\0$/)])
      // By this address too the connection stays here, but a name or an address alone does not say so.
      const elsewhere = yield* makeSockets(endpointAt(server.port, { host: "0.0.0.0" }))
      expect(said(yield* Effect.flip(elsewhere.session()))).toMatchObject({ code: "PASSWORD_EXPOSED" })
      expect(passwords.length).toBe(1)
    })
  )
})

describe("a connection that cannot be made", () => {
  it.effect("says where and why, with Node's code", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const { session } = yield* makeSockets(endpointAt(port))
      const error = yield* Effect.flip(session())
      expect(error.reason.cause).toMatchObject({
        name: "PgSocketError",
        stage: "connect",
        code: "ECONNREFUSED",
        address: "127.0.0.1",
        port,
        message: `cannot connect to 127.0.0.1:${port}: ECONNREFUSED (nothing listens there; is the server running, and is the port right?)`
      })
      expect(inspect(error, { depth: 10 })).not.toContain(secret)
      const nowhere = yield* makeSockets(endpointAt(port, { host: "/nonexistent/folder" }))
      expect(said(yield* Effect.flip(nowhere.session()))).toMatchObject({
        code: "ENOENT",
        message: expect.stringContaining(`/nonexistent/folder/.s.PGSQL.${port}: ENOENT`)
      })
    })
  )

  it("names every address that was tried for a name that has several", () => {
    const refused = (address: string) =>
      Object.assign(new Error(`connect ECONNREFUSED ${address}:5432`), {
        code: "ECONNREFUSED",
        address,
        port: 5432
      })
    // What Node makes of them has no message.
    const cause = Object.assign(new AggregateError([refused("::1"), refused("127.0.0.1")]), {
      code: "ECONNREFUSED"
    })
    expect(unreachable("localhost:5432", cause)).toMatchObject({
      code: "ECONNREFUSED",
      address: "::1",
      port: 5432,
      message: expect.stringContaining("ECONNREFUSED at ::1, ECONNREFUSED at 127.0.0.1")
    })
  })
})

describe("PgSockets", () => {
  it.effect("cuts a session by its process ID, and no other", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const { closed, session, sockets } = yield* makeSockets(endpointAt(server.port))
      const [one, two] = [yield* session(), yield* session()]
      const waiting = yield* Effect.forkChild(Effect.flip(one.query("SELECT 1")), { startImmediately: true })
      expect(sockets.destroy(one.processId)).toBe(true)
      expect(said(yield* Fiber.join(waiting))).toMatchObject({ code: "CONNECTION_DESTROYED" })
      yield* closed()
      expect(sockets).toMatchObject({ open: 1, opened: 2, closedByServer: 0, suspected: false })
      expect(sockets.destroy(one.processId)).toBe(false)
      expect(sockets.destroy(-1)).toBe(false)
      expect(two.processId).toBe(one.processId + 1)
    })
  )

  it.effect("counts what goes over the wire", () =>
    Effect.gen(function* () {
      const answer = Buffer.concat([frames.rowsFollow, frames.row("x".repeat(100_000)), frames.complete])
      const { server, session, sockets } = yield* answering(answer)
      const { query } = yield* session({ prepare: false })
      expect((yield* query("SELECT 1")).rows).toEqual([{ text: "x".repeat(100_000) }])
      const connection = yield* server.next
      expect(sockets.bytesSent).toBe(connection.bytes())
      expect(sockets.bytesReceived).toBe(frames.login(0).length + answer.length)
    })
  )

  it.effect("lets twenty callers share one attempt at a server that lets nobody in", () =>
    Effect.gen(function* () {
      let full = true
      const refusal = frames.error({
        S: "FATAL",
        V: "FATAL",
        C: "53300",
        M: "sorry, too many clients already"
      })
      let started = 0
      const server = yield* scriptedServer({
        onStartup: ({ pid, send }) => {
          started++
          send(full ? refusal : frames.login(pid))
        }
      })
      const twenty = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.forEach(Array.from({ length: 20 }), () => effect, { concurrency: "unbounded" })
      yield* twenty(Effect.flip(bareSession(endpointAt(server.port))))
      expect(started).toBe(20)

      started = 0
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const since = performance.now()
      for (const _ of [1, 2, 3]) {
        const errors = yield* twenty(Effect.flip(session()))
        expect(errors.map((error) => said(error).code)).toEqual(errors.map(() => "53300"))
      }
      expect(started).toBeLessThan(6)
      expect(sockets).toMatchObject({ failed: started, suspected: true })
      // A fifth of a second apart where they were made; to the server some may take longer than others.
      expect((started - 1) * 190).toBeLessThan(performance.now() - since)

      full = false
      yield* twenty(session())
      expect(sockets).toMatchObject({ open: 20, opened: 20, suspected: false })
    })
  )

  it.effect("tells those who wait that the server does not answer, when an attempt is given up late", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ onStartup: () => undefined })
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const first = yield* Effect.forkChild(session(), { startImmediately: true })
      yield* server.next
      const second = yield* Effect.forkChild(Effect.flip(session()), { startImmediately: true })
      const now = performance.now()
      const clock = vi.spyOn(performance, "now").mockImplementation(() => now + 4321)
      yield* Fiber.interrupt(first)
      clock.mockRestore()
      expect(said(yield* Fiber.join(second))).toMatchObject({
        code: "LOGIN_TIMEOUT",
        message: expect.stringMatching(/^no session at 127\.0\.0\.1:\d+ after 4\.\d s/)
      })
      expect([server.connections.length, sockets.failed]).toEqual([1, 1])
    })
  )

  it.effect("connects for nobody who gave up waiting", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        onStartup: ({ pid, send }) => (pid === 1000 ? undefined : send(frames.login(pid)))
      })
      const { session } = yield* makeSockets(endpointAt(server.port))
      const first = yield* Effect.forkChild(session(), { startImmediately: true })
      const { pid, send } = yield* server.next
      yield* Fiber.interrupt(yield* Effect.forkChild(session(), { startImmediately: true }))
      send(frames.login(pid))
      yield* Fiber.join(first)
      yield* session()
      expect(server.connections.length).toBe(2)
    })
  )

  it.effect("refuses what is written to a session that has ended, even when nobody has listened", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        onStartup: ({ pid, send }) => send(frames.login(pid), frames.terminated)
      })
      const { closed, sockets, stream } = yield* makeSockets(endpointAt(server.port))
      const socket = stream().on("error", () => undefined)
      socket.write(Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]))
      yield* closed()
      expect(() => socket.write(frames.ready)).toThrow(administrator.message)
      expect(sockets).toMatchObject({ open: 0, opened: 1, closedByServer: 1 })
    })
  )

  it.effect("sends a cancel request at once, whatever waits, and counts it nowhere", () =>
    Effect.gen(function* () {
      const cancelled = frames.error({ S: "ERROR", V: "ERROR", C: "57014", M: "canceling statement" })
      const server = yield* scriptedServer({
        // The third session never gets in.
        onStartup: ({ pid, send }) => (pid < 1002 ? send(frames.login(pid)) : undefined),
        onCancel: ({ socket }) => {
          socket().end()
          server.connections[0]?.send(cancelled, frames.ready)
        }
      })
      const { closed, session, sockets } = yield* makeSockets(endpointAt(server.port))
      const first = yield* session()
      yield* session()
      server.connections[1]?.socket().destroy()
      yield* closed(1)
      const attempts = yield* Effect.forEach([1, 2], () =>
        Effect.forkChild(session(), { startImmediately: true })
      )
      const running = yield* Effect.forkChild(first.query("SELECT 1"), { startImmediately: true })
      yield* Fiber.interrupt(running)
      // Ahead at least of the second attempt, which waits for the first.
      const at = server.connections.findIndex(({ received }) => received[0] === "cancel")
      expect([2, 3]).toContain(at)
      expect(sockets).toMatchObject({ open: 1, opened: 2, failed: 0, closedByServer: 1 })
      yield* Fiber.interruptAll(attempts)
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
