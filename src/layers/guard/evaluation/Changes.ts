import * as Tree from "../sql/Tree.ts"
import type { Change, Judge } from "./Change.ts"
import * as Column from "./Column.ts"
import * as DomainChanges from "./DomainChanges.ts"
import * as TableChanges from "./TableChanges.ts"

const forgetAll: Change = { of: "all" }

/** A table whose sequence is not called after its column: pg_get_serial_sequence answers what nobody sees here. */
const owning: Judge = (statement) => {
  const option = Tree.list(statement, "options").find(
    (each) => Tree.text(each, "DefElem", "defname") === "owned_by"
  )
  const names = Tree.names(option, "DefElem", "arg", "List", "items").toReversed()
  const [column = "", relname = "", schemaname = ""] = names
  const name = Tree.text(statement, "sequence", "relname")
  const isOther = relname !== "" && name !== Column.sequenceOf(relname, column)
  return isOther ? [TableChanges.forget({ relname, schemaname })] : []
}

/** What else goes with something is not looked for. */
const dropped: Judge = (statement) => {
  const type = Tree.text(statement, "removeType")
  const objects = Tree.list(statement, "objects")
  const cascades = Tree.text(statement, "behavior") === "DROP_CASCADE"
  if (/_(?:TABLE|VIEW)$/.test(type)) {
    return objects.map((object) => {
      const [relname = "", schemaname = ""] = Tree.names(object, "List", "items").toReversed()
      return TableChanges.forget({ relname, schemaname })
    })
  }
  if (cascades) return [forgetAll]
  const isDomain = /_(?:DOMAIN|TYPE)$/.test(type)
  return isDomain
    ? objects.map((object) => DomainChanges.forget(Tree.names(object, "TypeName", "names")))
    : []
}

/** Renamed, moved, or with triggers and rules, which make of a row what nobody sees here; a sequence may be any default's. */
const forgotten: Judge = ({ object, objectType, relation, renameType }) => {
  const type = renameType ?? objectType
  if (type === "OBJECT_SEQUENCE") return [forgetAll]
  const isType = type === "OBJECT_DOMAIN" || type === "OBJECT_TYPE"
  return [isType ? DomainChanges.forget(Tree.names(object, "List", "items")) : TableChanges.forget(relation)]
}

const kinds: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["CreateStmt", TableChanges.created],
  ["CreateTableAsStmt", ({ into }) => [TableChanges.made(Tree.at(into, "rel"), () => undefined)]],
  ["ViewStmt", ({ query, view }) => [TableChanges.made(view, () => ({ query: Tree.placeless(query) }))]],
  ["AlterTableStmt", TableChanges.altered],
  ["CreateDomainStmt", DomainChanges.created],
  ["AlterDomainStmt", DomainChanges.altered],
  ["DropStmt", dropped],
  ["CreateSeqStmt", owning],
  ["AlterSeqStmt", owning],
  ["RenameStmt", forgotten],
  ["AlterObjectSchemaStmt", forgotten],
  ["CreateTrigStmt", forgotten],
  ["RuleStmt", forgotten]
])

/** What a statement makes of the tables, views and domains that are there. */
export const of = (kind: string, statement: Tree.Node): ReadonlyArray<Change> =>
  kinds.get(kind)?.(statement) ?? []
