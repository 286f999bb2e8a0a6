import { describe, expect, it, vi } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as frames from "../../support/frames.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { bareSession, endpointAt, makeSockets, said } from "../../support/sessions.ts"

describe("PgSockets", () => {
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
})
