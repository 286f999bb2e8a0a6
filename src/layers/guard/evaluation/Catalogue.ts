import * as Tree from "../sql/Tree.ts"
import * as TableDefinition from "./TableDefinition.ts"

type Columns = TableDefinition.Columns

/** A schema is as it is written; without one public is meant. */
interface Table {
  readonly schema: string
  readonly columns: Columns
  /** What a view stands for. */
  readonly query: unknown
}

/** What a statement makes of a table, undefined where its columns are not known; of all of them where it has no name. */
export interface Change {
  readonly name: string
  readonly schema: string
  readonly makes: boolean
  readonly columns: (before: Columns) => Columns | undefined
  readonly query?: unknown
}

const temporary = "pg_temp"

const schemaOf = (relation: unknown): string =>
  Tree.text(relation, "relpersistence") === "t" ? temporary : Tree.text(relation, "schemaname")

const change = (relation: unknown, columns: Change["columns"], makes = false): Change => ({
  name: Tree.text(relation, "relname"),
  schema: schemaOf(relation),
  makes,
  columns
})

const forget = (relation: unknown, makes = false): Change => change(relation, () => undefined, makes)
const forgetAll: Change = forget(undefined)

/** A table whose sequence is not called after its column: pg_get_serial_sequence answers what nobody sees here. */
const owning = (statement: Tree.Node): ReadonlyArray<Change> => {
  const option = Tree.list(statement, "options").find(
    (each) => Tree.text(each, "DefElem", "defname") === "owned_by"
  )
  const names = Tree.names(option, "DefElem", "arg", "List", "items").toReversed()
  const [column = "", relname = "", schemaname = ""] = names
  const name = Tree.text(statement, "sequence", "relname")
  const isOther = relname !== "" && name !== TableDefinition.sequenceOf(relname, column)
  return isOther ? [forget({ relname, schemaname })] : []
}

/** What else goes with something is not looked for. */
const dropped = (statement: Tree.Node): ReadonlyArray<Change> => {
  if (!/_(?:TABLE|VIEW)$/.test(Tree.text(statement, "removeType")))
    return Tree.text(statement, "behavior") === "DROP_CASCADE" ? [forgetAll] : []
  return Tree.list(statement, "objects").map((object) => {
    const [relname = "", schemaname = ""] = Tree.names(object, "List", "items").toReversed()
    return forget({ relname, schemaname })
  })
}

type Judge = (statement: Tree.Node) => ReadonlyArray<Change>

/** Renamed, moved, or with triggers and rules, which make of a row what nobody sees here; a sequence may be any default's. */
const forgotten: Judge = ({ objectType, relation, renameType }) =>
  [objectType, renameType].includes("OBJECT_SEQUENCE") ? [forgetAll] : [forget(relation)]

const kinds: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["CreateStmt", (node) => [change(node["relation"], () => TableDefinition.created(node), true)]],
  ["CreateTableAsStmt", ({ into }) => [forget(Tree.at(into, "rel"), true)]],
  ["ViewStmt", ({ query, view }) => [{ ...change(view, () => [], true), query: Tree.placeless(query) }]],
  ["AlterTableStmt", (node) => [change(node["relation"], (before) => TableDefinition.altered(before, node))]],
  ["DropStmt", dropped],
  ["CreateSeqStmt", owning],
  ["AlterSeqStmt", owning],
  ["RenameStmt", forgotten],
  ["AlterObjectSchemaStmt", forgotten],
  ["CreateTrigStmt", forgotten],
  ["RuleStmt", forgotten]
])

/** What a statement makes of the tables that are there. */
export const changes = (kind: string, statement: Tree.Node): ReadonlyArray<Change> =>
  kinds.get(kind)?.(statement) ?? []

const withoutPublic = (schema: string): string => (schema === "public" ? "" : schema)

const isMeant = (table: Table, schema: string): boolean =>
  table.schema === temporary
    ? schema === temporary || schema === ""
    : withoutPublic(table.schema) === withoutPublic(schema)

/** The tables and views that a script has made itself, as far as they are known. */
export class Catalogue {
  /** Undefined for one that is known no longer. */
  readonly #tables = new Map<string, Table | undefined>()
  /** What this transaction has changed. */
  readonly #changed = new Set<string>()
  #before: Catalogue | undefined

  /** Begins with what another one knows, which it leaves as it is. */
  constructor(before?: Catalogue) {
    this.#before = before
  }

  /** The columns of a table; undefined where it is not the script's own. */
  columnsOf(relation: unknown): Columns | undefined {
    const table = this.#meant(relation)
    return table?.query === undefined ? table?.columns : undefined
  }

  /** What a view of the script's own stands for. */
  queryOf(relation: unknown): unknown {
    return this.#meant(relation)?.query
  }

  #meant(relation: unknown): Table | undefined {
    const table = this.#find(Tree.text(relation, "relname"))
    return table !== undefined && isMeant(table, schemaOf(relation)) ? table : undefined
  }

  #find(name: string): Table | undefined {
    const before = this.#before
    return this.#tables.has(name) || before === undefined ? this.#tables.get(name) : before.#find(name)
  }

  /** Goes on to a statement, which may not run where that is not sure. */
  follow(changes: ReadonlyArray<Change>, isSure: boolean): void {
    for (const each of changes) {
      if (each.name === "") this.clear()
      else this.#change(each, isSure)
    }
  }

  /** Of two that are called alike in several schemas neither is known. */
  #change({ columns, makes, name, query, schema }: Change, isSure: boolean): void {
    const before = this.#find(name)
    if (before === undefined && !makes) return
    this.#changed.add(name)
    const isOne = before === undefined || isMeant(before, schema) || (makes && schema === temporary)
    const after = isOne && isSure ? columns(before?.columns ?? []) : undefined
    const known = makes ? { schema, query } : before
    this.#tables.set(name, after && known && { ...known, columns: after })
  }

  /** A transaction begins or ends: temporary tables may go with it. */
  settle(): void {
    for (const name of this.#changed) {
      if (this.#find(name)?.schema === temporary) this.#tables.set(name, undefined)
    }
    this.#changed.clear()
  }

  /** What was changed since then may be as it was before. */
  rollback(): void {
    for (const name of this.#changed) this.#tables.set(name, undefined)
  }

  /** Nothing is known any longer. */
  clear(): void {
    this.#tables.clear()
    this.#before = undefined
  }
}
