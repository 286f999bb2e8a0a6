import { PgFailure } from "aquifer"
import { Cause, Deferred, Effect, Option } from "effect"
import { violation } from "../checks/Violation.ts"
import type { Product, Transaction } from "../rig/Product.ts"
import { locks } from "../work/counters.ts"
import type { Fault, Scene } from "./Fault.ts"

const hour = 3_600_000

/** Somebody sets the machine's clock back, and forward, and right again. */
const clockJumps = ({ rig: { clock } }: Scene) =>
  Effect.gen(function* () {
    for (const ahead of [-hour, hour]) {
      clock.ahead = ahead
      yield* Effect.sleep("700 millis")
    }
  }).pipe(Effect.ensuring(Effect.sync(() => (clock.ahead = 0))))

/** Most callers change their minds. */
const interruptions = ({ orders }: Scene) =>
  Effect.suspend(() => {
    const usual = orders.interrupting
    orders.interrupting = 0.7
    return Effect.ensuring(
      Effect.sleep("1500 millis"),
      Effect.sync(() => (orders.interrupting = usual))
    )
  })

const millis = 8_000

/** Whether the whole transaction may be repeated, as it left nothing behind. */
const repeats = (error: unknown): boolean =>
  Option.match(PgFailure.ofCause(Cause.fail(error)), {
    onNone: () => false,
    onSome: ({ statement }) => statement !== "unknown"
  })

type Step = "first" | "second"

/** Increments two counters in the given order; what one does first, both have done before either goes on. */
const incrementBoth = (
  { sql, transaction }: Product,
  keys: readonly [string, string],
  met: () => Effect.Effect<void>,
  options: Parameters<Transaction>[0]
) => {
  const add = (key: string, step: Step) =>
    Effect.gen(function* () {
      const [row] = yield* sql<{ value: number }>`SELECT value FROM faults_counters WHERE key = ${key}`
      if (options.isolation === "serializable" && step === "first") yield* met()
      const value = options.isolation === "serializable" ? sql`${(row?.value ?? 0) + 1}` : sql`value + 1`
      yield* sql`UPDATE faults_counters SET value = ${value} WHERE key = ${key}`
      if (options.isolation !== "serializable" && step === "first") yield* met()
    })
  const work = Effect.andThen(add(keys[0], "first"), add(keys[1], "second"))
  return transaction(options)(work).pipe(Effect.retry({ times: 20, while: repeats }))
}

/** Two transactions that are in each other's way: both succeed once they are repeated, as the package advises. */
const inEachOthersWay = Effect.fnUntraced(function* (
  { history, products, violated }: Scene,
  options: Parameters<Transaction>[0]
) {
  const latches = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
  const meet = (own: 0 | 1) => () =>
    Effect.andThen(
      Deferred.succeed(latches[own], undefined),
      Effect.timeoutOption(Deferred.await(latches[own === 0 ? 1 : 0]), "1 second")
    ).pipe(Effect.asVoid)
  const side = (own: 0 | 1) => {
    const keys = own === 0 ? locks : ([locks[1], locks[0]] as const)
    const agent = `${products[own].name} in the way`
    return history.run({ agent, millis }, incrementBoth(products[own], keys, meet(own), options), () =>
      keys.map((key) => ({ kind: "increment", key, read: undefined }))
    )
  }
  const told = yield* Effect.all([side(0), side(1)], { concurrency: 2 })
  if (told.some((each) => each === "did not run" || each === "rolled back"))
    violated(
      violation("stuck", "lock 1 and 2", `of two that were in each other's way: ${told.join(" and ")}`)
    )
})

export const callerFaults: ReadonlyArray<Fault> = [
  { name: "the clock jumps", rows: "31", inject: clockJumps },
  { name: "callers change their minds", rows: "34", inject: interruptions },
  {
    name: "two transactions lock each other",
    rows: "33",
    inject: (scene) => inEachOthersWay(scene, { millis })
  },
  {
    name: "two transactions cannot be serialized",
    rows: "33",
    inject: (scene) => inEachOthersWay(scene, { isolation: "serializable", millis })
  }
]
