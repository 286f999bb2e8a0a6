import * as Tree from "../sql/Tree.ts"
import { DynamicSql } from "./DynamicSql.ts"
import type { Found, Piece, Unread } from "./LooseBody.ts"
import { type Field, PlPgSqlFlow } from "./PlPgSqlFlow.ts"

const prefix = "SELECT "

/** Reads the pieces of one PL/pgSQL body, in the order in which they stand. */
class Reader {
  readonly pieces: Array<Piece> = []
  readonly unread: Array<Unread> = []
  readonly #text: string
  /** Where the lines of the body begin. */
  readonly #lines: ReadonlyArray<number>
  /** Where what is read begins: its line. */
  #at: number
  readonly #flow = new PlPgSqlFlow()
  readonly #dynamicSql = new DynamicSql()
  #committed = false
  /** How many blocks there were that catch exceptions, and those in whose bodies this is. */
  #catching = 0
  readonly #blocks: Array<string> = []

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
    this.pieces.push({ text, position, branch: this.#flow.now })
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
    if (!isWhole) this.unread.push({ position: start })
    if (texts.length === 1 && isWhole) return this.#push(texts[0] ?? "", () => start)
    this.#flow.oneOf(texts, (text) => this.#push(text, () => start))
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
    for (const field in node) this.#field({ parent: node, field, name: fieldName(key, field) })
    this.#at = before
  }

  #field(field: Field): void {
    const value = field.parent[field.field]
    const catches = PlPgSqlFlow.catches(field)
    if (catches) this.#control("SAVEPOINT", this.#enterBlock())
    this.#flow.within(field, () => this.read(value, field.name))
    if (catches) this.#control("RELEASE", this.#blocks.pop())
    if (PlPgSqlFlow.raises(field)) this.#control("ROLLBACK TO", this.#blocks.at(-1))
    else if (field.field === "PLpgSQL_var") this.#initial(value)
    else if (field.field === "PLpgSQL_stmt_assign") {
      this.#dynamicSql.assign(Tree.text(value, "expr", "PLpgSQL_expr", "query"), this.#flow.now)
    } else if (field.field === "PLpgSQL_stmt_commit") this.#commit()
    else if (field.field === "PLpgSQL_stmt_rollback") this.#rollback()
  }

  #initial(variable: unknown): void {
    const value = Tree.text(variable, "default_val", "PLpgSQL_expr", "query")
    if (value !== "") this.#dynamicSql.give(Tree.text(variable, "refname"), value, this.#flow.now)
  }

  #enterBlock(): string {
    const name = `aquifer_block_${this.#catching++}`
    this.#blocks.push(name)
    return name
  }

  /** What the body of such a block has done is undone by an exception. */
  #control(what: "SAVEPOINT" | "ROLLBACK TO" | "RELEASE", block: string | undefined): void {
    if (block !== undefined) this.#push(`${what} ${block}`, () => 0)
  }

  /** Ends no transaction of ours: what is dropped behind it does not stay either. But no ROLLBACK takes it back. */
  #commit(): void {
    this.#committed = true
    this.#push(`SAVEPOINT ${committed}`, () => 0)
  }

  #rollback(): void {
    if (this.#flow.now.length > 0) return
    this.#push(this.#committed ? `ROLLBACK TO ${committed}` : "ROLLBACK AND CHAIN", () => 0)
  }
}

/** Stands for the last COMMIT of a body. */
const committed = "aquifer_committed"

const fieldName = (parent: string, field: string): string =>
  parent.startsWith("PLpgSQL_stmt_") && !parent.includes(".") ? `${parent}.${field}` : field

/** Where a body holds an expression whose value is run as a statement. */
const dynamic: ReadonlySet<string> = new Set([
  "PLpgSQL_stmt_dynexecute.query",
  "PLpgSQL_stmt_dynfors.query",
  "PLpgSQL_stmt_return_query.dynquery",
  "PLpgSQL_stmt_open.dynquery"
])

/** What is in the body whose tree this is, and which begins at `start` in the text. */
export const read = (tree: unknown, text: string, start: number): Found => {
  const reader = new Reader(text, start)
  reader.read(tree, "")
  return { pieces: reader.pieces, unread: reader.unread }
}
