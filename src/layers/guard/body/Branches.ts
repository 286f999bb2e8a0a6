import type { Branch, Side } from "./Branch.ts"

/** Sides of which one runs. */
class Choice {
  readonly #ends = new Map<Level, Branch | undefined>()
  /** Whether one runs in any case. */
  isWhole: boolean

  constructor(isWhole: boolean) {
    this.isWhole = isWhole
  }

  /** Where a side has come to; nowhere when it never goes on behind the choice. */
  reach(level: Level, end: Branch | undefined): void {
    this.#ends.set(level, end)
  }

  othersThan(level: Level): ReadonlyArray<Branch> | undefined {
    if (!this.isWhole) return undefined
    return [...this.#ends].flatMap(([each, end]) => (each === level || end === undefined ? [] : [end]))
  }
}

interface Level {
  readonly choice: Choice | undefined
  /** Undefined where all of it runs. */
  side: Side | undefined
  goesOn: boolean
}

const branchOf = (levels: ReadonlyArray<Level>): Branch =>
  levels.map(({ side }) => side).filter((side) => side !== undefined)

/** Follows branches as they are read. */
export class Branches {
  readonly #levels: Array<Level> = [{ choice: undefined, side: undefined, goesOn: true }]
  readonly #choices: Array<Choice> = []

  get now(): Branch {
    return branchOf(this.#levels)
  }

  /** A condition begins, with each side by `enterSide`; `isWhole` if one of them runs in any case. */
  choose(isWhole: boolean): void {
    this.#choices.push(new Choice(isWhole))
  }

  /** The sides so far and the next one are all that there are. */
  complete(): void {
    const choice = this.#choices.at(-1)
    if (choice !== undefined) choice.isWhole = true
  }

  chosen(): void {
    this.#choices.pop()
  }

  enterSide(): number {
    return this.enter(this.#choices.at(-1))
  }

  /** What may not run at all; at which level it stands. */
  enter(choice?: Choice): number {
    const level: Level = { choice, side: undefined, goesOn: true }
    const at = this.#levels.push(level) - 1
    this.#renew(at)
    choice?.reach(level, this.now)
    return at
  }

  leave(): void {
    const level = this.#levels.at(-1)
    if (level === undefined || this.#levels.length === 1) return
    level.choice?.reach(level, level.goesOn ? this.now : undefined)
    this.#levels.pop()
  }

  /** From here on the levels from this one on may have been left already. */
  exit(from = 0): void {
    const left = this.now
    const level = this.#levels[from]
    if (level === undefined) return
    const of = branchOf(this.#levels.slice(0, from + 1))
    const depth = branchOf(this.#levels.slice(0, from)).length + 1
    level.side = { depth, choice: level.choice, of, others: () => [left], goesOn: () => level.goesOn }
    for (let inner = from + 1; inner < this.#levels.length; inner++) this.#renew(inner)
  }

  /** Nothing goes on from here to the end of this level. */
  end(): void {
    const level = this.#levels.at(-1)
    if (level !== undefined) level.goesOn = false
  }

  #renew(at: number): void {
    const level = this.#levels[at]
    if (level === undefined) return
    const of = branchOf(this.#levels.slice(0, at))
    const { choice } = level
    level.side = {
      depth: of.length + 1,
      choice,
      of,
      others: () => choice?.othersThan(level),
      goesOn: () => level.goesOn
    }
  }
}
