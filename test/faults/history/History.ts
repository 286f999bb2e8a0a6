import { PgFailure } from "aquifer"
import { Cause, Effect, Exit, Fiber, Option } from "effect"
import type { Done, FeedEvent, Operation, Stall, Told } from "./Operation.ts"

/** How work is asked for. */
export interface Asked {
  readonly agent: string
  /** How long its deadline is. */
  readonly millis: number
  /** When its caller changes their mind, if so. */
  readonly interruptAfter?: number | undefined
}

const beatMillis = 100

type Answered = Pick<Operation, "told" | "reason">

/** What a caller makes of the answer: by the failure alone, as any caller has to. */
const answerOf = (exit: Exit.Exit<unknown, unknown>): Answered => {
  if (Exit.isSuccess(exit)) return { told: "ok" }
  if (Cause.hasInterruptsOnly(exit.cause)) return { told: "unknown", reason: "interrupted" }
  const failure = Option.flatMap(Cause.findErrorOption(exit.cause), (error) =>
    PgFailure.ofCause(Cause.fail(error))
  )
  return Option.match(failure, {
    onNone: () => ({ told: "defect", reason: Cause.pretty(exit.cause).slice(0, 400) }),
    onSome: ({ _tag, statement }) => ({ told: statement, reason: _tag })
  })
}

/** What callers asked and were told, as they go. */
export class History {
  readonly operations: Array<Operation> = []
  readonly stalls: Array<Stall> = []
  readonly #feeds = new Map<string, Array<FeedEvent>>()
  /** Acknowledged operations so far: progress. */
  acknowledged = 0

  get feeds(): ReadonlyMap<string, ReadonlyArray<FeedEvent>> {
    return this.#feeds
  }

  heard(feed: string, event: Omit<FeedEvent, "at">): void {
    const events = this.#feeds.get(feed) ?? []
    this.#feeds.set(feed, events)
    events.push({ ...event, at: performance.now() })
  }

  /** Notes when this process does not run, for as long as it is not interrupted. */
  get watchStalls(): Effect.Effect<never> {
    return Effect.gen({ self: this }, function* () {
      for (;;) {
        const from = performance.now()
        yield* Effect.sleep(beatMillis)
        const to = performance.now()
        if (to - from > 3 * beatMillis) this.stalls.push({ from, to })
      }
    })
  }

  /** Waits until so many operations more are acknowledged. */
  progress(more: number): Effect.Effect<void> {
    return Effect.gen({ self: this }, function* () {
      const target = this.acknowledged + more
      while (this.acknowledged < target) yield* Effect.sleep("10 millis")
    })
  }

  /** Runs work and writes down what its caller was told; `done` says what was done, from what it gave. */
  run<A, E, R>(
    { agent, interruptAfter, millis }: Asked,
    work: Effect.Effect<A, E, R>,
    done: (given: A | undefined) => Done | ReadonlyArray<Done>
  ): Effect.Effect<Told, never, R> {
    return Effect.gen({ self: this }, function* () {
      const began = performance.now()
      const { due, exit } = yield* interruptAfter === undefined
        ? Effect.map(Effect.exit(work), (exit) => ({ due: began + millis, exit }))
        : abandoned(work, interruptAfter, began + millis)
      const answer = { agent, began, ended: performance.now(), due, ...answerOf(exit) }
      if (answer.told === "ok") this.acknowledged++
      for (const each of [done(Exit.isSuccess(exit) ? exit.value : undefined)].flat())
        this.operations.push({ ...each, ...answer })
      return answer.told
    })
  }
}

/** A caller who changes their mind is answered at once. */
const abandoned = Effect.fnUntraced(function* <A, E, R>(
  work: Effect.Effect<A, E, R>,
  after: number,
  due: number
) {
  const fiber = yield* Effect.forkChild(work, { startImmediately: true })
  yield* Effect.sleep(after)
  const asked = performance.now()
  yield* Fiber.interrupt(fiber)
  return { due: Math.min(due, asked), exit: yield* Fiber.await(fiber) }
})
