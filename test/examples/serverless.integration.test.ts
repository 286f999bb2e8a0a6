import { readFileSync } from "node:fs"
import { expect, it, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { blocks } from "../support/chapter.ts"
import { faultProxy } from "../support/FaultProxy.ts"
import { freePort } from "../support/freePort.ts"
import { startFile, urlOf } from "../support/program.ts"
import { connect } from "../support/simpleQuery.ts"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

it("The chapter on serverless shows what the tests run", () => {
  const handler = readFileSync(new URL("serverless/handler.ts", import.meta.url), "utf8")
  expect(blocks("src/layers/Serverless.md", "ts")).toEqual([handler])
})

/** An instance with one connection, behind a proxy that stands for the network. */
const instance = Effect.gen(function* () {
  const { admin, app } = yield* SuiteDatabase
  const adminUrl = Redacted.make(urlOf(admin))
  const upstream = app("direct")
  const network = yield* faultProxy(upstream)
  const port = yield* freePort
  const { kill, said, ended } = yield* startFile("test/examples/serverless/instance.ts", [], {
    DATABASE_POOL_URL: `${urlOf({ ...upstream, port: network.port })}?pgbouncer=true`,
    POOL_SIZE: "1",
    POOL_MIN: "0",
    PORT: `${port}`
  })
  yield* said("Listening")
  const call = (name: string) =>
    Effect.promise(async () => {
      const response = await fetch(`http://127.0.0.1:${port}/${name}`)
      return { status: response.status, text: await response.text() }
    })
  return { adminUrl, call, ended, kill, network }
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("An instance of a serverless platform", (it) => {
  it.effect("answers after a freeze in which its connection died, over a new one", () =>
    Effect.gen(function* () {
      const { adminUrl, call, kill, network } = yield* instance
      expect(yield* call("one")).toEqual({ status: 200, text: "hello one" })
      expect(network.accepted).toBe(1)
      kill("SIGSTOP")
      network.forget() // nobody tells the instance: its packets are dropped
      const ask = yield* connect(adminUrl)
      const idle =
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user AND state = 'idle' AND now() - state_change > '1.1 s'"
      yield* Effect.repeat(ask(idle), { until: (rows) => rows.length > 0 })
      kill("SIGCONT")
      expect(yield* call("two")).toEqual({ status: 200, text: "hello two" })
      expect(network.accepted).toBe(2)
    })
  )

  it.effect("is no worse for having begun while the database was away", () =>
    Effect.gen(function* () {
      const { call, network } = yield* instance
      network.refuse = true
      const failed = yield* call("one")
      expect(failed.status).toBe(503)
      expect(failed.text).toContain("DataError")
      network.refuse = false
      const answered = yield* Effect.repeat(call("two"), { until: ({ status }) => status === 200 })
      expect(answered.text).toBe("hello two")
    })
  )

  it.effect("closes its connection when it is told to end", () =>
    Effect.gen(function* () {
      const { adminUrl, call, ended, kill } = yield* instance
      yield* call("one")
      kill("SIGTERM")
      expect(yield* ended).toMatchObject({ status: 0, stderr: "" })
      const ask = yield* connect(adminUrl)
      const open =
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user"
      yield* Effect.repeat(ask(open), { until: (rows) => rows.length === 0 })
    })
  )
})
