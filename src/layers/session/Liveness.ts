import { Effect } from "effect"
import { detachedWithin } from "../deadline/Detached.ts"

/** A peer that has gone without a word is noticed within this and {@link answerMillis}. */
const askEvery = "5 seconds"

/** A living connection answers within this, however far away. */
const answerMillis = 5_000

/** A connection on which nothing is sent for long. */
export interface Watched {
  /** Until it is over. */
  readonly closed: Effect.Effect<void>
  /** Ends it at once. */
  readonly destroy: () => void
  /** Asks it something. */
  readonly ask: Effect.Effect<unknown, unknown>
}

/**
 * Waits until a connection is over: closed, or without an answer, which closes it.
 *
 * A peer that has gone without a word (a machine that lost its power, a firewall that forgot the connection) says so
 * to nobody. TCP would find out after a quarter of an hour, a question does within ten seconds.
 */
export const lost = ({ ask, closed, destroy }: Watched): Effect.Effect<void> => {
  const asked = detachedWithin(Effect.exit(ask), {
    millis: answerMillis,
    destroy,
    orElse: Effect.void
  })
  const asking = Effect.forever(Effect.andThen(Effect.sleep(askEvery), asked))
  return Effect.interruptible(Effect.raceFirst(closed, asking))
}
