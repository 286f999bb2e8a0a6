import * as Tree from "../sql/Tree.ts"
import type { Branch } from "./Branch.ts"
import { Branches } from "./Branches.ts"

const loop = /^PLpgSQL_stmt_(?!block)\w+\.body$/

/** One side of a condition; of a block that catches exceptions, either. */
const side = /^PLpgSQL_(?:if_elsif|case_when|exception|stmt_if\.(?:then|else)_body|stmt_case\.else_stmts)$/

/** A cursor's query runs when it is read from, and ASSERT not where a setting leaves it out. */
const later = /^PLpgSQL_stmt_(?:open\.(?:query|dynquery)|assert\.\w+)$/

/** What has sides, and whether one of them runs in any case; sides without a statement in them are left out of the tree. */
const choices: Readonly<Record<string, (statement: unknown) => boolean | undefined>> = {
  PLpgSQL_stmt_if: (statement) =>
    Tree.at(statement, "then_body") !== undefined && Tree.at(statement, "else_body") !== undefined,
  PLpgSQL_stmt_case: (statement) =>
    Tree.at(statement, "have_else") !== true || Tree.at(statement, "else_stmts") !== undefined,
  PLpgSQL_stmt_loop: () => true, // runs once at least
  PLpgSQL_stmt_block: (statement) => (Tree.at(statement, "exceptions") === undefined ? undefined : true)
}

/** The level at which RAISE fails. */
const error = 21

/** A field of PL/pgSQL's tree: in which node it is, and by which name it is known from outside. */
export interface Field {
  readonly parent: Tree.Node
  readonly field: string
  readonly name: string
}

/** Follows which of the statements of a PL/pgSQL body run. */
export class PlPgSqlFlow {
  readonly #branches = new Branches()
  /** At which level of branches the loops are that this is in. */
  readonly #loops: Array<number> = []

  get now(): Branch {
    return this.#branches.now
  }

  /** Whether a field is the body of a block that catches exceptions. */
  static catches({ name, parent }: Field): boolean {
    return name === "PLpgSQL_stmt_block.body" && "exceptions" in parent
  }

  /** Whether a field is a statement that fails. */
  static raises({ field, parent }: Field): boolean {
    return field === "PLpgSQL_stmt_raise" && Tree.at(parent[field], "elog_level") === error
  }

  /** Reads a field in the branch that it is, and goes on behind it. */
  within(whole: Field, read: () => void): void {
    const { field, name, parent } = whole
    const isSide = side.test(name) || PlPgSqlFlow.catches(whole)
    const isLoop = loop.test(name)
    const runsOnce = name === "PLpgSQL_stmt_loop.body"
    const chooses = choices[field]?.(parent[field])
    if (chooses !== undefined) this.#branches.choose(chooses)
    if (isSide) this.#branches.enterSide()
    const isLater = later.test(name)
    if (isLater) this.#branches.enter()
    if (isLoop) this.#loops.push(runsOnce ? this.#branches.enterSide() : this.#branches.enter())
    read()
    if (isLoop) this.#loops.pop()
    if (isSide || isLoop || isLater) this.#branches.leave()
    if (chooses !== undefined) this.#branches.chosen()
    if (PlPgSqlFlow.raises(whole)) this.#branches.end()
    else this.#after(field, parent[field])
  }

  /** One of these at most runs. */
  oneOf<A>(all: ReadonlyArray<A>, run: (one: A) => void): void {
    this.#branches.choose(false)
    for (const each of all) {
      this.#branches.enterSide()
      run(each)
      this.#branches.leave()
    }
    this.#branches.chosen()
  }

  #after(field: string, statement: unknown): void {
    if (field === "PLpgSQL_stmt_return") this.#exit(statement, 0)
    else if (field === "PLpgSQL_stmt_exit") {
      this.#exit(statement, Tree.text(statement, "label") === "" ? this.#loops.at(-1) : 0)
    }
  }

  #exit(statement: unknown, from: number | undefined): void {
    this.#branches.exit(from)
    if (Tree.at(statement, "cond") === undefined) this.#branches.end()
  }
}
