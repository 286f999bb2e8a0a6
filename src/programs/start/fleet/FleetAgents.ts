import { Cause, Effect } from "effect"
import type { Errand } from "../../../services/research/Errand.ts"
import type { Agent } from "../../../services/research/ResearchAgents.ts"
import { ResearchEntity } from "../../../services/research/ResearchEntity.ts"
import type { FleetMembers } from "./FleetMembers.ts"

/** How soon a process that ends in order is asked after again, in whose place another one is then. */
const again = "100 millis"

/**
 * Asks until there is an answer. A process that ends in order interrupts those who wait for it, though the message is kept
 * and the next one answers it.
 */
const untilAnswered = <A, E, R>(ask: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.catchCause(ask, (cause) =>
    Cause.hasInterruptsOnly(cause) ? Effect.delay(untilAnswered(ask), again) : Effect.failCause(cause)
  )

/** Agents by their numbers, each asked in the process that has it. */
export const make = Effect.fnUntraced(function* (members: FleetMembers) {
  const clientOf = yield* ResearchEntity.client
  const run = crypto.randomUUID()
  let sent = 0
  return (number: number): Agent => {
    const { research } = clientOf(String(number))
    return (keywords) =>
      Effect.suspend(() => {
        const operation = `${run} ${sent++}`
        return untilAnswered(Effect.suspend(() => research({ keywords, operation })))
      }).pipe(
        Effect.map(({ by, errands }) => {
          members.count(by, errands.length)
          return errands
        }),
        Effect.catch(({ _tag: reason, message }) =>
          Effect.succeed(keywords.map((): Errand => ({ failure: { reason, message } })))
        )
      )
  }
})
