import { Cause, Clock, Duration, Effect, Predicate, Queue } from "effect"
import { SqlError } from "effect/sql"
import type { DirectPg } from "../../../layers/DirectPg.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import { type ChangeLog, lookWithin } from "./ChangeLog.ts"
import type { ChangeSources } from "./ChangeSources.ts"

/** As the function that writes the log names it. */
const channel = "aquifer_changes"

const relistenEvery = Duration.millis(500)

/** Anybody may notify; the log is not read more often than this for it. */
const wakeEvery = Duration.millis(25)

/** An endpoint that takes longer to answer LISTEN is asked again. */
const listenWithin = Duration.seconds(5)

const messageOf = <E>(cause: Cause.Cause<E>): string => {
  const error = Cause.squash(cause)
  if (SqlError.isSqlError(error)) return PgFailure.classify(error).message
  return Predicate.hasProperty(error, "message") ? String(error.message) : String(error)
}

/** Reads the log again and again, each time `every` after the last time began. */
export const poll = Effect.fnUntraced(function* <Key>(
  log: ChangeLog<Key>,
  every: Duration.Duration,
  sources: ChangeSources<Key>
): Effect.fn.Return<never> {
  const everyMillis = Duration.toMillis(every)
  let trusted = Infinity
  for (;;) {
    const began = yield* Clock.currentTimeMillis
    // By the time of day, which goes on while the machine sleeps.
    if (began > trusted)
      sources.failed("log", "the program stood still; what changed meanwhile may be missed")
    yield* Effect.matchCause(log.look, {
      onSuccess: (changes) => {
        sources.tell(changes)
        sources.works("log")
      },
      onFailure: (cause) => sources.failed("log", `the changes could not be read: ${messageOf(cause)}`)
    })
    trusted = began + everyMillis + Duration.toMillis(lookWithin)
    const now = yield* Clock.currentTimeMillis
    yield* Effect.sleep(Math.min(everyMillis, Math.max(0, began + everyMillis - now)))
  }
})

/** Tells what the log says when a notification has come: that is all that is believed of it. */
const awakened = <Key>(log: ChangeLog<Key>, sources: ChangeSources<Key>) =>
  Effect.matchCause(log.glance, {
    onSuccess: (changes) => sources.tell(changes),
    onFailure: (cause) => {
      const reason = `the changes could not be read: ${messageOf(cause)}`
      sources.failed("log", reason)
      sources.missed(reason)
    }
  })

/** Listens until the connection is lost; half a second later listens again, and first tells what the log says was missed. */
export const listen = <Key>(
  direct: DirectPg["Service"],
  log: ChangeLog<Key>,
  sources: ChangeSources<Key>
): Effect.Effect<never> => {
  const session = Effect.gen(function* () {
    const queue = yield* Effect.timeout(direct.listen(channel), listenWithin)
    sources.tell(yield* log.look)
    sources.works("listener")
    for (;;) {
      const heard = yield* Queue.takeAll(queue)
      if (!heard.some(({ payload }) => log.concerns(payload))) continue
      yield* awakened(log, sources)
      yield* Effect.sleep(wakeEvery)
    }
  }).pipe(
    Effect.scoped,
    Effect.catchCause((cause) =>
      Effect.sync(() => sources.failed("listener", `there is no listener: ${messageOf(cause)}`))
    )
  )
  return Effect.andThen(session, Effect.sleep(relistenEvery)).pipe(Effect.forever)
}
