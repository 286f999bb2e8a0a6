import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlError } from "effect/sql"
import * as PgFailure from "../../../src/layers/failure/PgFailure.ts"
import { unreachable } from "../../../src/layers/socket/PgSocketError.ts"
import { freePort } from "../../support/freePort.ts"
import { endpointAt, makeSockets, said, secret } from "../../support/sessions.ts"

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
      const missing = yield* Effect.flip(nowhere.session())
      expect(said(missing)).toMatchObject({
        code: "ENOENT",
        message: expect.stringContaining(`/nonexistent/folder/.s.PGSQL.${port}: ENOENT`)
      })
      expect(PgFailure.classify(missing).message).toMatch(
        `ENOENT at /nonexistent/folder/.s.PGSQL.${port}: the server's Unix socket is not there`
      )
    })
  )

  it("is told with the host whose name nobody knows", () => {
    const cause = unreachable(
      "db.invalid:5432",
      Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" })
    )
    const reason = new SqlError.ConnectionError({ cause, message: "", operation: "connect" })
    expect(PgFailure.classify(new SqlError.SqlError({ reason })).message).toMatch(
      "ENOTFOUND at db.invalid:5432: the host's name could not be resolved"
    )
  })

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
