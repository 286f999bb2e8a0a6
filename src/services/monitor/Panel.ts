import { Clock, Duration, Effect, Fiber, type Scope } from "effect"

/** One part of an overview: what there is to see, or what is missing and how to have it. */
export type Panel<A> =
  | {
      /** There is an answer. */
      readonly _tag: "Shown"
      /** The latest answer. */
      readonly value: A
      /** For how many milliseconds the next question has been unanswered; 0 while none is under way. */
      readonly silentMillis: number
    }
  | {
      /** There is nothing to see. */
      readonly _tag: "Missing"
      /** What is missing, and how to have it, in words for people. */
      readonly reason: string
      /** It should be there, and does not answer; left out where it is not set up, or not for this role to see. */
      readonly failed?: true
    }

/** The longest that a person shall wait for one part of a screen. */
export const patience = Duration.seconds(2)

export const missing = (reason: string): Panel<never> => ({ _tag: "Missing", reason })

export const failed = (reason: string): Panel<never> => ({ _tag: "Missing", reason, failed: true })

/** How a question is asked, where it is unlike the others. */
export interface Asking<E> {
  /** How long it is waited for; two seconds unless given. */
  readonly within?: Duration.Duration
  /** Whether an error says that there is nothing to see, and not that it does not answer. */
  readonly isAbsent?: (error: E) => boolean
}

/** Asks once; a failure and too long a silence are a `Missing` that says why. */
export const ask = <A, E extends { readonly message: string }>(
  who: string,
  question: Effect.Effect<A, E>,
  { isAbsent = () => false, within = patience }: Asking<E> = {}
): Effect.Effect<Panel<A>> =>
  question.pipe(
    Effect.map((value): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })),
    Effect.catch((error) => Effect.succeed((isAbsent(error) ? missing : failed)(error.message))),
    Effect.timeoutOrElse({
      duration: within,
      orElse: () =>
        Effect.succeed(
          failed(
            `${who} has not answered for ${Duration.format(within)}; look whether it hangs or the network swallows packets`
          )
        )
    })
  )

/** A part that is asked again and again. */
export interface Watched<A> {
  /** Asks, unless the last question is unanswered, and waits for the answer; interrupting the wait leaves the question under way. */
  readonly look: Effect.Effect<void>
  /** The latest answer, and for how long the next has been awaited. */
  readonly shown: Effect.Effect<Panel<A>>
}

/** Asks in the background of the scope, so that a part that hangs delays no other. */
export const watch = Effect.fnUntraced(function* <A>(
  question: Effect.Effect<Panel<A>>
): Effect.fn.Return<Watched<A>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  let latest: Panel<A> = missing("no answer yet")
  let askedAt: number | undefined
  let answer: Fiber.Fiber<void> | undefined
  const answered = Effect.map(question, (panel) => {
    latest = panel
    askedAt = undefined
  })
  const ask = Effect.gen(function* () {
    if (askedAt !== undefined) return
    askedAt = yield* Clock.currentTimeMillis
    answer = yield* Effect.forkIn(answered, scope)
  })
  return {
    look: Effect.andThen(
      ask,
      Effect.suspend(() => (answer === undefined ? Effect.void : Fiber.join(answer)))
    ),
    shown: Effect.map(Clock.currentTimeMillis, (now) =>
      latest._tag === "Missing" || askedAt === undefined ? latest : { ...latest, silentMillis: now - askedAt }
    )
  }
})
