import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as frames from "../../support/frames.ts"
import { startFile } from "../../support/program.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"

describe("saying goodbye", () => {
  it.effect("keeps no process alive, as the driver alone does", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({
        allowHalfOpen: true,
        onSync: ({ send }) => send(frames.rowsFollow, frames.row("one"), frames.complete)
      })
      const leave = (kind: "bare" | "ours") =>
        startFile("test/support/leavingClient.ts", [kind, String(server.port)], {})
      const [bare, ours] = [yield* leave("bare"), yield* leave("ours")]
      const staying = yield* Effect.forkChild(bare.ended)
      yield* bare.said("TCPSocketWrap")
      const { status, stderr, stdout } = yield* ours.ended
      expect(stdout).not.toMatch(/TCPSocketWrap|Timeout/)
      expect([status, stderr]).toEqual([0, ""])
      expect(staying.pollUnsafe()).toBe(undefined)
    })
  )
})
