import * as Tree from "../sql/Tree.ts"
import { type Broken, broken, type Judge } from "./Broken.ts"
import * as Dependency from "./Dependency.ts"
import * as ObjectName from "./ObjectName.ts"
import { type Rule, rules } from "./Rule.ts"
import type { StatementFacts } from "./StatementFacts.ts"

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

/** Kinds of nodes that make something temporary, or may, or name it. */
export const kinds: ReadonlyArray<readonly [kind: string, judge: Judge]> = [
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
  ["DropStmt", drop],
  ["RangeVar", reference],
  ["TypeName", type],
  ["TypeCast", nameCast]
]
