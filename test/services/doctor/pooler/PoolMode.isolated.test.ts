import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../../support/deployment.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** What the doctor says of the mode of a pooler. */
const differs = Effect.fnUntraced(function* (
  asked: string,
  settings: Record<string, string | number>,
  poolSize = 2
) {
  const { admin } = yield* SuiteDatabase
  const pooled = yield* pooler({ settings, poolSize })
  const { seen, unchecked } = yield* diagnose(env(admin, pooled, { POOL_MODE: asked }))
  return { evidence: seen.get("pool-mode-differs")?.evidence, unchecked, pooled }
})

layer(healthyDatabase, { excludeTestServices: true })("Doctor on the mode of the pooler", (it) => {
  it.effect.each([1, 3])("knows transaction mode by a process that two clients share, of %i", (poolSize) =>
    Effect.gen(function* () {
      expect((yield* differs("transaction", {}, poolSize)).evidence).toBeUndefined()
      expect((yield* differs("session", {}, poolSize)).evidence).toMatch(
        /^POOL_MODE is session, and the pooler's mode is transaction: .*process \d+/
      )
    })
  )

  it.effect(
    "knows transaction mode where the pooler gives each transaction the connection used longest ago",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const pooled = yield* pooler({ poolSize: 4, settings: { server_round_robin: 1 } })
        const clients = yield* Effect.forEach([1, 2, 3, 4], () => connection(pooled))
        yield* Effect.forEach(clients, (query) => query("BEGIN"))
        yield* Effect.forEach(clients, (query) => query("COMMIT"))
        const { names } = yield* diagnose(env(admin, pooled))
        expect(names).not.toContain("pool-mode-differs")
      })
  )

  it.effect.each([1, 3])("knows session mode by a process that a client keeps to itself, of %i", (poolSize) =>
    Effect.gen(function* () {
      const settings = { pool_mode: "session" }
      expect((yield* differs("session", settings, poolSize)).evidence).toBeUndefined()
      expect((yield* differs("transaction", settings, poolSize)).evidence).toContain(
        "the pooler's mode is session: a client kept Postgres process"
      )
    })
  )

  it.effect("knows statement mode by its refusal of BEGIN", () =>
    Effect.gen(function* () {
      expect((yield* differs("transaction", { pool_mode: "statement" })).evidence).toContain(
        "the pooler's mode is statement"
      )
    })
  )

  it.effect("does not judge a pooler whose connections are all in use", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler({ poolSize: 1 })
      // Whoever holds the only connection does so from before the doctor's second session until after its report.
      const query = yield* connection(pooled)
      yield* query("BEGIN")
      const { names, unchecked } = yield* diagnose(env(admin, pooled))
      expect(names).toContain("endpoint-stalled")
      expect(names).not.toContain("pool-mode-differs")
      expect(unchecked.map(({ name }) => name.split(":")[0])).toContain("POOL_MODE")
    })
  )
})
