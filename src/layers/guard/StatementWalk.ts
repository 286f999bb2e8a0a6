import { Advances, type Repeated } from "./Advances.ts"
import { always, atTimes, type Branch } from "./body/Branch.ts"
import type { Catalogue } from "./evaluation/Catalogue.ts"
import * as Evaluation from "./evaluation/Evaluation.ts"
import * as Functions from "./evaluation/Functions.ts"
import * as Insertion from "./evaluation/Insertion.ts"
import { NamedQueries, type NamedQuery } from "./evaluation/NamedQueries.ts"
import type { Part } from "./evaluation/Part.ts"
import * as Rows from "./evaluation/Rows.ts"
import * as Width from "./evaluation/Width.ts"
import type { Call } from "./Routine.ts"
import * as RoutineChange from "./RoutineChange.ts"
import type { Broken } from "./rules/Broken.ts"
import * as FunctionRules from "./rules/FunctionRules.ts"
import * as LaterQuery from "./rules/LaterQuery.ts"
import * as NodeFields from "./rules/NodeFields.ts"
import { rules } from "./rules/Rule.ts"
import * as Sequence from "./rules/Sequence.ts"
import type { SearchPath } from "./rules/Setting.ts"
import type { SessionNeed } from "./rules/StatementFacts.ts"
import * as StatementRules from "./rules/StatementRules.ts"
import type * as Grammar from "./sql/Grammar.ts"
import { firstToken } from "./sql/Lexer.ts"
import * as Tree from "./sql/Tree.ts"

/** Walks the whole tree of a statement, in the order in which it is evaluated. */
export class StatementWalk {
  readonly needs: Array<SessionNeed> = []
  readonly calls: Array<Call> = []
  readonly disconnects: Array<string> = []
  readonly advances = new Advances()
  readonly sets: Array<string> = []
  /** The prepared statements that it runs in any case. */
  readonly executes: Array<string> = []
  /** Whether it may run triggers. */
  writes = false
  searchPath: SearchPath | undefined
  readonly #statement: Grammar.Statement
  readonly #first: number
  readonly #needsOf: (query: string) => ReadonlyArray<SessionNeed>
  readonly #catalogue: Catalogue
  #branch: Branch
  /** What can be named here. */
  #names: NamedQueries
  /** What the queries of WITH take from sequences that were read from, and of which views that were. */
  readonly #read = new Map<unknown, Repeated>()

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
    this.#names = new NamedQueries(catalogue)
    this.#first = firstToken(text, statement.start)
    this.#branch = Evaluation.evaluates(statement.kind) ? always : atTimes(always)
  }

  find({ at, rule, ...more }: Broken): void {
    this.needs.push({ rule, position: this.#position(at), ...more })
  }

  #position(at: number | undefined): number {
    return at === undefined ? this.#first : this.#statement.character(at)
  }

  #naming(names: NamedQueries, read: () => void): void {
    const before = this.#names
    this.#names = names
    read()
    this.#names = before
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
    if (RoutineChange.writes(kind)) this.writes = true
    if (kind === "FuncCall") return this.call(node)
    if (kind === "RangeVar") this.#named(node)
    if (kind === "ExecuteStmt" && this.#branch.length === 0) this.executes.push(...LaterQuery.run(kind, node))
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
    if (Tree.isNode(execute)) this.#within(atTimes(this.#branch), () => this.kind("ExecuteStmt", execute))
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
    const { names, own } = this.#names.with(node["withClause"])
    this.#naming(names, () => {
      const parts = Evaluation.partsOf(kind, node, this.#targetOf(node))
      if (parts !== undefined) this.#parts(kind, node, parts)
      else this.#whole(kind, node)
      for (const each of own) this.#finish(each)
    })
  }

  #whole(kind: string, node: Tree.Node): void {
    const name = NodeFields.nameJudgedWith(kind)
    for (const key in node) if (key !== name) this.value(node[key], key)
    this.#write(kind, node)
  }

  /** Each part in the branch that it is in; ON CONFLICT and RETURNING behind the row that is written. */
  #parts(kind: string, node: Tree.Node, parts: ReadonlyArray<Part>): void {
    const hasRow = Rows.evaluatesRows(kind, node, this.#names)
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
  }

  #part(kind: string, node: unknown): void {
    if (Tree.isNode(node)) this.fields(kind, node)
  }

  /** The table that is written, if the script has made it. */
  #targetOf(node: Tree.Node): Insertion.Target | undefined {
    const columns = "relation" in node ? this.#catalogue.columnsOf(node["relation"]) : undefined
    return columns && { columns, width: Width.of(node["selectStmt"], this.#names) }
  }

  /** What a row takes from sequences by the defaults of its table. */
  #write(kind: string, node: Tree.Node): void {
    const written = Sequence.ofWrite(kind, node)
    const target = this.#targetOf(node)
    const parts = target === undefined ? [] : Insertion.defaults(node, target)
    if (kind === "CopyStmt" && written !== undefined) for (const { value } of parts) this.value(value, "")
    const isKnown = target !== undefined && !parts.some(({ value }) => Functions.mayBeNone(value))
    if (written !== undefined && !isKnown) this.advances.add(written, this.#branch)
  }

  /** A query of WITH is evaluated where it is first read from; a view's each time, but views may be made of views many times over. */
  #named(range: Tree.Node): void {
    const named = this.#names.ofWith(range) ?? this.#names.ofView(range)
    if (named === undefined || this.#read.has(named.query)) return
    const read = { from: this.advances.length, to: this.advances.length, place: this.#branch }
    this.#read.set(named.query, read)
    this.#naming(named.names, () => this.value(named.query, ""))
    read.to = this.advances.length
  }

  /** What is not read from is not evaluated, but writes all the same; and what is read from in part, whole. */
  #finish({ query }: NamedQuery): void {
    const writes = Tree.at(query, "SelectStmt") === undefined
    const read = this.#read.get(query)
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
