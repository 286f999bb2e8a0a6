import { describe, expect, it } from "@effect/vitest"
import { type Context, Deferred, Duration, Effect, Exit, Fiber, Latch, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as Monotonic from "../../../src/layers/deadline/Monotonic.ts"
import { Unavailable } from "../../../src/layers/failure/PgFailure.ts"
import type { CheckedOut, Checkout } from "../../../src/layers/gate/Checkout.ts"
import { Gate } from "../../../src/layers/gate/Gate.ts"

const makeGate = (options: { permits?: number; maxWaiting?: number } = {}) =>
  new Gate({
    name: "pooled",
    sizeVariable: "POOL_SIZE",
    permits: 1,
    maxWaiting: 100,
    timeout: Duration.seconds(5),
    ...options
  })

const connection: CheckedOut = {
  uses: 1,
  givenBack: () => undefined,
  prepared: { failed: () => undefined },
  destroy: () => undefined,
  isOpen: () => true,
  closed: Effect.void,
  demoted: () => undefined,
  retire: () => undefined
}

const stats = (gate: Gate) => ({ used: gate.used, waiting: gate.waiting, ...gate.stats.totals })

/** Holds a permit until it is told to let go. */
const holder = Effect.fnUntraced(function* (gate: Gate) {
  const held = yield* Latch.make(false)
  const letGo = yield* Latch.make(false)
  const fiber = yield* Effect.forkChild(gate.hold(() => Effect.andThen(held.open, letGo.await)))
  yield* held.await
  return { letGo: Effect.andThen(letGo.open, Fiber.await(fiber)), fiber }
})

describe("Gate", () => {
  it.effect("admits as many as it has permits, and the others in the order they came", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const first = yield* holder(gate)
      const order: Array<number> = []
      const fibers = yield* Effect.forEach([1, 2, 3], (n) =>
        Effect.forkChild(
          gate.hold(() => Effect.sync(() => order.push(n))),
          { startImmediately: true }
        )
      )
      expect(stats(gate)).toMatchObject({ used: 1, waiting: 3 })
      yield* first.letGo
      yield* Effect.forEach(fibers, Fiber.join)
      expect(order).toEqual([1, 2, 3])
      expect(stats(gate)).toMatchObject({ used: 0, waiting: 0, usedMax: 1, waitingMax: 3, acquired: 4 })
    })
  )

  it.effect("does not let a newcomer overtake those who wait", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const first = yield* holder(gate)
      const order: Array<string> = []
      const waiter = yield* Effect.forkChild(
        gate.hold(() => Effect.sync(() => order.push("waiter"))),
        {
          startImmediately: true
        }
      )
      yield* first.letGo
      yield* gate.hold(() => Effect.sync(() => order.push("newcomer")))
      yield* Fiber.join(waiter)
      expect(order).toEqual(["waiter", "newcomer"])
    })
  )

  it.effect("serves what others wait for too, when the deadline that it was begun under has passed", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const first = yield* holder(gate)
      // As RequestResolver begins its batches: in the context of the first who asks, and outlasting that one.
      const batch = Effect.contextWith((context: Context.Context<never>) =>
        Effect.callback<string, unknown>((resume) => {
          Effect.runForkWith(context)(gate.hold(() => Effect.succeed("served"))).addObserver((exit) => {
            Deferred.doneUnsafe(answer, exit)
            resume(exit)
          })
        })
      )
      const answer = yield* Deferred.make<string, unknown>()
      const impatient = yield* Effect.forkChild(Effect.flip(batch.pipe(Deadline.within("1 second"))), {
        startImmediately: true
      })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(impatient)).toMatchObject({ _tag: "DeadlineExceeded" })
      yield* first.letGo
      expect(yield* Deferred.await(answer)).toBe("served")
    })
  )

  it.effect("tells a caller whose wait ran out the numbers and who holds the connection", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const latch = yield* Latch.make(false)
      const held = yield* Deferred.make<void>()
      yield* Effect.forkChild(
        Effect.withSpan(
          gate.hold(() => Effect.andThen(Deferred.succeed(held, undefined), latch.await)),
          "Reports.slow"
        )
      )
      yield* Deferred.await(held)
      const waiter = yield* Effect.forkChild(Effect.flip(gate.hold(() => Effect.void)), {
        startImmediately: true
      })
      yield* TestClock.adjust("4999 millis")
      expect(stats(gate).waiting).toBe(1)
      yield* TestClock.adjust("1 millis")
      const error = yield* Fiber.join(waiter)
      expect(error).toMatchObject({ _tag: "PoolExhausted", statement: "did not run" })
      expect(error.message).toContain("exhausted after 5.0 s: 1 of 1 in use")
      expect(error.message).toContain("in Reports.slow")
      expect(stats(gate)).toMatchObject({ waiting: 0, timedOut: 1, used: 1 })
    })
  )

  it.effect("tells whoever waits why nobody can connect, for as long as that is news and nobody has", () =>
    Effect.gen(function* () {
      const gate = makeGate({ maxWaiting: 1 })
      const failure = new Unavailable({ statement: "did not run", message: "ECONNREFUSED at db:6543" })
      const ended = (how: Partial<Pick<Checkout, "connection" | "unconnected">>) =>
        gate.hold((checkout) => Effect.sync(() => void Object.assign(checkout, how)))
      const told = Effect.gen(function* () {
        const holding = yield* holder(gate)
        const asked = Effect.flip(Deadline.within("100 millis")(gate.hold(() => Effect.void)))
        const waiter = yield* Effect.forkChild(asked, { startImmediately: true })
        const refused = yield* Effect.flip(gate.hold(() => Effect.void))
        yield* TestClock.adjust("100 millis")
        const late = yield* Fiber.join(waiter)
        yield* holding.letGo
        return { refused, late: late.message }
      })
      yield* ended({ unconnected: failure })
      const { late, refused } = yield* told
      expect(refused).toBe(failure)
      expect(late).toContain("a connection; no connection could be opened: ECONNREFUSED at db:6543")
      yield* TestClock.adjust("11 seconds")
      expect((yield* told).refused).toMatchObject({ _tag: "PoolExhausted" })
      yield* ended({ unconnected: failure })
      yield* ended({ connection })
      expect((yield* told).refused).toMatchObject({ _tag: "PoolExhausted" })
    })
  )

  it.effect(
    "advises more connections where they come and go, and a look at the server where none comes back",
    () =>
      Effect.gen(function* () {
        const gate = makeGate({ maxWaiting: 1 })
        const toldOf = Effect.fnUntraced(function* (patience: Duration.Input) {
          const asked = Effect.flip(Deadline.within(patience)(gate.hold(() => Effect.void)))
          const waiter = yield* Effect.forkChild(asked, { startImmediately: true })
          const refused = yield* Effect.flip(gate.hold(() => Effect.void))
          yield* TestClock.adjust(patience)
          return [refused.message, (yield* Fiber.join(waiter)).message]
        })
        yield* holder(gate)
        const [busy = "", hurried = ""] = yield* toldOf("900 millis")
        expect(busy).toContain("; raise POOL_SIZE, shorten that transaction, or lower concurrency")
        expect(hurried).toContain("while waiting for a connection; raise POOL_SIZE, or lower concurrency")
        yield* TestClock.adjust("1 second")
        const [refused = "", late = ""] = yield* toldOf("1 second")
        expect(refused).toContain("; none came back for 1.9 s: look whether the server answers")
        expect(late).toContain(
          "while waiting for a connection; none came back for 2.9 s: look whether the server"
        )
      })
  )

  it.effect("says how many milliseconds a caller has whom it refuses, and would need", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const latches = yield* Effect.forEach(Array.from({ length: 22 }), () => Latch.make(false))
      for (const { await: wait } of latches) {
        yield* Effect.forkChild(
          gate.hold(() => wait),
          { startImmediately: true }
        )
      }
      for (const latch of latches.slice(0, 20)) {
        yield* TestClock.adjust("20 millis")
        yield* latch.open
      }
      const refused = Deadline.within("9 millis")(gate.hold(() => Effect.void))
      expect((yield* Effect.flip(refused)).message).toMatch(
        / for a caller who has 9 ms and would need \d\d ms:/
      )
      const late = Deadline.within("1 millis")(gate.hold(() => Effect.void))
      expect((yield* Effect.flip(late)).message).toMatch(/ for a caller who has 1 ms and would need \d\d ms:/)
    })
  )

  it.effect("refuses at once when the queue is full", () =>
    Effect.gen(function* () {
      const gate = makeGate({ maxWaiting: 1 })
      const first = yield* holder(gate)
      const waiter = yield* Effect.forkChild(
        gate.hold(() => Effect.void),
        { startImmediately: true }
      )
      const error = yield* Effect.flip(gate.hold(() => Effect.void))
      expect(error._tag).toBe("PoolExhausted")
      expect(error.message).toContain("POOL_MAX_WAITING")
      expect(stats(gate).refused).toBe(1)
      yield* first.letGo
      yield* Fiber.join(waiter)
    })
  )

  it.effect("gives the permit back when the work fails, dies or is interrupted", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      yield* Effect.exit(gate.hold(() => Effect.fail("no")))
      yield* Effect.exit(gate.hold(() => Effect.die("no")))
      const fiber = (yield* holder(gate)).fiber
      yield* Fiber.interrupt(fiber)
      expect(stats(gate).used).toBe(0)
      expect(yield* gate.hold(() => Effect.succeed("still open"))).toBe("still open")
    })
  )

  it.effect("forgets a caller who is interrupted while it waits", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const first = yield* holder(gate)
      const waiter = yield* Effect.forkChild(
        gate.hold(() => Effect.void),
        { startImmediately: true }
      )
      yield* Fiber.interrupt(waiter)
      expect(stats(gate).waiting).toBe(0)
      yield* first.letGo
      expect(stats(gate).used).toBe(0)
    })
  )

  it.effect("leases a permit until the scope closes", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const scope = yield* Scope.make()
      yield* Scope.provide(gate.checkout, scope)
      expect(stats(gate).used).toBe(1)
      yield* Scope.close(scope, Exit.void)
      expect(stats(gate).used).toBe(0)
    })
  )

  it.effect(
    "lets nobody in beside the one whose turn it is, who asks again as soon as it is turned away",
    () =>
      Effect.gen(function* () {
        const gate = makeGate({ maxWaiting: 100 })
        const latches = yield* Effect.forEach(Array.from({ length: 21 }), () => Latch.make(false))
        const next = (turn: number) => latches[turn] ?? Latch.makeUnsafe(true)
        // Each takes 20 ms, so that the gate knows how long a turn takes.
        yield* Effect.forEach(latches, ({ await: wait }) =>
          Effect.forkChild(
            gate.hold(() => wait),
            { startImmediately: true }
          )
        )
        for (let turn = 0; turn < 20; turn++) {
          yield* TestClock.adjust("20 millis")
          yield* next(turn).open
        }
        const hasty = yield* Effect.forkChild(
          Effect.catch(Deadline.within("200 millis")(gate.hold(() => Effect.never)), () =>
            gate.hold(() => Effect.never)
          ),
          { startImmediately: true }
        )
        yield* Effect.forkChild(
          gate.hold(() => Effect.never),
          { startImmediately: true }
        )
        yield* TestClock.adjust("190 millis")
        yield* next(20).open
        yield* Effect.yieldNow
        expect(hasty.pollUnsafe()).toBe(undefined)
        expect(stats(gate)).toMatchObject({ used: 1, usedMax: 1, waiting: 1, refused: 1 })
      })
  )

  it.effect("loses neither a permit nor a grant to a fiber that is made to yield at any step", () =>
    Effect.gen(function* () {
      // The scheduler makes a fiber yield after 2,048 operations.
      for (let steps = 2_020; steps < 2_050; steps++) {
        const gate = makeGate()
        const held = yield* Effect.withFiber((fiber) => Effect.succeed(gate.takeNow(fiber)))
        const work = Effect.gen(function* () {
          for (let step = 0; step < steps; step++) yield* Effect.sync(() => undefined)
          yield* gate.hold(() => Effect.void)
        })
        const fiber = yield* Effect.forkDetach(work, { startImmediately: true })
        if (held !== undefined) gate.giveBack(held)
        yield* Fiber.join(fiber)
        expect(stats(gate)).toMatchObject({ used: 0, waiting: 0, timedOut: 0 })
      }
    })
  )

  it.effect("tells for how much of the last minute somebody waited, whether served or not", () =>
    Effect.gen(function* () {
      const gate = makeGate()
      const share = Effect.map(Monotonic.now, (now) => gate.stats.waitedShare(now))
      const first = yield* holder(gate)
      yield* TestClock.adjust("1 minute")
      expect(yield* share).toBe(0) // in use all the time, and nobody waits
      const waiter = yield* Effect.forkChild(Effect.exit(gate.hold(() => Effect.void)), {
        startImmediately: true
      })
      yield* TestClock.adjust("6 seconds") // turned away after five
      expect(yield* Fiber.join(waiter)).toSatisfy(Exit.isFailure)
      expect(yield* share).toBeCloseTo(5 / 60, 6)
      const second = yield* Effect.forkChild(
        gate.hold(() => Effect.void),
        { startImmediately: true }
      )
      yield* TestClock.adjust("4 seconds")
      yield* first.letGo
      yield* Fiber.join(second)
      yield* TestClock.adjust("10 seconds")
      expect(yield* share).toBeCloseTo(9 / 60, 6)
    })
  )

  it.effect("keeps count through ten thousand callers of whom some give up", () =>
    Effect.gen(function* () {
      const gate = makeGate({ permits: 10, maxWaiting: 10_000 })
      const fibers = yield* Effect.forEach(Array.from({ length: 10_000 }), (_, index) =>
        Effect.forkChild(
          gate.hold(() => Effect.yieldNow),
          { startImmediately: true }
        ).pipe(Effect.tap((fiber) => (index % 3 === 0 ? Fiber.interrupt(fiber) : Effect.void)))
      )
      yield* Effect.forEach(fibers, Fiber.await)
      expect(stats(gate)).toMatchObject({ used: 0, waiting: 0 })
      expect(stats(gate).usedMax).toBe(10)
    })
  )
})
