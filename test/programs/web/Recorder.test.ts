import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as History from "../../../src/programs/monitor/History.ts"
import * as Recorder from "../../../src/programs/web/Recorder.ts"
import { Overview } from "../../../src/services/monitor/Overview.ts"
import { overviewSample } from "../../support/overviewSample.ts"

/** An overview that may be asked for its pools alone. */
const poolsAlone = Layer.effect(
  Overview,
  Effect.succeed({
    snapshot: Effect.die("a server was asked"),
    pools: Effect.succeed(overviewSample().pools),
    snapshots: Stream.die("a server was asked"),
    signal: () => Effect.die("a server was asked")
  })
)

describe("The recorder", () => {
  it.effect("keeps the pools of the last five minutes though nobody looks, and asks no server for it", () =>
    Effect.gen(function* () {
      const { history } = yield* Recorder.make
      yield* TestClock.adjust("400 seconds")
      const kept = yield* history
      expect(kept).toHaveLength(History.most)
      expect(kept.at(-1)).toMatchObject({ at: 400_000, pooledUsed: 7, pooledWaiting: 37, connections: null })
      expect(kept.at(0)).toMatchObject({ at: 101_000 })
    }).pipe(Effect.scoped, Effect.provide(poolsAlone))
  )

  it.effect("takes down what is shown, once however many look, and nothing else meanwhile", () =>
    Effect.gen(function* () {
      const { history, shown } = yield* Recorder.make
      for (let second = 1; second <= 3; second++) {
        yield* TestClock.adjust("1 second")
        yield* shown(overviewSample({ at: second * 1_000 + 50 }))
        yield* shown(overviewSample({ at: second * 1_000 + 60 }))
      }
      const seen = (yield* history).filter(({ connections }) => connections !== null)
      expect(seen.map(({ at }) => at)).toEqual([1_050, 2_050, 3_050])
      expect((yield* history).map(({ at }) => at)).toEqual([0, 1_000, 1_050, 2_050, 3_050])
    }).pipe(Effect.scoped, Effect.provide(poolsAlone))
  )
})
