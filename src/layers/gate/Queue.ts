import type { Standing } from "./CurrentTurn.ts"
import { type Held, Line, type Waiting } from "./Line.ts"

/** So long a batch caller lets everybody go first. */
const ageingMillis = 1_000

/** So many turns others have, then, between two of batch callers. */
const turnsBetween = 3

/** Who waits at a gate: those for whom somebody waits first, then batch work, which ages. */
export class Queue<T extends Waiting> implements Iterable<T> {
  readonly #interactive = new Line<T>()
  readonly #batch = new Line<T>()
  /** Turns since a batch caller had one while one waited. */
  #passed = 0

  get size(): number {
    return this.#interactive.size + this.#batch.size
  }

  *[Symbol.iterator](): Iterator<T> {
    yield* this.#interactive
    yield* this.#batch
  }

  add(waiting: T): void {
    this.#of(waiting.standing).add(waiting)
  }

  delete(waiting: T): void {
    this.#of(waiting.standing).delete(waiting)
  }

  /** How many turns others have before a newcomer, as far as it can be known. */
  ahead({ batch, tenant }: Standing): number {
    const own = this.#of({ batch }).ahead(tenant)
    const [others, each] = batch ? [this.#interactive, turnsBetween] : [this.#batch, 1 / turnsBetween]
    return own + Math.min(others.size, Math.ceil((own + 1) * each))
  }

  /** Takes out whose turn it is; `held` is asked where tenants wait. */
  shift(now: number, held: () => Held): T | undefined {
    if (this.#batch.size === 0) return this.#interactive.shift(held)
    const isBatch = this.#interactive.size === 0 || (this.#passed >= turnsBetween && this.#isAged(now))
    this.#passed = isBatch ? 0 : this.#passed + 1
    return (isBatch ? this.#batch : this.#interactive).shift(held)
  }

  #of({ batch }: Pick<Standing, "batch">): Line<T> {
    return batch ? this.#batch : this.#interactive
  }

  #isAged(now: number): boolean {
    return now - (this.#batch.first?.since ?? now) >= ageingMillis
  }
}
