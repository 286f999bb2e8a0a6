import { describe, expect, it } from "@effect/vitest"
import { DatabaseActivity, PgBouncerConsole } from "aquifer/operations"
import { Clock, Duration, Effect, type Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Overview } from "../../../src/services/monitor/Overview.ts"
import type { Panel } from "../../../src/services/monitor/Panel.ts"
import { following, isSilent, type Part, parts } from "../../support/following.ts"
import { overviewSample } from "../../support/overviewSample.ts"

/** What a fiber has come to; a failure of the test when it is still at it. */
const settled = <A, E>(fiber: Fiber.Fiber<A, E>) => Effect.flatten(Effect.fromNullishOr(fiber.pollUnsafe()))

const valueOf = <A>(panel: Panel<A>): Effect.Effect<A> =>
  panel._tag === "Shown" ? Effect.succeed(panel.value) : Effect.die(new Error(panel.reason))

/** Servers that answer at once until they are to hang; asked anything beyond a sample they are not there. */
const servers = (
  hanging: Set<Part>,
  largest: Effect.Effect<ReadonlyArray<never>, Error> = Effect.succeed([])
) => {
  const { pgbouncer, postgres } = overviewSample()
  const unless = <A>(part: Part, panel: Panel<A>) =>
    Effect.suspend(() => (hanging.has(part) ? Effect.never : valueOf(panel)))
  const activity = { snapshot: () => unless("postgres", postgres), largestTables: () => largest }
  const console = { snapshot: unless("pgbouncer", pgbouncer), clients: Effect.succeed([]) }
  return Overview.layerNoDeps({ program: "a program" }).pipe(
    Layer.provide(
      Layer.merge(
        Layer.succeed(DatabaseActivity, activity as unknown as DatabaseActivity["Service"]),
        Layer.succeed(PgBouncerConsole, console as unknown as PgBouncerConsole["Service"])
      )
    )
  )
}

describe("The samples of an overview", () => {
  for (const part of parts) {
    it.effect(`say that ${part} hangs within two seconds, whenever it begins to`, () =>
      Effect.gen(function* () {
        for (const after of [1, 300, 500, 700, 999]) {
          const hanging = new Set<Part>()
          yield* Effect.gen(function* () {
            const next = yield* following
            yield* next((sample) => !parts.some((each) => isSilent(sample[each])))
            yield* TestClock.adjust(Duration.millis(after))
            const now = yield* Clock.currentTimeMillis
            hanging.add(part)
            const told = yield* Effect.forkChild(next((sample) => isSilent(sample[part])))
            yield* TestClock.adjust("2 seconds")
            const sample = yield* settled(told)
            expect(sample.at - now).toBeLessThanOrEqual(2_000)
            expect(sample[part]).toMatchObject({ _tag: "Shown" })
            const missing = yield* Effect.forkChild(next((sample) => sample[part]._tag === "Missing"))
            yield* TestClock.adjust("2 seconds")
            const other = part === "postgres" ? "pgbouncer" : "postgres"
            const later = yield* settled(missing)
            expect(later[other]).toMatchObject({ _tag: "Shown", silentMillis: 0 })
          }).pipe(Effect.scoped, Effect.provide(servers(hanging)))
        }
      })
    )
  }

  it.effect(
    "ask again within seconds for what is asked once a minute and has failed, and then no more",
    () => {
      let asked = 0
      const largest = Effect.suspend(() =>
        asked++ === 0 ? Effect.fail(new Error("starting up")) : Effect.succeed([])
      )
      return Effect.gen(function* () {
        const next = yield* following
        expect((yield* next(({ tables }) => tables._tag === "Missing")).tables).toMatchObject({
          failed: true
        })
        const told = yield* Effect.forkChild(next(({ tables }) => tables._tag === "Shown"))
        yield* TestClock.adjust("6 seconds")
        expect((yield* settled(told)).tables).toMatchObject({ value: [] })
        yield* TestClock.adjust("30 seconds")
        expect(asked).toBe(2)
      }).pipe(Effect.scoped, Effect.provide(servers(new Set(), largest)))
    }
  )

  it.effect("begin half a second after the first look though nobody answers it", () =>
    Effect.gen(function* () {
      const next = yield* following
      const first = yield* Effect.forkChild(next(() => true))
      yield* TestClock.adjust("500 millis")
      const sample = yield* settled(first)
      expect(sample.postgres).toEqual({ _tag: "Missing", reason: "no answer yet" })
    }).pipe(Effect.scoped, Effect.provide(servers(new Set(parts))))
  )
})
