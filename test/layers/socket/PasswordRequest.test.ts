import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as frames from "../../support/frames.ts"
import { type Script, scriptedServer } from "../../support/ScriptedServer.ts"
import { bareSession, endpointAt, makeSockets, said, secret } from "../../support/sessions.ts"

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
