import { atTimes, always, type Branch } from "./body/Branch.ts"
import type { Unread } from "./body/LooseBody.ts"
import type { RoutinePath } from "./body/RoutinePath.ts"
import type { SessionNeed, StatementFacts } from "./rules/StatementFacts.ts"

/** What is to be known of a statement, and of the bodies that it runs. */
export interface RoutineFacts extends StatementFacts {
  /** What its own body does there and then. */
  readonly runs: ReadonlyArray<Inner>
  /** The function or procedure that it makes. */
  readonly makes: Routine | undefined
  /** What it changes of functions and procedures that are there. */
  readonly alters: Alteration | undefined
  readonly calls: ReadonlyArray<Call>
  /** Which trigger functions it may run. */
  readonly fires: Firing | undefined
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
  /** By the types of its arguments, too, as `ObjectName` knows it. */
  readonly object: string
  readonly body: ReadonlyArray<Inner>
  readonly path: RoutinePath
  readonly runsBy: "call" | "write" | "definition"
  /** Whether a trigger of it may wait for COMMIT. */
  readonly mayWait: boolean
}

export interface Alteration {
  readonly name: string
  readonly object: string
  /** Undefined where it stays. */
  readonly path: RoutinePath | undefined
  readonly newName: string | undefined
  /** It becomes a trigger's that may wait for COMMIT. */
  readonly mayWait: boolean
  /** A character's index in the text. */
  readonly position: number
}

export interface Firing {
  readonly runsBy: Routine["runsBy"]
  /** Of those alone that have waited. */
  readonly waited: boolean
  /** A character's index in the text. */
  readonly position: number
}

export interface Call {
  readonly name: string
  /** A character's index in the text. */
  readonly position: number
}

/** The facts of a statement in a body, by their places in the text that the body stands in. */
export const placed = (facts: RoutineFacts, position: (index: number) => number): RoutineFacts => {
  const at = <A extends { readonly position: number }>(each: A): A => ({
    ...each,
    position: position(each.position)
  })
  return {
    ...facts,
    needs: facts.needs.map(at),
    calls: facts.calls.map(at),
    unread: facts.unread.map(at),
    alters: facts.alters && at(facts.alters),
    fires: facts.fires && at(facts.fires),
    runs: facts.runs.map((inner) => ({ ...inner, facts: placed(inner.facts, position) }))
  }
}

const byPath: ReadonlySet<SessionNeed["only"]> = new Set(["in pg_temp", "over temporary"])

/** With the needs alone that depend on where things are made: all else in a body was judged where it was made. */
const dependent = (facts: RoutineFacts): RoutineFacts => ({
  ...facts,
  needs: facts.needs.filter(({ only }) => byPath.has(only)),
  runs: facts.runs.map((inner) => ({ ...inner, facts: dependent(inner.facts) }))
})

/** What a routine does by the path that it runs with. */
export const byItsPath = ({ body }: Routine, position?: number): ReadonlyArray<Inner> =>
  body.map(({ branch, facts }) => {
    const own = dependent(facts)
    return { branch, facts: position === undefined ? own : placed(own, () => position) }
  })

/** A routine that runs, and in which branch of what runs it. */
export interface Run {
  readonly routine: Routine
  readonly position: number | undefined
  readonly branch: Branch
}

/** The functions and procedures that a script has made, to know what calling them does. */
export class Routines {
  readonly #named = new Map<string, ReadonlyArray<Routine>>()

  add(routine: Routine): void {
    const others = this.#of(routine.name).filter(({ object }) => object !== routine.object)
    this.#named.set(routine.name, [...others, routine])
  }

  /** Changes those that are meant, and returns them. */
  alter(alteration: Alteration): ReadonlyArray<Routine> {
    const { mayWait, name, newName, path } = alteration
    const meant = this.#meant(alteration)
    const altered = meant.map((each) => ({
      ...each,
      path: path ?? each.path,
      name: newName ?? name,
      mayWait: mayWait || each.mayWait
    }))
    this.#named.set(
      name,
      this.#of(name).filter((each) => !meant.includes(each))
    )
    for (const each of altered) this.add(each)
    return altered
  }

  /** Where the types say which one is meant, that one; all that are called so where a caller's path can be found in none. */
  #meant({ name, object, path }: Alteration): ReadonlyArray<Routine> {
    const all = this.#of(name)
    const meant = all.filter((each) => each.object === object)
    return meant.length > 0 || (all.length > 1 && path === "other") ? meant : all
  }

  #of(name: string): ReadonlyArray<Routine> {
    return this.#named.get(name) ?? []
  }

  /** Those that a statement runs, or may run, with the path that stands there. */
  runBy({ calls, fires }: RoutineFacts): ReadonlyArray<Run> {
    const called = calls.flatMap(({ name, position }) => {
      const all = this.#of(name)
      return all.map((routine): Run => ({
        routine,
        position,
        branch: all.length === 1 ? always : atTimes(always)
      }))
    })
    const all = fires === undefined ? [] : [...this.#named.values()].flat()
    const fired = all
      .filter(({ mayWait, runsBy }) => runsBy === fires?.runsBy && (mayWait || !fires.waited))
      .map((routine): Run => ({ routine, position: fires?.position, branch: atTimes(always) }))
    return [...called, ...fired].filter(({ routine }) => routine.path === "caller's")
  }
}
