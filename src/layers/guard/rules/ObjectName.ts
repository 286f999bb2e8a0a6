import * as Tree from "../sql/Tree.ts"

const relations = new Set(["TABLE", "VIEW", "SEQUENCE", "INDEX", "MATVIEW", "FOREIGN_TABLE"])
const routines = new Set(["FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE"])
const types = new Set(["TYPE", "DOMAIN"])

/** What objects of a kind, `OBJECT_…`, share their names with. */
const namespaceOf = (kind: string): string => {
  const name = kind.replace("OBJECT_", "")
  if (relations.has(name)) return "relation"
  if (routines.has(name)) return "routine"
  return types.has(name) ? "type" : name
}

/** What an object is known by: for relations their bare name, for others one that no relation has. */
export const of = (kind: string, name: string): string => {
  const namespace = namespaceOf(kind)
  return namespace === "relation" ? name : `${name}\0${namespace}`
}

const nameParts = (object: unknown): ReadonlyArray<string> =>
  Tree.at(object, "List") !== undefined
    ? Tree.names(object, "List", "items")
    : Tree.at(object, "TypeName") !== undefined
      ? Tree.names(object, "TypeName", "names")
      : Tree.names(object, "ObjectWithArgs", "objname")

/** Whether a DROP names something in pg_temp. */
export const dropsInTemporary = (statement: Tree.Node): boolean =>
  Tree.list(statement, "objects").some((object) => Tree.isTemporarySchema(nameParts(object)[0]))

/**
 * The temporary objects that a DROP takes away, by what they are known by. Without a schema Postgres looks for
 * relations and types in pg_temp first, and for nothing else there.
 */
export const dropped = (statement: Tree.Node): ReadonlyArray<string> => {
  const kind = Tree.text(statement, "removeType")
  const looked = ["relation", "type"].includes(namespaceOf(kind))
  return Tree.list(statement, "objects").flatMap((object) => {
    const parts = nameParts(object)
    const schema = parts.at(-2)
    const found = schema === undefined ? looked : Tree.isTemporarySchema(schema)
    return found ? [of(kind, parts.at(-1) ?? "")] : []
  })
}
