import { describe, expect, it } from "@effect/vitest"
import { Turn } from "aquifer"
import { Duration, Effect, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as CurrentTurn from "../../../src/layers/gate/CurrentTurn.ts"
import { Gate } from "../../../src/layers/gate/Gate.ts"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import { SingleFlight } from "../../../src/layers/resilience/SingleFlight.ts"

const makeGate = (permits = 1, maxWaiting = 10_000) =>
  new Gate({
    name: "pooled",
    sizeVariable: "POOL_SIZE",
    permits,
    maxWaiting,
    timeout: Duration.seconds(5)
  })

type As = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Whoever waits at a gate whose permits are held, and the order in which they are let in. */
const waiters = (gate: Gate) => {
  const order: Array<string> = []
  const fibers: Array<Fiber.Fiber<unknown, unknown>> = []
  const fork = (effect: Effect.Effect<unknown, unknown>) =>
    Effect.tap(Effect.forkChild(effect, { startImmediately: true }), (fiber) =>
      Effect.sync(() => fibers.push(fiber))
    )
  return {
    order,
    /** One that goes as soon as it was let in. */
    come: (name: string, as: As = (effect) => effect) =>
      fork(as(gate.hold(() => Effect.sync(() => order.push(name))))),
    /** One that stays until it is told to go. */
    stay: Effect.fnUntraced(function* (as: As = (effect) => effect) {
      const latch = yield* Latch.make(false)
      yield* fork(as(gate.hold(() => latch.await)))
      return latch.open
    }),
    end: Effect.suspend(() => Effect.forEach(fibers, Fiber.await))
  }
}

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`)

describe("Turn", () => {
  it.effect("lets what keeps other work queue where no more may, and serves it", () =>
    Effect.gen(function* () {
      const gate = makeGate(1, 1)
      const { come, end, order, stay } = waiters(gate)
      const open = yield* stay()
      yield* come("first")
      yield* come("one too many")
      yield* come(
        "lease",
        Effect.provideService(CurrentTurn.Current, { batch: false, tenant: "lease", vital: true })
      )
      yield* open
      yield* end
      expect(order).toEqual(["first", "lease"])
    })
  )

  it.effect("serves batch work after the others, whenever they came", () =>
    Effect.gen(function* () {
      const { come, end, order, stay } = waiters(makeGate())
      const open = yield* stay()
      yield* come("batch 1", Turn.batch)
      yield* come("batch 2", Turn.batch)
      yield* come("reader")
      yield* come("reader in a batch", (effect) => Turn.batch(Turn.interactive(effect)))
      yield* open
      yield* end
      expect(order).toEqual(["reader", "reader in a batch", "batch 1", "batch 2"])
    })
  )

  it.effect("gives batch work that has waited for a second one turn of four", () =>
    Effect.gen(function* () {
      const { come, end, order, stay } = waiters(makeGate())
      const open = yield* stay()
      yield* Effect.forEach(numbered("b", 2), (name) => come(name, Turn.batch))
      yield* TestClock.adjust("1 second")
      yield* Effect.forEach(numbered("i", 8), (name) => come(name))
      yield* open
      yield* end
      expect(order).toEqual(["i1", "i2", "i3", "b1", "i4", "i5", "i6", "b2", "i7", "i8"])
    })
  )

  it.effect("goes round among tenants, and among those who name none as if they were one", () =>
    Effect.gen(function* () {
      const { come, end, order, stay } = waiters(makeGate())
      const open = yield* stay()
      yield* come("nobody's 1")
      yield* Effect.forEach(numbered("a", 4), (name) => come(name, Turn.forTenant("a")))
      yield* come("nobody's 2")
      yield* Effect.forEach(numbered("b", 2), (name) => come(name, Turn.forTenant("b")))
      yield* open
      yield* end
      expect(order).toEqual(["nobody's 1", "a1", "b1", "nobody's 2", "a2", "b2", "a3", "a4"])
    })
  )

  it.effect("gives the next connection to the tenant that holds the fewest", () =>
    Effect.gen(function* () {
      const { come, end, order, stay } = waiters(makeGate(2))
      const [first, second] = [yield* stay(Turn.forTenant("a")), yield* stay(Turn.forTenant("a"))]
      yield* Effect.forEach(numbered("a", 2), (name) => come(name, Turn.forTenant("a")))
      yield* Effect.forEach(numbered("b", 3), (name) => come(name, Turn.forTenant("b")))
      yield* first // the other one is still a's
      yield* Effect.yieldNow
      yield* second
      yield* end
      expect(order).toEqual(["b1", "b2", "b3", "a1", "a2"])
    })
  )

  it.effect("lets nobody be refused for a backlog that is to wait for it", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const latches = yield* Effect.forEach(numbered("", 21), () => Latch.make(false))
      // Each takes 20 ms, so that the gate knows how long a turn takes.
      yield* Effect.forEach(latches, ({ await: wait }) =>
        Effect.forkChild(
          gate.hold(() => wait),
          { startImmediately: true }
        )
      )
      for (const { open } of latches.slice(0, 20)) {
        yield* TestClock.adjust("20 millis")
        yield* open
      }
      const { come } = waiters(gate)
      yield* Effect.forEach(numbered("b", 100), (name) =>
        come(name, (effect) => Turn.batch(Turn.forTenant("a")(effect)))
      )
      const hurried = (as: As) =>
        Effect.gen(function* () {
          const caller = as(Deadline.within("200 millis")(gate.hold(() => Effect.void)))
          const fiber = yield* Effect.forkChild(Effect.exit(caller), { startImmediately: true })
          yield* Effect.yieldNow
          return fiber.pollUnsafe() === undefined ? "waits" : "is refused"
        })
      expect(yield* hurried((effect) => effect)).toBe("waits")
      expect(yield* hurried((effect) => Turn.batch(Turn.forTenant("b")(effect)))).toBe("waits")
      expect(yield* hurried((effect) => Turn.batch(Turn.forTenant("a")(effect)))).toBe("is refused")
      expect(gate.stats.totals.refused).toBe(1)
    })
  )

  it.effect("is nobody's where callers share what is run", () =>
    Effect.gen(function* () {
      const seen: Array<CurrentTurn.Standing> = []
      const look = Effect.map(CurrentTurn.Current, (standing) => void seen.push(standing))
      const batcher = new Batcher<string, number, never>({
        name: "test",
        inFlight: 1,
        most: 10,
        divisible: () => false,
        run: (keys) => Effect.as(look, new Map(keys.map((key) => [key, 1])))
      })
      yield* Turn.batch(Turn.forTenant("a")(batcher.many(["k"], Duration.seconds(1))))
      yield* Turn.batch(new SingleFlight<void>().run("k", look))
      expect(seen).toEqual([CurrentTurn.ordinary, CurrentTurn.ordinary])
    })
  )

  it.effect("loses no permit to callers of all sorts of whom some give up", () =>
    Effect.gen(function* () {
      const gate = makeGate(10)
      const sorts: ReadonlyArray<As> = [
        (effect) => effect,
        Turn.batch,
        Turn.forTenant("a"),
        (effect) => Turn.batch(Turn.forTenant("b")(effect))
      ]
      const fibers = yield* Effect.forEach(numbered("", 4_000), (_, index) =>
        Effect.forkChild(sorts[index % sorts.length]?.(gate.hold(() => Effect.yieldNow)) ?? Effect.void, {
          startImmediately: true
        }).pipe(Effect.tap((fiber) => (index % 3 === 0 ? Fiber.interrupt(fiber) : Effect.void)))
      )
      yield* Effect.forEach(fibers, Fiber.await)
      expect(gate).toMatchObject({ used: 0, waiting: 0 })
      expect([...gate.queued]).toEqual([])
    })
  )
})
