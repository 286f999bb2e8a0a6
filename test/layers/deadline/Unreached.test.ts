import { describe, expect, it } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Context, Effect, Layer, Schedule } from "effect"
import type { PgEndpoint } from "../../../src/layers/config/PgUrl.ts"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as frames from "../../support/frames.ts"
import { freePort } from "../../support/freePort.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, makeSockets, secret } from "../../support/sessions.ts"

const pooled = Effect.fnUntraced(function* (endpoint: PgEndpoint) {
  const context = yield* Layer.build(PooledPg.layerWith({ endpoint, pool: { size: 2, min: 0 } }))
  return Context.get(context, PooledPg).sql`SELECT 1`
})

/** What a caller is told who asks again and again until the time is over. */
const told = Effect.fnUntraced(function* (ask: Effect.Success<ReturnType<typeof pooled>>) {
  const late = yield* ask.pipe(
    Effect.retry(Schedule.spaced("5 millis")),
    Deadline.within("50 millis"),
    Effect.flip
  )
  expect(late).toMatchObject({ _tag: "DeadlineExceeded", phase: "connecting", statement: "did not run" })
  expect(late.message).not.toContain(secret)
  return late.message
})

const refusal = (sqlState: string) =>
  frames.error({ S: "FATAL", V: "FATAL", C: sqlState, M: `not with ${secret}`, R: "auth_failed" })

describe("A deadline that passes while connecting", () => {
  it.live("says that nothing listens where all attempts went", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const ask = yield* pooled(endpointAt(port))
      yield* Effect.flip(ask)
      expect(yield* told(ask)).toContain(
        `passed while connecting; the last attempt failed: ECONNREFUSED at 127.0.0.1:${port}: `
      )
    }).pipe(Effect.scoped)
  )

  it.live("says whose login was refused, and not with which password", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ onStartup: ({ send }) => send(refusal("28P01")) })
      const ask = yield* pooled(endpointAt(server.port))
      yield* Effect.flip(ask)
      expect(yield* told(ask)).toContain(
        `the last attempt failed: invalid_password (SQLSTATE 28P01) for app at 127.0.0.1:${server.port}: `
      )
    }).pipe(Effect.scoped)
  )

  it.live("says why it is not at the first of several hosts, while the second does not answer", () =>
    Effect.gen(function* () {
      const closed = yield* freePort
      const silent = yield* scriptedServer({ onStartup: () => undefined })
      const hosts = [closed, silent.port].map((port) => ({ host: "127.0.0.1", port }))
      const ask = yield* pooled(endpointAt(closed, { hosts }))
      yield* Effect.forkScoped(ask)
      yield* silent.next
      expect(yield* told(ask)).toContain(`cannot connect to 127.0.0.1:${closed}: ECONNREFUSED`)
    }).pipe(Effect.scoped)
  )
})

it.effect("An endpoint says why it was not reached until it is", () =>
  Effect.gen(function* () {
    const server = yield* scriptedServer({
      onStartup: ({ pid, send }) => send(pid === 1000 ? refusal("57P03") : frames.login(pid))
    })
    const { session, sockets } = yield* makeSockets(endpointAt(server.port))
    expect(sockets.unreached).toBeUndefined()
    yield* Effect.flip(session())
    expect(sockets.unreached).toContain("cannot_connect_now (SQLSTATE 57P03) for app at 127.0.0.1:")
    yield* session()
    expect(sockets.unreached).toBeUndefined()
  })
)
