import { describe, expect, it } from "@effect/vitest"
import { PooledPg, Transaction } from "aquifer"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { ended } from "../../../support/processes.ts"
import {
  Notes,
  added,
  answers,
  old,
  statements,
  text,
  withPair,
  write
} from "../../../support/replicaNotes.ts"
import { replicaPair } from "../../../support/replicaPair.ts"

describe("A table that is read at a replica", () => {
  it.live("leaves the primary alone while nobody writes", () =>
    withPair(() =>
      Effect.gen(function* () {
        const notes = yield* Notes
        const reads = [
          text,
          notes.find("n"),
          notes.exists("n"),
          notes.findMany(["n", "m"]),
          notes.byText("old"),
          notes.query(),
          notes.page()
        ]
        yield* Effect.all(reads)
        expect(yield* added(statements, Effect.all(reads))).toBe(0)
        expect(yield* answers).toEqual({ replica: 2 * reads.length, behind: 0, failed: 0, primary: 1 })
        expect(yield* notes.find("m")).toEqual(Option.none())
      })
    )
  )

  it.live("is that of the primary inside its transaction, and while the replica is away", () =>
    withPair(({ standby }) =>
      Effect.gen(function* () {
        const inside = Effect.andThen(write("inside"), text)
        expect(yield* Effect.flip(Transaction.run()(Effect.flatMap(inside, Effect.fail)))).toBe("inside")
        process.kill(standby.pid, "SIGKILL")
        yield* ended(standby.pid)
        yield* write("alone")
        yield* Effect.replicateEffect(text, 40)
        expect(yield* text).toBe("alone")
        expect(yield* answers).toMatchObject({ replica: 0, behind: 0 })
      })
    )
  )

  it.live("asks one that was promoted no more, and follows the primary to it", () =>
    Effect.gen(function* () {
      const pair = yield* replicaPair({ synchronous: true })
      const { endpoint, kill, primary, standby } = pair
      const pool = PooledPg.layerWith({
        endpoint: endpoint("target_session_attrs=read-write"),
        pool: { size: 2, min: 0, guard: "off" }
      })
      const both = PooledPg.layerSqlClient.pipe(Layer.provideMerge(pool), Layer.provideMerge(pair.layer))
      const test = Effect.gen(function* () {
        yield* Effect.andThen(text, pair.caughtUp)
        yield* text
        expect(yield* answers).toMatchObject({ replica: 1 })
        yield* kill
        yield* ended(primary.pid)
        yield* standby.promote
        yield* Effect.retry(write("new"), { while: ({ reason }) => reason.statement !== "unknown" })
        expect(yield* text).toBe("new")
        expect(yield* text).toBe("new")
        expect(yield* answers).toMatchObject({ replica: 1 })
      })
      yield* Effect.provide(test, Layer.provideMerge(Notes.layerReplica(old), both))
    }).pipe(Effect.scoped)
  )

  it.effect("is no older than was asked for, by this program's clock", () =>
    withPair(({ elsewhere, pause }) =>
      Effect.gen(function* () {
        yield* pause
        yield* elsewhere("UPDATE notes SET text = 'theirs'")
        expect(yield* text).toBe("old")
        yield* TestClock.adjust("61 minutes")
        expect(yield* text).toBe("theirs")
        expect(yield* text).toBe("theirs")
      })
    )
  )
})
