import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as frames from "../../support/frames.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { administrator, endpointAt, makeSockets, said } from "../../support/sessions.ts"
import { answering } from "./answering.ts"

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
