import type { Branch } from "./body/Branch.ts"
import type { Unread } from "./body/LooseBody.ts"
import type { SessionNeed, StatementFacts } from "./rules/StatementFacts.ts"

/** What is to be known of a statement, and of the bodies that it runs. */
export interface RoutineFacts extends StatementFacts {
  /** What its own body does there and then. */
  readonly runs: ReadonlyArray<Inner>
  /** The function or procedure that it makes. */
  readonly makes: Routine | undefined
  readonly calls: ReadonlyArray<Call>
  /** Where its body runs what nobody knows before, or cannot be read. */
  readonly unread: ReadonlyArray<Unread>
}

/** A statement of a body, and when it runs. */
export interface Inner {
  readonly facts: RoutineFacts
  readonly branch: Branch
}

/** A function or procedure by its bare name. */
export interface Routine {
  readonly name: string
  readonly body: ReadonlyArray<Inner>
}

export interface Call {
  readonly name: string
  /** A character's index in the text. */
  readonly position: number
}

/** The same with other needs; those of its bodies, too. */
const withNeeds = (
  facts: RoutineFacts,
  change: (need: SessionNeed) => ReadonlyArray<SessionNeed>
): RoutineFacts => ({
  ...facts,
  needs: facts.needs.flatMap(change),
  runs: facts.runs.map((inner) => ({ ...inner, facts: withNeeds(inner.facts, change) }))
})

/** The facts of a statement in a body, by their places in the text that the body stands in. */
export const placed = (facts: RoutineFacts, position: (index: number) => number): RoutineFacts => ({
  ...withNeeds(facts, (need) => [{ ...need, position: position(need.position) }]),
  calls: facts.calls.map((call) => ({ ...call, position: position(call.position) })),
  unread: facts.unread.map((each) => ({ ...each, position: position(each.position) }))
})

/** The functions and procedures that a script has made, to know what calling them does. */
export class Routines {
  readonly #bodies = new Map<string, ReadonlyArray<Inner>>()

  add({ body, name }: Routine): void {
    this.#bodies.set(name, body)
  }

  /**
   * What a call does with pg_temp as the first schema of its path: what its body makes is temporary. All else in the
   * body was judged where it was made.
   */
  inTemporary({ name, position }: Call): ReadonlyArray<Inner> {
    const made = (need: SessionNeed) => (need.only === "in pg_temp" ? [{ ...need, position }] : [])
    const body = this.#bodies.get(name) ?? []
    return body.map(({ branch, facts }) => ({ branch, facts: { ...withNeeds(facts, made), calls: [] } }))
  }
}
