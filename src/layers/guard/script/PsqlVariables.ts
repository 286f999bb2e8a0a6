import { type Branch, covers } from "../body/Branch.ts"
import * as PsqlCommand from "../sql/PsqlCommand.ts"

interface Variable {
  /** `null` where it is taken away, undefined where only psql knows it. */
  readonly value: string | null | undefined
  readonly branch: Branch
}

/** Whether an answer may have a column of this name. */
const mayAnswer = (statement: string, column: string): boolean =>
  statement.includes("*") || statement.toLowerCase().includes(column.toLowerCase())

/** The variables of one run of psql; what the script has not set may be given on the command line. */
export class PsqlVariables {
  readonly #known = new Map<string, Variable>()

  valueOf(name: string, branch: Branch): Variable["value"] {
    const known = this.#known.get(name)
    return known !== undefined && covers(known.branch, branch) ? known.value : undefined
  }

  /** Goes on to a command, and the statement before it. */
  follow(command: string, branch: Branch, statement: string): void {
    const [, verb = ""] = /^\\(\w+)/.exec(command) ?? []
    if (!/^(?:un)?set$|^gset$|^prompt$|^getenv$/.test(verb)) return
    const args = PsqlCommand.argumentsOf(command, (name) => this.valueOf(name, branch))
    if (verb === "gset") return this.#answered(args[0] ?? "", statement)
    const name = verb === "prompt" ? args.at(-1) : args[0]
    if (args.length === 0) return // tells them all
    if (name === undefined) return this.#known.clear()
    const values = args.slice(1)
    const set = values.includes(undefined) ? undefined : values.join("")
    const value = verb === "unset" ? null : verb === "set" ? set : undefined
    this.#known.set(name, { value, branch })
  }

  #answered(prefix: string, statement: string): void {
    for (const name of this.#known.keys()) {
      if (name.startsWith(prefix) && mayAnswer(statement, name.slice(prefix.length))) this.#known.delete(name)
    }
  }
}
