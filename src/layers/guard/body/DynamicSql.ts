import { functionNames } from "../rules/FunctionRules.ts"
import * as Grammar from "../sql/Grammar.ts"
import * as Tree from "../sql/Tree.ts"
import { type Branch, covers } from "./Branch.ts"

/** Stands for what is not known before the body runs; a name, so that the grammar takes it nearly everywhere. */
const unknown = "aquifer_unknown"

/** Statements that need no session by what they are, whatever stands where it is not known. */
const harmless =
  /^\s*(?:alter|analyze|comment|copy|delete|drop|grant|insert|refresh|reindex|revoke|truncate|update|create\s+(?:or\s+replace\s+)?(?:unlogged|unique|table|index|view|materialized|trigger|policy|role|schema|sequence|type|extension))\s/i

const breaksNothing = (text: string): boolean => {
  const words = text.toLowerCase()
  return (
    harmless.test(text) &&
    !words.includes("pg_temp") &&
    ![...functionNames].some((name) => words.includes(name))
  )
}

type Values = (variable: string) => string | undefined

const valueOf = (expression: string): unknown => {
  const statements = Grammar.parse(`SELECT ${expression}`)
  if (typeof statements === "string") return undefined
  return Tree.at(Tree.list(statements[0]?.node, "targetList")[0], "ResTarget", "val")
}

const constantParts = (value: unknown, values: Values): string => {
  const constant = Tree.constantText(value)
  if (constant !== undefined) return constant
  const cast = Tree.at(value, "TypeCast", "arg")
  if (cast !== undefined) return constantParts(cast, values)
  const operation = Tree.at(value, "A_Expr")
  if (Tree.names(operation, "name").join("") === "||") {
    return (
      constantParts(Tree.at(operation, "lexpr"), values) + constantParts(Tree.at(operation, "rexpr"), values)
    )
  }
  const variable = Tree.names(value, "ColumnRef", "fields").at(-1)
  if (variable !== undefined) return values(variable) ?? unknown
  return ofCall(Tree.at(value, "FuncCall"), values)
}

const ofCall = (call: unknown, values: Values): string => {
  const parts = Tree.list(call, "args").map((part) => constantParts(part, values))
  switch (Tree.names(call, "funcname").at(-1)) {
    case "format": {
      const [pattern = "", ...given] = parts
      let next = 0
      return pattern.replaceAll(/%(?:(\d+)\$)?-?\d*([sIL%])/g, (_, at: string | undefined, kind: string) => {
        if (kind === "%") return "%"
        const value = given[at === undefined ? next++ : Number(at) - 1] ?? unknown
        return kind === "L" ? `'${value.replaceAll("'", "''")}'` : value
      })
    }
    case "concat":
      return parts.join("")
    case "concat_ws":
      return parts.slice(1).join(parts[0])
    case "quote_literal":
    case "quote_nullable":
      return `'${unknown}'`
    default:
      return unknown
  }
}

/** Statements, and whether these are all that there may be; one of which nothing, or too little, is known is left out. */
export interface Written {
  readonly texts: ReadonlyArray<string>
  readonly isWhole: boolean
}

/** More values of one variable than this are not followed. */
const most = 16

/** Nor longer ones, which may double with each assignment. */
const longest = 65_536

const assignment =
  /^\s*(?:\w+\s*\.\s*)?(?:"([^"]+)"|(\w+))\s*(?:(?:constant\s+)?(?:text|varchar)\s*(?:not\s+null\s*)?)?:?=([^]*)$/i

/** What the expressions of EXECUTE in one body make, as far as they and the variables in them are constant. */
export class DynamicSql {
  /** The values that each variable may have, and where it was given them. */
  readonly #given = new Map<string, ReadonlyArray<{ readonly text: string; readonly branch: Branch }>>()

  /** A variable is given a value, instead of those that it has in any case lost by that. */
  give(variable: string, expression: string, branch: Branch): void {
    const others = (this.#given.get(variable) ?? []).filter((each) => !covers(branch, each.branch))
    const values = this.#values(expression)
      .filter((text) => text.length <= longest)
      .map((text) => ({ text, branch }))
    this.#given.set(variable, [...others, ...values].slice(-most))
  }

  /** Follows an assignment; anything else is none. */
  assign(statement: string, branch: Branch): void {
    const [, quoted, plain = "", value = ""] = assignment.exec(statement) ?? []
    if (value !== "") this.give(quoted ?? plain.toLowerCase(), value, branch)
  }

  /** The statements that an expression may make. */
  writtenBy(expression: string): Written {
    const values = this.#values(expression)
    const texts = values.filter((each) => each !== unknown && Grammar.parse(each) !== "not SQL")
    return { texts, isWhole: values.every((each) => texts.includes(each) || breaksNothing(each)) }
  }

  #values(expression: string): ReadonlyArray<string> {
    const value = valueOf(expression)
    const turns = Math.max(1, ...[...this.#given.values()].map((values) => values.length))
    const made = Array.from({ length: turns }, (_, turn) =>
      constantParts(value, (variable) => {
        const values = this.#given.get(variable) ?? []
        return values[turn % values.length]?.text
      })
    )
    return [...new Set(made)]
  }
}
