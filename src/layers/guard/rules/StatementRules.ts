import * as Tree from "../sql/Tree.ts"
import * as Dependency from "./Dependency.ts"
import * as ObjectName from "./ObjectName.ts"
import { type Rule, rules } from "./Rule.ts"
import * as Setting from "./Setting.ts"
import type { SessionNeed, StatementFacts } from "./StatementFacts.ts"

/**
 * A rule that a statement breaks by what it is; `object` is what can be dropped, deallocated or closed, and `uses` what
 * it is dropped with.
 */
export interface Broken {
  readonly rule: Rule
  readonly at?: number | undefined
  readonly object?: string
  readonly uses?: ReadonlyArray<string>
  readonly only?: SessionNeed["only"] & string
}

type Judge = (statement: Tree.Node) => Broken | undefined

const broken = (
  rule: Rule | undefined,
  node?: unknown,
  object?: string,
  uses: ReadonlyArray<string> = []
): Broken | undefined =>
  rule && { rule, at: Tree.location(node), ...(object !== undefined && { object, uses }) }

const variableSet: Judge = (statement) => {
  const kind = Tree.text(statement, "kind")
  const name = Tree.text(statement, "name")
  const local = Tree.at(statement, "is_local") === true
  switch (kind) {
    case "VAR_SET_MULTI":
      return broken(name === "SESSION CHARACTERISTICS" ? rules.characteristics : undefined)
    case "VAR_RESET_ALL":
      return broken(rules.reset)
    case "VAR_RESET":
    case "VAR_SET_DEFAULT": {
      const reset = broken(
        Setting.ruleOf(kind === "VAR_RESET" ? "reset" : "setDefault", name, local),
        undefined,
        Setting.objectOf(name)
      )
      return reset && { ...reset, only: "not set before" }
    }
    default:
      return broken(Setting.ruleOf("set", name, local), undefined, Setting.objectOf(name))
  }
}

const isTemporary = (relation: unknown): boolean =>
  Tree.text(relation, "relpersistence") === "t" || Tree.isTemporarySchema(Tree.text(relation, "schemaname"))

/** A relation that outlives its transaction if it is temporary, by its word or by its schema. */
const made = (rule: Rule, relation: unknown, uses: ReadonlyArray<string>): Broken | undefined => {
  const found = broken(rule, relation, Tree.text(relation, "relname"), uses)
  if (found === undefined || isTemporary(relation)) return found
  return Tree.text(relation, "schemaname") === "" ? { ...found, only: "in pg_temp" } : undefined
}

const created =
  (rule: Rule, ...path: ReadonlyArray<string>): Judge =>
  (statement) => {
    const relation = Tree.at(statement, ...path)
    return made(rule, relation, Dependency.usesOf(statement))
  }

const view: Judge = (statement) => {
  const found = made(rules.temporaryObject, Tree.at(statement, "view"), Dependency.usesOf(statement))
  return found?.only === undefined || found.uses?.length === 0 ? found : { ...found, only: "over temporary" }
}

/** A sequence of a serial column was made unseen, with its table: it comes to be one of its own. */
const freed: Judge = (statement) => {
  const tables = Dependency.freedFrom(statement) ?? []
  if (tables.length === 0) return undefined
  const sequence = Tree.at(statement, "sequence")
  const found = broken(rules.temporaryObject, sequence, Tree.text(sequence, "relname"), tables)
  return found && { ...found, only: "over temporary" }
}

const composite: Judge = (statement) => {
  const relation = Tree.at(statement, "typevar")
  const found = made(rules.temporaryObject, relation, [])
  return found && { ...found, object: ObjectName.of("OBJECT_TYPE", Tree.text(relation, "relname")) }
}

const madeName = (kind: string, name: string, statement: Tree.Node): string => {
  if (kind === "OBJECT_FUNCTION") return ObjectName.ofRoutine(kind, name, Tree.list(statement, "parameters"))
  if (kind !== "OBJECT_AGGREGATE" || Tree.at(statement, "oldstyle") === true) return ObjectName.of(kind, name)
  return ObjectName.ofRoutine(kind, name, Tree.list(Tree.list(statement, "args")[0], "List", "items"))
}

/** Types, functions and the like are temporary by their schema alone. */
const named =
  (field: string, kind?: string): Judge =>
  (statement) => {
    const [schema, ...rest] = Tree.names(statement, field)
    const name = madeName(kind ?? Tree.text(statement, "kind"), rest.at(-1) ?? schema ?? "", statement)
    const found = broken(rules.temporaryObject, undefined, name)
    if (found === undefined || (rest.length > 0 && Tree.isTemporarySchema(schema))) return found
    return rest.length > 0 ? undefined : { ...found, only: "in pg_temp" }
  }

/** The table that a statement makes, and whether it is told to go at COMMIT. */
const tableMade = (kind: string, statement: Tree.Node): readonly [relation: unknown, passing: boolean] => {
  const clause = Tree.at(statement, "into") ?? Tree.at(statement, "intoClause")
  return kind === "CreateStmt"
    ? [Tree.at(statement, "relation"), Tree.at(statement, "oncommit") === "ONCOMMIT_DROP"]
    : [Tree.at(clause, "rel"), Tree.at(clause, "onCommit") === "ONCOMMIT_DROP"]
}

const table =
  (kind: string): Judge =>
  (statement) => {
    const [relation, goes] = tableMade(kind, statement)
    const uses = kind === "CreateStmt" ? Dependency.usesOf(statement) : [] // a copy goes with nothing
    return goes || relation === undefined ? undefined : made(rules.temporaryTable, relation, uses)
  }

/** What a statement calls a relation otherwise. */
export const renamed = (kind: string, statement: Tree.Node): StatementFacts["renames"] => {
  const from = Tree.maybeTemporary(Tree.at(statement, "relation"))
  const ofRelation = /^OBJECT_(?:TABLE|VIEW|SEQUENCE|FOREIGN_TABLE)$/.test(Tree.text(statement, "renameType"))
  return kind === "RenameStmt" && ofRelation && from !== undefined
    ? [from, Tree.text(statement, "newname")]
    : undefined
}

/** The temporary tables that a statement makes with ON COMMIT DROP. */
export const passing = (kind: string, statement: Tree.Node): ReadonlyArray<string> => {
  if (kind !== "CreateStmt" && kind !== "CreateTableAsStmt" && kind !== "SelectStmt") return []
  const [relation, goes] = tableMade(kind, statement)
  return goes ? [Tree.text(relation, "relname")] : []
}

/** What an extension or a foreign schema brings into pg_temp. */
const brought: Judge = (statement) => {
  const schema = Tree.list(statement, "options").find(
    (option) => Tree.text(option, "DefElem", "defname") === "schema"
  )
  const name = Tree.text(statement, "local_schema") || Tree.text(schema, "DefElem", "arg", "String", "sval")
  return broken(Tree.isTemporarySchema(name) ? rules.temporaryObject : undefined)
}

/** CURSOR_OPT_HOLD */
const hold = 0x20

const declareCursor: Judge = (statement) => {
  const options = Tree.at(statement, "options")
  const held = typeof options === "number" && (options & hold) !== 0
  return held ? broken(rules.heldCursor, undefined, Tree.text(statement, "portalname")) : undefined
}

/** The view of all settings passes what is written to it on to set_config. */
const update: Judge = (statement) =>
  Tree.text(statement, "relation", "relname") === "pg_settings"
    ? broken(rules.set, Tree.at(statement, "relation"))
    : undefined

const reference: Judge = (relation) =>
  Tree.isTemporarySchema(Tree.text(relation, "schemaname"))
    ? broken(rules.temporarySchema, relation)
    : undefined

const type: Judge = (name) =>
  Tree.isTemporarySchema(Tree.names(name, "names")[0]) ? broken(rules.temporarySchema, name) : undefined

/** A name as a text, which is looked up by its cast: `'pg_temp.a'::regclass`. */
const nameCast: Judge = (cast) =>
  (Tree.names(cast, "typeName", "names").at(-1) ?? "").startsWith("reg") &&
  ObjectName.isInTemporary(Tree.constantText(Tree.at(cast, "arg")) ?? "")
    ? broken(rules.temporarySchema, cast)
    : undefined

const drop: Judge = (statement) =>
  ObjectName.dropsInTemporary(statement) ? broken(rules.temporarySchema) : undefined

/** Kinds of statements that need a session, or may; the rest is judged by what it calls. */
const kinds: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["VariableSetStmt", variableSet],
  ["DiscardStmt", () => broken(rules.discard)],
  ["PrepareStmt", (statement) => broken(rules.prepare, undefined, Tree.text(statement, "name"))],
  ["ExecuteStmt", (statement) => broken(rules.execute, undefined, Tree.text(statement, "name"))],
  ["DeallocateStmt", (statement) => broken(rules.deallocate, undefined, Tree.text(statement, "name"))],
  ["DeclareCursorStmt", declareCursor],
  ["FetchStmt", () => broken(rules.cursor)],
  ["ClosePortalStmt", () => broken(rules.cursor)],
  ["ListenStmt", (statement) => broken(rules.listen, undefined, Tree.text(statement, "conditionname"))],
  ["UnlistenStmt", (statement) => broken(rules.unlisten, undefined, Tree.text(statement, "conditionname"))],
  ["LoadStmt", () => broken(rules.load)],
  ["CreateStmt", table("CreateStmt")],
  ["CreateTableAsStmt", table("CreateTableAsStmt")],
  ["SelectStmt", table("SelectStmt")],
  ["CreateForeignTableStmt", created(rules.temporaryTable, "base", "relation")],
  ["ViewStmt", view],
  ["CreateSeqStmt", created(rules.temporaryObject, "sequence")],
  ["AlterSeqStmt", freed],
  ["CompositeTypeStmt", composite],
  ["ImportForeignSchemaStmt", brought],
  ["CreateExtensionStmt", brought],
  ["CreateFunctionStmt", named("funcname", "OBJECT_FUNCTION")],
  ["CreateEnumStmt", named("typeName", "OBJECT_TYPE")],
  ["CreateRangeStmt", named("typeName", "OBJECT_TYPE")],
  ["CreateDomainStmt", named("domainname", "OBJECT_DOMAIN")],
  ["DefineStmt", named("defnames")],
  ["CreateOpClassStmt", named("opclassname", "OBJECT_OPCLASS")],
  ["CreateOpFamilyStmt", named("opfamilyname", "OBJECT_OPFAMILY")],
  ["CreateConversionStmt", named("conversion_name", "OBJECT_CONVERSION")],
  ["CreateStatsStmt", named("defnames", "OBJECT_STATISTIC_EXT")],
  ["UpdateStmt", update],
  ["DropStmt", drop],
  ["RangeVar", reference],
  ["TypeName", type],
  ["TypeCast", nameCast]
])

/** The rule that a node of this kind breaks. */
export const ruleOf = (kind: string, node: Tree.Node): Broken | undefined => kinds.get(kind)?.(node)

/** Fields that hold a name which is judged with its node: what a statement makes, calls or is of a type. */
const judgedNames: ReadonlyMap<string, string> = new Map([
  ["CreateStmt", "relation"],
  ["IntoClause", "rel"],
  ["CreateForeignTableStmt.base", "relation"],
  ["ViewStmt", "view"],
  ["CreateSeqStmt", "sequence"],
  ["CompositeTypeStmt", "typevar"],
  ["CreateFunctionStmt", "funcname"],
  ["CreateEnumStmt", "typeName"],
  ["CreateRangeStmt", "typeName"],
  ["CreateDomainStmt", "domainname"],
  ["DefineStmt", "defnames"],
  ["CreateOpClassStmt", "opclassname"],
  ["CreateOpFamilyStmt", "opfamilyname"],
  ["CreateConversionStmt", "conversion_name"],
  ["CreateStatsStmt", "defnames"],
  ["FuncCall", "funcname"],
  ["TypeName", "names"],
  ["ColumnRef", "fields"]
])

/** The field of a node that holds such a name. */
export const nameJudgedWith = (kind: string): string | undefined => judgedNames.get(kind)

/** The kind of a node that stands in a field without saying its own, as that field holds no other; empty for the rest. */
export const plainKind = (field: string, node: Tree.Node): string => {
  if ("relname" in node) return "RangeVar"
  if (field === "base") return "CreateForeignTableStmt.base"
  if (field === "into" || field === "intoClause") return "IntoClause"
  return field === "typeName" ? "TypeName" : ""
}
