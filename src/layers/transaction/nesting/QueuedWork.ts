import { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../../deadline/CurrentDeadline.ts"
import * as Timers from "../../deadline/Timers.ts"
import * as NestingRefusal from "./NestingRefusal.ts"

/** How long a nested transaction may do nothing while others wait for it: no less than this, and less than twice as long. */
const idleTimeout = Duration.seconds(30)

/** What work waits for. */
interface Obstacle {
  /** The nested transaction that is open; undefined where none is. */
  readonly nestedName: string | undefined
  /** The same twice where nothing was done between; undefined while something is under way. */
  readonly idleAfter: number | undefined
}

type Answer = Effect.Effect<void, SqlError.SqlError>

/** Work of a transaction that waits until it may begin, or has begun since. */
export class QueuedWork {
  /** Whether it has the connection for itself; a statement goes with other statements. */
  readonly isAlone: boolean
  readonly begin: () => void
  readonly end: () => undefined
  hasBegun = false
  #answer: ((answer: Answer) => void) | undefined

  constructor(isAlone: boolean, begin: () => void, end: () => undefined) {
    this.isAlone = isAlone
    this.begin = begin
    this.end = end
  }

  /** Lets it begin. */
  admit(): void {
    this.hasBegun = true
    this.begin()
    this.#reply(Effect.void)
  }

  refuse(error: SqlError.SqlError): void {
    this.#reply(Effect.fail(error))
  }

  /** Waits from when it has joined a queue; where that waits for something that waits for this, it fails. */
  wait(join: () => void, obstacle: () => Obstacle): Effect.Effect<void, SqlError.SqlError> {
    return Effect.withFiber((fiber) =>
      Effect.callback<void, SqlError.SqlError>((resume) => {
        const deadline = fiber.getRef(CurrentDeadline.Current)
        let cancel: (() => void) | undefined
        const over = () => {
          this.#answer = undefined
          cancel?.()
          CurrentDeadline.behind(deadline, undefined)
        }
        let seen: number | undefined
        const look = () => {
          const { idleAfter, nestedName } = obstacle()
          CurrentDeadline.behind(deadline, nestedName)
          if (nestedName !== undefined && seen !== undefined && seen === idleAfter)
            return this.refuse(NestingRefusal.stuck(nestedName, idleTimeout))
          seen = idleAfter
          cancel = Timers.setAfter(fiber, Duration.toMillis(idleTimeout), look)
        }
        this.#answer = (answer) => {
          over()
          resume(answer)
        }
        join()
        if (this.#answer !== undefined) look()
        return Effect.sync(over)
      })
    )
  }

  #reply(answer: Answer): void {
    this.#answer?.(answer)
  }
}
