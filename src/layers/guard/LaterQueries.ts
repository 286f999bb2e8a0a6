import type { Branch } from "./body/Branch.ts"
import type { Advance } from "./rules/Sequence.ts"
import type { StatementFacts } from "./rules/StatementFacts.ts"

/** What the prepared statements and the cursors of one transaction take from sequences. */
export class LaterQueries {
  readonly #known = new Map<string, ReadonlyArray<Advance>>()

  /** Goes on to a statement: where tables change, so may what a row of them takes. */
  follow({ prepares, tables }: StatementFacts, branch: Branch): void {
    if (tables.length > 0) this.#known.clear()
    if (prepares !== undefined) this.#known.set(prepares.name, branch.length === 0 ? prepares.advances : [])
  }

  /** What a statement takes by those that it runs. */
  advancesOf({ executes }: StatementFacts): ReadonlyArray<Advance> {
    return executes.flatMap((name) => this.#known.get(name) ?? [])
  }
}
