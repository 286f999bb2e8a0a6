import { Advances, type Repeated } from "./Advances.ts"
import { always, atTimes, type Branch } from "./body/Branch.ts"
import type { Catalogue } from "./evaluation/Catalogue.ts"
import * as Evaluation from "./evaluation/Evaluation.ts"
import * as Functions from "./evaluation/Functions.ts"
import * as Insertion from "./evaluation/Insertion.ts"
import type { Part } from "./evaluation/Part.ts"
import * as Rows from "./evaluation/Rows.ts"
import type { Columns } from "./evaluation/TableDefinition.ts"
import type { Call } from "./Routine.ts"
import type { Broken } from "./rules/Broken.ts"
import * as FunctionRules from "./rules/FunctionRules.ts"
import * as NodeFields from "./rules/NodeFields.ts"
import { rules } from "./rules/Rule.ts"
import * as Sequence from "./rules/Sequence.ts"
import type { SearchPath } from "./rules/Setting.ts"
import type { SessionNeed } from "./rules/StatementFacts.ts"
import * as StatementRules from "./rules/StatementRules.ts"
import type * as Grammar from "./sql/Grammar.ts"
import { firstToken } from "./sql/Lexer.ts"
import * as Tree from "./sql/Tree.ts"

type Ctes = ReadonlyMap<string, Cte>

/** A query of WITH. */
interface Cte {
  readonly query: unknown
  /** What it can name itself. */
  scope: Ctes
  /** Whether it has a row, once that was asked: it may be read from a thousand times. */
  hasRow: boolean | undefined
  /** What it takes from sequences, once it has been read from. */
  read: Repeated | undefined
}

/** Whether a query of WITH that can be named here has a row; one that reads from itself is not known to. */
const rowsOf =
  (ctes: Ctes): Rows.Named =>
  (name) => {
    const cte = ctes.get(name)
    if (cte === undefined) return false
    if (cte.hasRow === undefined) {
      cte.hasRow = false
      cte.hasRow = Rows.givesRow(cte.query, rowsOf(cte.scope))
    }
    return cte.hasRow
  }

/** Walks the whole tree of a statement, in the order in which it is evaluated. */
export class StatementWalk {
  readonly needs: Array<SessionNeed> = []
  readonly calls: Array<Call> = []
  readonly disconnects: Array<string> = []
  readonly advances = new Advances()
  readonly sets: Array<string> = []
  searchPath: SearchPath | undefined
  readonly #statement: Grammar.Statement
  readonly #first: number
  readonly #needsOf: (query: string) => ReadonlyArray<SessionNeed>
  readonly #catalogue: Catalogue
  #branch: Branch
  /** The queries of WITH that can be named here. */
  #ctes: Ctes = new Map()
  /** The queries of the views that were read from. */
  readonly #views = new Set<unknown>()

  /** `needsOf` tells of a query that a function is given as a text, and runs. */
  constructor(
    statement: Grammar.Statement,
    text: string,
    catalogue: Catalogue,
    needsOf: (query: string) => ReadonlyArray<SessionNeed>
  ) {
    this.#statement = statement
    this.#needsOf = needsOf
    this.#catalogue = catalogue
    this.#first = firstToken(text, statement.start)
    this.#branch = Evaluation.evaluates(statement.kind) ? always : atTimes(always)
  }

  find({ at, rule, ...more }: Broken): void {
    this.needs.push({ rule, position: this.#position(at), ...more })
  }

  #position(at: number | undefined): number {
    return at === undefined ? this.#first : this.#statement.character(at)
  }

  #within(branch: Branch, read: () => void): void {
    const before = this.#branch
    this.#branch = branch
    read()
    this.#branch = before
  }

  kind(kind: string, node: Tree.Node): void {
    const broken = StatementRules.ruleOf(kind, node)
    if (broken !== undefined) this.find(broken)
    if (kind === "FuncCall") return this.call(node)
    if (kind === "RangeVar") this.#named(node)
    if (kind === "DropStmt") return // names alone
    if (kind === "ExplainStmt" && !Evaluation.analyzes(node)) this.#explained(node)
    else if (kind === "DefElem" && Tree.text(node, "defname") === "set") return // for the function's time alone
    else this.fields(kind, node)
    if (kind === "CreateStmt" || kind === "ViewStmt") this.#defined()
  }

  /** What a default or a view calls runs later; only then is currval asked. */
  #defined(): void {
    const run = this.needs.filter(({ rule }) => rule !== rules.currval)
    this.needs.splice(0, this.needs.length, ...run)
  }

  /** What is only explained does not run, but a prepared statement has to be there. */
  #explained(node: Tree.Node): void {
    const execute = Tree.at(node, "query", "ExecuteStmt")
    if (Tree.isNode(execute)) this.kind("ExecuteStmt", execute)
  }

  call(node: Tree.Node): void {
    const rule = FunctionRules.ruleOf(node)
    const sequence = FunctionRules.sequenceAsked(node)
    const setting = FunctionRules.settingOf(node)
    if (setting !== undefined && this.#branch.length === 0) this.sets.push(setting)
    // In the very statement, too, what stands before has been evaluated before.
    if (
      rule !== undefined &&
      !(rule.inside === "after nextval" && this.advances.answers(sequence, this.#branch))
    ) {
      const object = FunctionRules.remoteName(node) ?? setting
      const more = { ...(object !== undefined && { object }), ...(sequence !== undefined && { sequence }) }
      this.find({ rule, at: Tree.location(node), ...more })
    }
    this.fields("FuncCall", node)
    const advance = Sequence.ofCall(node)
    if (advance !== undefined) this.advances.add(advance, this.#branch)
    const disconnected = FunctionRules.disconnects(node)
    if (disconnected !== undefined) this.disconnects.push(disconnected)
    this.calls.push({ name: FunctionRules.nameOf(node), position: this.#position(Tree.location(node)) })
    this.searchPath = FunctionRules.searchPath(node) ?? this.searchPath
    for (const { rule } of FunctionRules.queriesIn(node).flatMap(this.#needsOf))
      this.find({ rule, at: Tree.location(node) })
  }

  fields(kind: string, node: Tree.Node): void {
    const parts = Evaluation.partsOf(kind, node, this.#columnsOf(node))
    if (parts !== undefined) return this.#planned(kind, node, parts)
    const name = NodeFields.nameJudgedWith(kind)
    for (const key in node) if (key !== name) this.value(node[key], key)
    this.#write(kind, node)
  }

  /** Each part in the branch that it is in; ON CONFLICT and RETURNING behind the row that is written. */
  #planned(kind: string, node: Tree.Node, parts: ReadonlyArray<Part>): void {
    const outer = this.#ctes
    const ctes = this.#with(node["withClause"])
    const hasRow = Rows.evaluatesRows(kind, node, rowsOf(this.#ctes))
    const row = hasRow ? this.#branch : atTimes(this.#branch)
    this.advances.inTurn(parts, ({ key, value, when }) => {
      if (value === undefined) return
      if (when === "always") this.value(value, key)
      else this.#within(when === "each row" ? row : atTimes(row), () => this.value(value, key))
    })
    this.#within(row, () => {
      this.#write(kind, node)
      this.#within(atTimes(row), () => this.#part("OnConflictClause", node["onConflictClause"]))
      this.value(node["returningClause"], "")
    })
    for (const cte of ctes) this.#finish(cte)
    this.#ctes = outer
  }

  #part(kind: string, node: unknown): void {
    if (Tree.isNode(node)) this.fields(kind, node)
  }

  /** The columns of the table that is written, if the script has made it. */
  #columnsOf(node: Tree.Node): Columns | undefined {
    return "relation" in node ? this.#catalogue.columnsOf(node["relation"]) : undefined
  }

  /** What a row takes from sequences by the defaults of its table. */
  #write(kind: string, node: Tree.Node): void {
    const written = Sequence.ofWrite(kind, node)
    const columns = this.#columnsOf(node)
    const parts = columns === undefined ? [] : Insertion.defaults(node, columns)
    if (kind === "CopyStmt" && written !== undefined) for (const { value } of parts) this.value(value, "")
    const isKnown = columns !== undefined && !parts.some(({ value }) => Functions.mayBeNone(value))
    if (written !== undefined && !isKnown) this.advances.add(written, this.#branch)
  }

  #with(clause: unknown): ReadonlyArray<Cte> {
    const own = Tree.list(clause, "ctes").map((each): readonly [string, Cte] => {
      const query = Tree.at(each, "CommonTableExpr", "ctequery")
      return [
        Tree.text(each, "CommonTableExpr", "ctename"),
        { query, scope: this.#ctes, hasRow: undefined, read: undefined }
      ]
    })
    if (own.length > 0) this.#ctes = new Map([...this.#ctes, ...own])
    for (const [, cte] of own) cte.scope = this.#ctes
    return own.map(([, cte]) => cte)
  }

  /** A query of WITH is evaluated where it is first read from. */
  #named(range: Tree.Node): void {
    const cte =
      Tree.text(range, "schemaname") === "" ? this.#ctes.get(Tree.text(range, "relname")) : undefined
    if (cte === undefined) return this.#view(this.#catalogue.queryOf(range))
    if (cte.read !== undefined) return
    cte.read = { from: this.advances.length, to: this.advances.length, place: this.#branch }
    this.value(cte.query, "")
    cte.read.to = this.advances.length
  }

  /** Once, as views may be made of views many times over. */
  #view(query: unknown): void {
    if (query === undefined || this.#views.has(query)) return
    this.#views.add(query)
    const outer = this.#ctes
    this.#ctes = new Map()
    this.value(query, "")
    this.#ctes = outer
  }

  /** What is not read from is not evaluated, but writes all the same; and what is read from in part, whole. */
  #finish({ query, read }: Cte): void {
    const writes = Tree.at(query, "SelectStmt") === undefined
    if (read === undefined)
      this.#within(writes ? this.#branch : atTimes(this.#branch), () => this.value(query, ""))
    else if (writes) this.advances.repeat(read, this.#branch)
  }

  value(value: unknown, key: string): void {
    if (Array.isArray(value)) {
      if (Tree.isInTemporary(value)) this.find({ rule: rules.temporarySchema })
      for (const element of value) this.value(element, "")
      return
    }
    if (!Tree.isNode(value)) return
    if (key === "funccall") return this.call(value)
    const plain = NodeFields.plainKind(key, value)
    const broken = StatementRules.ruleOf(plain, value)
    if (broken !== undefined) this.find(broken)
    const [name, ...more] = Object.keys(value)
    const inner = name !== undefined && more.length === 0 && /^[A-Z]/.test(name) ? value[name] : undefined
    if (name !== undefined && Tree.isNode(inner)) this.kind(name, inner)
    else this.fields(plain, value)
  }
}
