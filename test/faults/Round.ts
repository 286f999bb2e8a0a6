import { Cause, Clock, Effect, Exit, Fiber, Option, Scope } from "effect"
import { check, type Violation } from "./Checker.ts"
import { feed } from "./checks/feed.ts"
import { violation } from "./checks/Violation.ts"
import { History } from "./history/History.ts"
import type { Operation } from "./history/Operation.ts"
import { type Fault, LeftOut, type Scene } from "./kinds/Fault.ts"
import { progress, revived } from "./kinds/progress.ts"
import * as FaultTables from "./rig/FaultTables.ts"
import { leftovers } from "./rig/leftovers.ts"
import * as Product from "./rig/Product.ts"
import type { Rig } from "./rig/Rig.ts"
import { seeded } from "./rig/Seed.ts"
import * as counters from "./work/counters.ts"
import { atWork } from "./work/Workforce.ts"

/** What the machine is allowed: it may be doing other things as well, and nothing here is a measurement. */
const allowed = { late: 5_000, told: 10_000 }

const longestFault = "2 minutes"

/** All deadlines are over long before. */
const lastAnswer = "1 minute"

export interface RoundOptions {
  readonly rig: Rig
  readonly seed: number
  /** In their order. */
  readonly faults: ReadonlyArray<Fault>
  /** What is put around the products. */
  readonly plant: (product: Product.Product) => Product.Product
  /** Asked before each fault. */
  readonly goesOn: () => boolean
  readonly tell: (line: string) => void
}

/** What became of a fault: it happened, this machine does not allow it, or it could not be made to happen. */
export interface Injected {
  readonly name: string
  readonly leftOut?: string
  readonly failed?: string
}

export interface RoundResult {
  readonly operations: ReadonlyArray<Operation>
  readonly faults: ReadonlyArray<Injected>
  readonly violations: ReadonlyArray<Violation>
}

const injected = Effect.fnUntraced(function* (fault: Fault, scene: Scene) {
  const exit = yield* fault.inject(scene).pipe(Effect.scoped, Effect.timeout(longestFault), Effect.exit)
  const { name } = fault
  if (Exit.isSuccess(exit)) return { name }
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return error instanceof LeftOut
    ? { name, leftOut: error.message }
    : { name, failed: Cause.pretty(exit.cause).slice(0, 1_000) }
})

/** Waits until the feeds have told all that was put, or have had the time to. */
const heardOut = ({ feeds, operations }: History) => {
  const untold = () =>
    [...feeds.values()].some((events) => feed(operations, events, Infinity, Infinity).length > 0)
  return Effect.gen(function* () {
    while (untold()) yield* Effect.sleep("100 millis")
  }).pipe(Effect.timeoutOption(allowed.told))
}

const faultsOf = Effect.fnUntraced(function* ({ faults, goesOn, tell }: RoundOptions, scene: Scene) {
  const done: Array<Injected> = []
  for (const fault of faults) {
    if (!goesOn()) break
    const began = performance.now()
    const { name } = fault
    const tried: Injected = yield* injected(fault, scene)
    const millis = Math.round(performance.now() - began)
    const gone = yield* revived(scene)
    for (const what of gone) tell(`${name}: ${what}, and was started again`)
    // A command that its server did not survive has done what it could.
    const outcome: Injected = gone.length > 0 ? { name } : tried
    done.push(outcome)
    tell(`${name}: ${outcome.failed ?? outcome.leftOut ?? `${millis} ms`}`)
    yield* progress(scene, fault.name, 10)
  }
  return done
})

/** The agents work, the faults happen one after the other, all heals, and the books are compared with the tables. */
export const round = Effect.fnUntraced(function* (options: RoundOptions) {
  const { plant, rig, seed } = options
  yield* rig.ask(FaultTables.clear)
  yield* rig.ask(counters.begin)
  const history = new History()
  const orders = { stopped: false, interrupting: 0.03 }
  const violations: Array<Violation> = []
  const scope = yield* Scope.fork(yield* Effect.scope)
  const start = (name: string) =>
    Effect.map(Product.start(name, rig, history), plant).pipe(
      Scope.provide(scope),
      Effect.provideService(Clock.Clock, rig.clock)
    )
  const products = [yield* start("a"), yield* start("b")] as const
  const watching = yield* Effect.forkChild(history.watchStalls)
  const working = yield* Effect.forkChild(
    Effect.provideService(atWork(products, seed, history, orders), Clock.Clock, rig.clock)
  )
  const scene: Scene = {
    rig,
    products,
    history,
    orders,
    random: seeded(seed, "faults"),
    violated: (each) => {
      violations.push(each)
      options.tell(`violation: ${each.class}: ${each.key}: ${each.what}`)
    }
  }
  yield* progress(scene, "the start", 20)
  const faults = yield* faultsOf(options, scene)
  orders.stopped = true
  const ended = yield* Effect.timeoutOption(Fiber.await(working), lastAnswer)
  if (Option.isNone(ended)) scene.violated(violation("stuck", "an agent", `no answer after ${lastAnswer}`))
  yield* Fiber.interrupt(watching)
  yield* heardOut(history)
  const left = yield* leftovers(rig, products, scope)
  const tables = yield* FaultTables.read(rig.ask)
  const feeds = [...history.feeds.values()].map((events) => ({ events, heardUntil: Infinity }))
  const found = check(
    { history: history.operations, stalls: history.stalls, tables, feeds, leftovers: left },
    allowed
  )
  return {
    operations: history.operations,
    faults,
    violations: [...violations, ...found]
  } satisfies RoundResult
})
