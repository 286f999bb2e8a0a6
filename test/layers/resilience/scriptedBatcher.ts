import { PgFailure } from "aquifer"
import { Deferred, Duration, Effect, Exit } from "effect"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import type { BatchFailure } from "../../../src/layers/resilience/Waiter.ts"

/** The time that each has who asks. */
export const within = Duration.seconds(2)

/** A key that spoils the run that it is in. */
export const poison = "poison"

/** What its run fails with. */
export const rejected = new PgFailure.Rejected({ statement: "rolled back", message: "a row spoils it" })

/** Asks for one key. */
export const one = <V, E>(batcher: Batcher<string, V, E>, key: string, time = within) =>
  Effect.withFiber((fiber) =>
    Effect.callback<V | undefined, BatchFailure<E>>((resume) =>
      batcher.join(
        key,
        {
          within: Duration.toMillis(time),
          answer: (value: V | undefined) => Exit.succeed(value),
          failed: (exit: Exit.Exit<never, BatchFailure<E>>) => exit
        },
        fiber,
        resume
      )
    )
  )

/** The end of the turn, when what was asked in it goes out. */
export const turn = Effect.promise(() => Promise.resolve())

/** A batcher whose runs wait until they are let go, and are noted. */
export const scripted = (options: {
  readonly inFlight: number
  readonly mostInFlight?: number
  readonly most: number
}) => {
  const runs: Array<ReadonlyArray<string>> = []
  const gates: Array<Deferred.Deferred<void>> = []
  const interrupted: Array<ReadonlyArray<string>> = []
  const batcher = new Batcher<string, number, PgFailure.PgFailure>({
    name: "scripted",
    ...options,
    divisible: ({ _tag }) => _tag === "Rejected",
    run: (keys) => {
      const gate = Deferred.makeUnsafe<void>()
      runs.push(keys)
      gates.push(gate)
      return Deferred.await(gate).pipe(
        Effect.andThen(
          keys.includes(poison)
            ? Effect.fail(rejected)
            : Effect.succeed(new Map(keys.filter((key) => key !== "none").map((key) => [key, key.length])))
        ),
        Effect.onInterrupt(() => Effect.sync(() => interrupted.push(keys)))
      )
    }
  })
  const letGo = (run: number) => Deferred.succeed(gates[run] ?? Deferred.makeUnsafe<void>(), undefined)
  const begin = (key: string) => Effect.forkChild(Effect.exit(one(batcher, key)), { startImmediately: true })
  /** Asks in a turn of its own. */
  const ask = (key: string) => Effect.tap(begin(key), turn)
  return { ask, begin, batcher, interrupted, letGo, runs }
}
