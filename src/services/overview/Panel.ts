import { Clock, Duration, Effect, Schedule, type Scope } from "effect"

/** One part of an overview: what there is to see, or what is missing and how to have it. */
export type Panel<A> =
  | {
      readonly _tag: "Shown"
      readonly value: A
      /** For how long the next question has been unanswered; 0 while none is under way. */
      readonly silentMillis: number
    }
  | { readonly _tag: "Missing"; readonly reason: string }

/** Whoever looks at a screen shall not wait longer for one of its parts. */
export const patience = Duration.seconds(2)

export const missing = (reason: string): Panel<never> => ({ _tag: "Missing", reason })

/** Asks once; a failure and more than two seconds of silence are a `Missing` that says why. */
export const ask = <A, E extends { readonly message: string }>(
  who: string,
  question: Effect.Effect<A, E>
): Effect.Effect<Panel<A>> =>
  question.pipe(
    Effect.map((value): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })),
    Effect.catch((error) => Effect.succeed(missing(error.message))),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () =>
        Effect.succeed(
          missing(
            `${who} has not answered for ${Duration.format(patience)}; look whether it hangs or the network swallows packets`
          )
        )
    })
  )

/**
 * Asks again and again until the scope closes, and gives the latest answer whenever it is wanted, so that a part that
 * hangs holds no other part up.
 */
export const watch = Effect.fnUntraced(function* <A>(
  question: Effect.Effect<Panel<A>>,
  every: Duration.Input
): Effect.fn.Return<Effect.Effect<Panel<A>>, never, Scope.Scope> {
  let latest = yield* question
  let askedAt: number | undefined
  const again = Effect.gen(function* () {
    askedAt = yield* Clock.currentTimeMillis
    latest = yield* question
    askedAt = undefined
  })
  yield* Effect.forkScoped(Effect.andThen(Effect.sleep(every), Effect.repeat(again, Schedule.fixed(every))))
  return Effect.map(Clock.currentTimeMillis, (now) =>
    latest._tag === "Missing" || askedAt === undefined ? latest : { ...latest, silentMillis: now - askedAt }
  )
})
