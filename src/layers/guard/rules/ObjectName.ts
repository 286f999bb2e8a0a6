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

/** The type of a routine's argument, without its schema. */
const typeOf = (type: unknown): string =>
  `${Tree.names(type, "names").at(-1) ?? ""}${Tree.list(type, "arrayBounds").length > 0 ? "[]" : ""}`

/** A routine by the types of its arguments, too: others may be called alike. */
const signed = (name: string, types: ReadonlyArray<string>): string => `${name}\0${types.join(",")}`

const given: ReadonlySet<string> = new Set(["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"])

/** What a routine is known by that takes these parameters. */
export const ofRoutine = (kind: string, name: string, parameters: ReadonlyArray<unknown>): string =>
  signed(
    of(kind, name),
    parameters
      .map((each) => Tree.at(each, "FunctionParameter"))
      .filter((each) => each !== undefined && !given.has(Tree.text(each, "mode")))
      .map((each) => typeOf(Tree.at(each, "argType")))
  )

/** All that an object is known by: a routine by its bare name, too, as a DROP may leave out its arguments. */
export const knownAs = (object: string): ReadonlyArray<string> => {
  const [name = "", namespace, types] = object.split("\0")
  return types === undefined ? [object] : [object, `${name}\0${namespace}`]
}

/** What a routine is known by that is named with the types of its arguments; without them by its bare name. */
export const ofArguments = (routine: unknown): string => {
  const name = of("OBJECT_FUNCTION", Tree.names(routine, "objname").at(-1) ?? "")
  if (Tree.at(routine, "args_unspecified") === true) return name
  return signed(
    name,
    Tree.list(routine, "objargs").map((each) => typeOf(Tree.at(each, "TypeName")))
  )
}

const droppedName = (kind: string, name: string, object: unknown): string => {
  return namespaceOf(kind) === "routine" ? ofArguments(Tree.at(object, "ObjectWithArgs")) : of(kind, name)
}

const nameParts = (object: unknown): ReadonlyArray<string> =>
  Tree.at(object, "List") !== undefined
    ? Tree.names(object, "List", "items")
    : Tree.at(object, "TypeName") !== undefined
      ? Tree.names(object, "TypeName", "names")
      : Tree.names(object, "ObjectWithArgs", "objname")

/** Whether a name, as Postgres reads it from a text, is of something in pg_temp. */
export const isInTemporary = (name: string): boolean =>
  /^\s*(?:pg_temp(?:_\d+)?|"pg_temp(?:_\d+)?")\s*\./i.test(name)

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
    return found ? [droppedName(kind, parts.at(-1) ?? "", object)] : []
  })
}
