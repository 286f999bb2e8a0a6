import { always, Branches } from "./Branch.ts"
import { DynamicSql } from "./DynamicSql.ts"
import * as LooseBody from "./LooseBody.ts"
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
  readonly #text: string
  #at: number
  readonly #branches = new Branches()
  /** At which depth of branches the loops are that this is in. */
  readonly #loops: Array<number> = []
  readonly #dynamicSql = new DynamicSql()
  #committed = false

  constructor(text: string, start: number) {
    this.#text = text
    this.#at = start
  }

  /** Where a piece stands; expressions are verbatim, and stand one behind the other. */
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
    this.#expression(query)
    const start = this.#place(query)
    const written = this.#dynamicSql.writtenBy(query)
    for (const text of written) {
      if (written.length > 1) this.#branches.enter()
      this.#push(text, () => start)
      if (written.length > 1) this.#branches.leave()
    }
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
    if (expression === undefined) {
      for (const field in value) this.#field(value, field, fieldName(key, field))
      return
    }
    const query = Tree.text(expression, "query")
    const mode = Tree.at(expression, "parseMode")
    if (mode === 0) this.#statement(query, key === "PLpgSQL_stmt_perform.expr")
    else if (dynamic.has(key)) this.#dynamic(query)
    else this.#expression(mode === 2 ? query : query.replace(/^[^=]*?:?=/, ""))
  }

  #field(parent: Tree.Node, field: string, name: string): void {
    const value = parent[field]
    const isBranch = name === "PLpgSQL_stmt_block.body" ? "exceptions" in parent : branch.test(name)
    if (isBranch) this.#branches.enter()
    if (loop.test(name)) this.#loops.push(this.#branches.depth - 1)
    this.read(value, name)
    if (loop.test(name)) this.#loops.pop()
    if (isBranch) this.#branches.leave()
    this.#after(field, value)
  }

  #after(field: string, value: unknown): void {
    if (field === "PLpgSQL_var") this.#initial(value)
    else if (field === "PLpgSQL_stmt_assign")
      this.#assigned(Tree.text(value, "expr", "PLpgSQL_expr", "query"))
    else if (field === "PLpgSQL_stmt_return") this.#branches.exit()
    else if (field === "PLpgSQL_stmt_exit") {
      this.#branches.exit(Tree.text(value, "label") === "" ? this.#loops.at(-1) : 0)
    } else if (field === "PLpgSQL_stmt_commit") this.#commit()
    else if (field === "PLpgSQL_stmt_rollback") this.#rollback()
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

/** What may not run; of a block that catches exceptions, either. */
const branch =
  /^PLpgSQL_(?:if_elsif|case_when|exception|stmt_if\.(?:then|else)_body|stmt_case\.else_stmts|stmt_(?!block)\w+\.body)$/

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
export interface Body {
  readonly pieces: ReadonlyArray<Piece>
  readonly isRead: boolean
}

const loose = (body: string, start: number): Body => ({
  pieces: LooseBody.statements(body, start),
  isRead: false
})

const inSql = (body: string, start: number): Body =>
  Grammar.parse(body) === "not SQL"
    ? loose(body, start)
    : { pieces: [{ text: body, position: (index) => start + index, branch: always }], isRead: true }

const inPlPgSql = (
  statement: Grammar.Statement,
  body: string,
  text: string,
  from: number,
  start: number
): Body => {
  const tree = Grammar.parseBody(text.slice(statement.start, statement.end))
  if (tree === undefined) return loose(body, start)
  const reader = new PlPgSql(text, from)
  reader.read(tree, "")
  return { pieces: reader.pieces, isRead: true }
}

const nothing: Body = { pieces: [], isRead: true }

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
  return language === "plpgsql" ? inPlPgSql(statement, body, text, from, start) : nothing
}
