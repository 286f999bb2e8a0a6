import { Effect } from "effect"

/** What is under way on a session, at whichever level of its transaction. */
export class InFlight {
  #begun = 0
  #underWay = 0
  /** What is under way has the connection for itself. */
  #isAlone = false
  /** Called once nothing is. */
  #waiting: ReadonlyArray<() => void> = []

  /** After how many beginnings nothing is under way; undefined while something is. The same twice: nothing was done between. */
  get idleAfter(): number | undefined {
    return this.#underWay === 0 ? this.#begun : undefined
  }

  /** Whether something may begin: beside what is under way, or alone. */
  admits(isAlone: boolean): boolean {
    return !this.#isAlone && (!isAlone || this.#underWay === 0)
  }

  begin(isAlone: boolean): void {
    this.#begun++
    this.#underWay++
    this.#isAlone = isAlone
  }

  /** Ends one of them; whether nothing is under way any more. */
  end(): boolean {
    this.#isAlone = false // where it was, nothing was under way beside it
    if (--this.#underWay > 0) return false
    const waiting = this.#waiting
    if (waiting.length > 0) {
      this.#waiting = []
      for (const resume of waiting) resume()
    }
    return true
  }

  /** Until nothing is under way. */
  readonly quiet: Effect.Effect<void> = Effect.suspend(() =>
    this.#underWay === 0
      ? Effect.void
      : Effect.callback<void>((resume) => {
          this.#waiting = [...this.#waiting, () => resume(Effect.void)]
        })
  )
}
