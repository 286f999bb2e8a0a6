import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Effect } from "effect"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as Operation from "../../../src/layers/resilience/Operation.ts"
import { contention, lost, scripted, unavailable } from "../../support/failingWork.ts"
import { endpoints } from "../../support/ResearchStore.ts"

layer(endpoints("pgbouncer118"), { excludeTestServices: true })(
  "An operation inside a caller's transaction",
  (it) => {
    it.effect("is not repeated, as only the whole of it could be; outside of it is", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const run = yield* Operation.make("Test", sql)
        for (const failure of [contention, unavailable, lost]) {
          const inside = scripted(failure)
          const error = yield* Effect.flip(sql.withTransaction(run("act", { kind: "read" })(inside.effect)))
          expect(error).toMatchObject({
            _tag: "DataError",
            service: "Test",
            operation: "act",
            reason: failure
          })
          expect(inside.counter.begun).toBe(1)
          const outside = scripted(failure)
          expect(yield* run("act", { kind: "read" })(outside.effect)).toBe("done")
          expect(outside.counter.begun).toBe(2)
        }
      })
    )

    it.effect("has the caller's deadline and no other", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const run = yield* Operation.make("Test", sql)
        const deadline = run("act", { kind: "read" })(CurrentDeadline.Current)
        expect(yield* sql.withTransaction(deadline)).toBe(undefined)
        expect(yield* deadline).toMatchObject({ progress: { phase: "queued" } })
      })
    )

    it.effect("is repeated as a whole by the operation that the transaction is", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const run = yield* Operation.make("Test", sql)
        const { counter, effect } = scripted(contention)
        const whole = sql.withTransaction(
          Effect.gen(function* () {
            const [row] = yield* sql<{ xid: string }>`SELECT pg_current_xact_id()::text AS xid`
            yield* effect
            return row?.xid
          })
        )
        const before = yield* sql<{ xid: string }>`SELECT pg_current_xact_id()::text AS xid`
        const xid = yield* run("act", { kind: "transaction" })(whole)
        expect(counter).toEqual({ begun: 2, ended: 1 })
        // A transaction of its own for each attempt.
        expect(Number(xid) - Number(before[0]?.xid)).toBeGreaterThanOrEqual(2)
      })
    )
  }
)

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("Callers with little time", (it) => {
  it.effect("are no reason to refuse those who wait for the same statement", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const run = yield* Operation.make("Test", sql)
      const slow = run("report", { kind: "read" })(
        sql<{ done: boolean }>`SELECT pg_sleep(0.2) IS NULL AS done`
      )
      const hasty = Effect.flip(Deadline.within("20 millis")(slow))
      for (const failure of yield* Effect.replicateEffect(hasty, 25))
        expect(failure).toMatchObject({ reason: { _tag: "DeadlineExceeded" } })
      expect(yield* slow).toEqual([{ done: false }])
    })
  )
})
