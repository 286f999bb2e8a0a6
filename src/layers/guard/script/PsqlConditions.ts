import type { Branch } from "../body/Branch.ts"
import { Branches } from "../body/Branches.ts"
import type * as PsqlCommand from "../sql/PsqlCommand.ts"

/** An `\if` that is open. */
interface Condition {
  /** Whether it stands where psql reads. */
  readonly isRead: boolean
  /** Whether one of the sides so far runs in any case, so that no other one does. */
  isDecided: boolean
  /** Whether it is one of sides that may run. */
  chooses: boolean
  side: "passed over" | "runs" | "may run"
}

/** Follows `\if` to `\endif`; sides of conditions that are known are run, or passed over. */
export class PsqlConditions {
  readonly #branches = new Branches()
  readonly #open: Array<Condition> = []

  get now(): Branch {
    return this.#branches.now
  }

  /** Whether psql passes over what stands here. */
  get passesOver(): boolean {
    return this.#open.at(-1)?.side === "passed over"
  }

  /** Goes on to a command; `holds` is its condition, undefined where that is not known. */
  follow(command: PsqlCommand.Conditional, holds: boolean | undefined): void {
    if (command === "if")
      this.#open.push({ isRead: !this.passesOver, isDecided: false, chooses: false, side: "passed over" })
    const open = this.#open.at(-1)
    if (open === undefined) return
    if (open.side === "may run") this.#branches.leave()
    if (command !== "endif") return this.#begin(open, command === "else" ? true : holds)
    if (open.chooses) this.#branches.chosen()
    this.#open.pop()
  }

  #begin(condition: Condition, holds: boolean | undefined): void {
    condition.side = "passed over"
    if (!condition.isRead || condition.isDecided || holds === false) return
    condition.isDecided = holds === true
    condition.side = holds === true && !condition.chooses ? "runs" : "may run"
    if (condition.side === "runs") return
    if (!condition.chooses) this.#branches.choose(false)
    condition.chooses = true
    if (holds === true) this.#branches.complete()
    this.#branches.enterSide()
  }
}
