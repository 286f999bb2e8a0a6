import { always, Branches } from "./Branch.ts"
import { DynamicSql } from "./DynamicSql.ts"
import * as LooseBody from "./LooseBody.ts"
import * as Setting from "./rules/Setting.ts"
import * as Grammar from "./sql/Grammar.ts"
import * as Tree from "./sql/Tree.ts"

type Piece = LooseBody.Piece

/** The option of a statement by its name, such as its language. */
const option = (options: ReadonlyArray<unknown>, name: string): unknown =>
  Tree.at(
    options.find((each) => Tree.text(each, "DefElem", "defname") === name),
    "DefElem"
  )

const prefix = "SELECT "

/** Reads the pieces of one PL/pgSQL body, in the order in which they stand. */
class PlPgSql {
  readonly pieces: Array<Piece> = []
  readonly unread: Array<number> = []
  readonly #text: string
  /** Where the lines of the body begin. */
  readonly #lines: ReadonlyArray<number>
  /** Where what is read begins: its line. */
  #at: number
  readonly #branches = new Branches()
  /** At which level of branches the loops are that this is in. */
  readonly #loops: Array<number> = []
  readonly #dynamicSql = new DynamicSql()
  #committed = false

  constructor(text: string, start: number) {
    this.#text = text
    const ends = text.slice(start).matchAll(/\n/g)
    this.#lines = [start, ...[...ends].map(({ index }) => start + index + 1)]
    this.#at = start
  }

  /** Where a piece stands; expressions are verbatim. */
  #place(query: string): number {
    const found = this.#text.indexOf(query, this.#at)
    return found === -1 ? this.#at : found
  }

  #push(text: string, position: Piece["position"]): void {
    this.pieces.push({ text, position, branch: this.#branches.now })
  }

  #expression(query: string): void {
    if (!query.includes("(")) return // calls nothing
    const start = this.#place(query)
    const position = (index: number) => start + Math.max(0, index - prefix.length)
    this.#push(`${prefix}${query}`, position)
  }

  #dynamic(query: string): void {
    const start = this.#place(query)
    this.#expression(query)
    const { isWhole, texts } = this.#dynamicSql.writtenBy(query)
    if (!isWhole) this.unread.push(start)
    if (texts.length === 1 && isWhole) return this.#push(texts[0] ?? "", () => start)
    this.#branches.choose(false)
    for (const text of texts) {
      this.#branches.enterSide()
      this.#push(text, () => start)
      this.#branches.leave()
    }
    this.#branches.chosen()
  }

  #statement(query: string, rewritten: boolean): void {
    const start = rewritten ? this.#place(query.slice(prefix.length)) - prefix.length : this.#place(query)
    this.#push(query, (index) => Math.max(0, start + index))
  }

  read(value: unknown, key: string): void {
    if (Array.isArray(value)) {
      for (const element of value) this.read(element, key)
      return
    }
    if (!Tree.isNode(value)) return
    const expression = Tree.at(value, "PLpgSQL_expr")
    if (expression === undefined) return this.#fields(value, key)
    const query = Tree.text(expression, "query")
    const mode = Tree.at(expression, "parseMode")
    if (mode === 0) this.#statement(query, key === "PLpgSQL_stmt_perform.expr")
    else if (dynamic.has(key)) this.#dynamic(query)
    else this.#expression(mode === 2 ? query : query.replace(/^[^=]*?:?=/, ""))
  }

  #fields(node: Tree.Node, key: string): void {
    const before = this.#at
    const line = Tree.at(node, "lineno")
    if (typeof line === "number") this.#at = this.#lines[line - 1] ?? before
    for (const field in node) this.#field(node, field, fieldName(key, field))
    this.#at = before
  }

  #field(parent: Tree.Node, field: string, name: string): void {
    const value = parent[field]
    const isSide = side.test(name) || (name === "PLpgSQL_stmt_block.body" && "exceptions" in parent)
    const isLoop = loop.test(name)
    const runsOnce = name === "PLpgSQL_stmt_loop.body"
    const chooses = choices[field]?.(value)
    if (chooses !== undefined) this.#branches.choose(chooses)
    if (isSide) this.#branches.enterSide()
    if (isLoop) this.#loops.push(runsOnce ? this.#branches.enterSide() : this.#branches.enter())
    this.read(value, name)
    if (isLoop) this.#loops.pop()
    if (isSide || isLoop) this.#branches.leave()
    if (chooses !== undefined) this.#branches.chosen()
    this.#after(field, value)
  }

  #after(field: string, value: unknown): void {
    if (field === "PLpgSQL_var") this.#initial(value)
    else if (field === "PLpgSQL_stmt_assign")
      this.#assigned(Tree.text(value, "expr", "PLpgSQL_expr", "query"))
    else if (field === "PLpgSQL_stmt_return") this.#exit(value, 0)
    else if (field === "PLpgSQL_stmt_exit") {
      this.#exit(value, Tree.text(value, "label") === "" ? this.#loops.at(-1) : 0)
    } else if (field === "PLpgSQL_stmt_raise") {
      if (Tree.at(value, "elog_level") === error) this.#branches.end()
    } else if (field === "PLpgSQL_stmt_commit") this.#commit()
    else if (field === "PLpgSQL_stmt_rollback") this.#rollback()
  }

  #exit(statement: unknown, from: number | undefined): void {
    this.#branches.exit(from)
    if (Tree.at(statement, "cond") === undefined) this.#branches.end()
  }

  #initial(variable: unknown): void {
    const value = Tree.text(variable, "default_val", "PLpgSQL_expr", "query")
    if (value !== "") this.#dynamicSql.give(Tree.text(variable, "refname"), value, this.#branches.now)
  }

  #assigned(assignment: string): void {
    const [, quoted, plain = "", value = ""] =
      /^\s*(?:\w+\s*\.\s*)?(?:"([^"]+)"|(\w+))\s*:?=([^]*)$/.exec(assignment) ?? []
    if (value !== "") this.#dynamicSql.give(quoted ?? plain.toLowerCase(), value, this.#branches.now)
  }

  /** Ends no transaction of ours: what is dropped behind it does not stay either. But no ROLLBACK takes it back. */
  #commit(): void {
    this.#committed = true
    this.#push(`SAVEPOINT ${committed}`, () => 0)
  }

  #rollback(): void {
    if (this.#branches.now.length > 0) return
    this.#push(this.#committed ? `ROLLBACK TO ${committed}` : "ROLLBACK AND CHAIN", () => 0)
  }
}

/** Stands for the last COMMIT of a body. */
const committed = "aquifer_committed"

const loop = /^PLpgSQL_stmt_(?!block)\w+\.body$/

/** One side of a condition; of a block that catches exceptions, either. */
const side = /^PLpgSQL_(?:if_elsif|case_when|exception|stmt_if\.(?:then|else)_body|stmt_case\.else_stmts)$/

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

const fieldName = (parent: string, field: string): string =>
  parent.startsWith("PLpgSQL_stmt_") && !parent.includes(".") ? `${parent}.${field}` : field

/** Where a body holds an expression whose value is run as a statement. */
const dynamic: ReadonlySet<string> = new Set([
  "PLpgSQL_stmt_dynexecute.query",
  "PLpgSQL_stmt_dynfors.query",
  "PLpgSQL_stmt_return_query.dynquery",
  "PLpgSQL_stmt_open.dynquery"
])

/** The SQL in a body, and whether it was read as a whole. */
export interface Body extends LooseBody.Found {
  readonly isRead: boolean
}

const loose = (body: string, start: number): Body => ({
  ...LooseBody.statements(body, start),
  isRead: false
})

const inSql = (body: string, start: number): Body =>
  Grammar.parse(body) === "not SQL"
    ? loose(body, start)
    : {
        pieces: [{ text: body, position: (index) => start + index, branch: always }],
        unread: [],
        isRead: true
      }

const inPlPgSql = (statement: Grammar.Statement, body: string, text: string, start: number): Body => {
  const tree = Grammar.parseBody(text.slice(statement.start, statement.end))
  if (tree === undefined) return loose(body, start)
  const reader = new PlPgSql(text, start)
  reader.read(tree, "")
  return { pieces: reader.pieces, unread: reader.unread, isRead: true }
}

/** Whether pg_temp comes first in the path that a function sets for its own time; undefined when it sets none. */
export const makesInTemporary = ({ node }: Grammar.Statement): boolean | undefined =>
  Tree.list(node, "options")
    .map((each) => Tree.at(each, "DefElem", "arg", "VariableSetStmt"))
    .map((set) => (Tree.isNode(set) ? Setting.makesInTemporary("VariableSetStmt", set) : undefined))
    .find((found) => found !== undefined)

const nothing: Body = { pieces: [], unread: [], isRead: true }

/** The body of a function, procedure or DO block; those in other languages are not looked into. */
export const of = (statement: Grammar.Statement, text: string): Body => {
  const { character, kind, node } = statement
  if (kind !== "DoStmt" && kind !== "CreateFunctionStmt") return nothing
  const options = Tree.list(node, kind === "DoStmt" ? "args" : "options")
  const as = option(options, "as")
  const source = Tree.at(as, "arg", "String") ?? Tree.at(Tree.list(as, "arg", "List", "items")[0], "String")
  const body = Tree.text(source, "sval")
  if (body === "") return nothing
  const named = Tree.text(option(options, "language"), "arg", "String", "sval").toLowerCase()
  const language = named === "" && kind === "DoStmt" ? "plpgsql" : named
  const from = character(Tree.location(as) ?? 0)
  const start = Math.max(from, text.indexOf(body, from))
  if (language === "sql") return inSql(body, start)
  return language === "plpgsql" ? inPlPgSql(statement, body, text, start) : nothing
}
