import { describe, expect, it, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch } from "effect"
import { pooledAt } from "../../support/bareDriver.ts"
import * as frames from "../../support/frames.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, makeSockets } from "../../support/sessions.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { behindProxy } from "../transaction/behindProxy.ts"

/** As of servers of which each counts its own processes, behind one host name. */
const number = 35

const named = Buffer.from([0x4b, 0, 0, 0, 12])

describe("Sessions that a server calls by one number", () => {
  it.effect("are not taken for each other, and each is cancelled by the server's number", () =>
    Effect.gen(function* () {
      const cancelled = frames.error({ S: "ERROR", V: "ERROR", C: "57014", M: "canceling statement" })
      const server = yield* scriptedServer({
        onStartup: ({ send }) => send(frames.login(number)),
        onCancel: ({ socket }) => {
          socket().end()
          server.connections[1]?.send(cancelled, frames.ready)
        }
      })
      const { session, sockets } = yield* makeSockets(endpointAt(server.port))
      const [one, two] = [yield* session(), yield* session()]
      expect([one, two].map(({ processId }) => sockets.serverId(processId))).toEqual([number, number])
      expect(sockets.destroy(one.processId)).toBe(true)
      expect([one, two].map(({ processId }) => sockets.isOpen(processId))).toEqual([false, true])
      const running = yield* Effect.forkChild(two.query("SELECT 1"), { startImmediately: true })
      yield* Fiber.interrupt(running)
      expect(server.connections.map(({ cancels }) => cancels())).toEqual([undefined, undefined, number])
      expect(new Set([one, two, yield* session()].map(({ processId }) => processId)).size).toBe(2)
    })
  )

  it.effect("or by none, are used all the same", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        onStartup: ({ send }) => send(frames.authentication(0), frames.ready),
        onSync: ({ send }) => send(frames.rowsFollow, frames.row("x"), frames.complete)
      })
      const { sql } = yield* pooledAt(endpointAt(server.port), { size: 2 })
      const statement = sql`SELECT 'x' AS text`
      expect(yield* Effect.all([statement, statement], { concurrency: 2 })).toEqual([
        [{ text: "x" }],
        [{ text: "x" }]
      ])
      expect(server.connections).toHaveLength(2)
    })
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("Transactions on such sessions", (it) => {
  it.effect("begin on their own connection", () =>
    Effect.gen(function* () {
      const { proxy, rows, sql } = yield* behindProxy("direct")
      proxy.rewrite = (chunk) => {
        const at = chunk.indexOf(named)
        if (at >= 0) chunk.writeInt32BE(number, at + named.length)
        return chunk
      }
      const latches = [yield* Latch.make(false), yield* Latch.make(false)] as const
      const undone = ([own, other]: readonly [Latch.Latch, Latch.Latch], id: number) =>
        own.open.pipe(
          Effect.andThen(other.await),
          Effect.andThen(sql`INSERT INTO t VALUES (${id})`),
          Effect.andThen(Effect.fail("undone")),
          sql.withTransaction,
          Effect.exit
        )
      const exits = yield* Effect.all([undone(latches, 1), undone([latches[1], latches[0]], 2)], {
        concurrency: 2
      })
      expect(exits.map(Exit.isFailure)).toEqual([true, true])
      expect(proxy.accepted).toBe(2)
      expect(yield* rows).toEqual([])
    }).pipe(Effect.scoped)
  )
})
