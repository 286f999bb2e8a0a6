import { Exit } from "effect"
import { PoolExhausted } from "../failure/PgFailure.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { withoutStack } from "../failure/withoutStack.ts"
import { DrainRate } from "../measure/DrainRate.ts"

/** A caller let in who is then answered too late has cost the others their time, so runs are taken for slower. */
const caution = 1.1

type Refusal = Exit.Exit<never, PoolExhausted>

/**
 * Turns callers away, before anything is done for them, whose answers would come too late behind those of others.
 *
 * What is told runs by their number, not by that of their keys: a run of few keys takes about as long as one of many.
 */
export class Admission {
  readonly #name: string
  readonly #runs = new DrainRate()
  /** What was told last, as under overload thousands are told the same in a moment. */
  #told: { readonly given: number; readonly expected: number; readonly refusal: Refusal } | undefined

  /** `name` is what callers ask for. */
  constructor(name: string) {
    this.#name = name
  }

  /** A run goes out, and no other one was. */
  began(now: number): void {
    this.#runs.began(now)
  }

  /** A run has come back. */
  ended(now: number): void {
    this.#runs.served(now)
  }

  /** Why a caller with so many milliseconds may not wait behind so many runs. */
  refusal(ahead: number, left: number): Refusal | undefined {
    const expected = caution * this.#runs.expectedMillis(ahead)
    return expected > left ? this.#tell(Math.floor(left), Math.ceil(expected)) : undefined
  }

  #tell(given: number, expected: number): Refusal {
    if (this.#told?.given === given && this.#told.expected === expected) return this.#told.refusal
    const message = `too many ask for ${this.#name} at once: a caller who has ${spanOfTime(given)} would need ${spanOfTime(expected)}; lower concurrency, or give callers longer`
    const refusal = Exit.fail(withoutStack(() => new PoolExhausted({ statement: "did not run", message })))
    this.#told = { given, expected, refusal }
    return refusal
  }
}
