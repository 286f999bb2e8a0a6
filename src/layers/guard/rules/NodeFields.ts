import type * as Tree from "../sql/Tree.ts"

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
