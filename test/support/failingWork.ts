import { PgFailure } from "aquifer"
import { Effect } from "effect"

const fields = { statement: "did not run", message: "made for a test" } as const

export const unavailable = new PgFailure.Unavailable(fields)
export const lost = new PgFailure.OutcomeUnknown({ ...fields, statement: "unknown" })
export const contention = new PgFailure.Contention({ ...fields, statement: "rolled back" })

/** Work that fails as it is told, attempt by attempt, then succeeds; it counts how often it was begun and ended. */
export const scripted = (...failures: ReadonlyArray<PgFailure.PgFailure>) => {
  const counter = { begun: 0, ended: 0 }
  const effect = Effect.gen(function* () {
    const failure = failures[counter.begun++]
    if (failure !== undefined) return yield* Effect.fail(failure)
    counter.ended++
    return "done"
  })
  return { counter, effect }
}
