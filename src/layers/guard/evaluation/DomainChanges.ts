import * as Tree from "../sql/Tree.ts"
import type { Change, DomainChange, Judge } from "./Change.ts"
import * as Column from "./Column.ts"

const domain = (names: ReadonlyArray<string>, after: DomainChange["after"], makes = false): Change => {
  const [name = "", schema = ""] = names.toReversed()
  return { of: "domain", name, schema, makes, after }
}

/** A domain of which nothing is known from here on. */
export const forget = (names: ReadonlyArray<string>): Change => domain(names, () => undefined)

/** A domain over another one begins with its default. */
export const created: Judge = (statement) => {
  const names = Tree.names(statement, "domainname")
  const own = Tree.list(statement, "constraints")
    .map((each) => Tree.at(each, "Constraint"))
    .find((each) => Tree.text(each, "contype") === "CONSTR_DEFAULT")
  const expression = Tree.placeless(Tree.at(own, "raw_expr"))
  const type = Column.typeOf(statement)
  return [
    domain(
      names,
      (known) => ({ schema: names.at(-2) ?? "", default: expression ?? known.defaultOf(type) }),
      true
    )
  ]
}

/** `T` is a change of the default. */
export const altered: Judge = (statement) => {
  const names = Tree.names(statement, "typeName")
  const expression = Tree.placeless(statement["def"])
  return Tree.text(statement, "subtype") === "T"
    ? [domain(names, () => ({ schema: names.at(-2) ?? "", default: expression }))]
    : []
}
