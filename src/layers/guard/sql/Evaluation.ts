import * as Tree from "./Tree.ts"

/** A part of a statement, and whether it is evaluated when the whole is: always, for each of its rows, or not each time. */
export interface Part {
  readonly key: string
  readonly value: unknown
  readonly when: "always" | "each row" | "at times"
}

/** Whether what a name in FROM stands for, a query of WITH, has a row. */
export type Named = (name: string) => boolean

type When = Part["when"]

const fieldsOf = (node: Tree.Node, ...plan: ReadonlyArray<readonly [key: string, when: When]>) =>
  plan.map(([key, when]): Part => ({ key, value: node[key], when }))

/** Each element of a list as a part of its own. */
const each = (list: unknown, when: When): ReadonlyArray<Part> =>
  (Array.isArray(list) ? list : []).map((value) => ({ key: "", value, when }))

const all = (node: Tree.Node, when: When): ReadonlyArray<Part> =>
  Object.entries(node).map(([key, value]) => ({ key, value, when }))

/** The rest of a node, of which only these parts are evaluated at times. */
const but = (node: Tree.Node, ...keys: ReadonlyArray<string>): ReadonlyArray<Part> =>
  Object.entries(node).map(([key, value]) => ({
    key,
    value,
    when: keys.includes(key) ? "at times" : "always"
  }))

const isUnion = (select: unknown): boolean => Tree.text(select, "op") === "SETOP_UNION"

const ofSelect = ({ larg, rarg, ...node }: Tree.Node): ReadonlyArray<Part> => [
  { key: "", value: larg && { SelectStmt: larg }, when: "each row" },
  { key: "", value: rarg && { SelectStmt: rarg }, when: isUnion(node) ? "each row" : "at times" },
  ...fieldsOf(node, ["fromClause", "each row"], ["whereClause", "at times"], ["groupClause", "at times"]),
  ...fieldsOf(node, ["havingClause", "at times"], ["distinctClause", "at times"], ["sortClause", "at times"]),
  ...fieldsOf(node, ["windowClause", "at times"], ["limitOffset", "always"], ["limitCount", "always"]),
  ...fieldsOf(node, ["valuesLists", "each row"], ["targetList", "each row"], ["intoClause", "always"])
]

const ofWrite = (node: Tree.Node): ReadonlyArray<Part> => [
  ...fieldsOf(node, ["relation", "always"], ["selectStmt", "each row"], ["fromClause", "each row"]),
  ...fieldsOf(node, ["usingClause", "each row"], ["whereClause", "at times"], ["targetList", "each row"])
]

/** IN and BETWEEN are several comparisons. */
const lists = /^AEXPR_(?:IN|(?:NOT_)?BETWEEN)/

/** Subqueries that are run to the end of what they are for. */
const wholeLinks = /^(?:EXPR|ARRAY)_SUBLINK$/

type Plan = (node: Tree.Node) => ReadonlyArray<Part> | undefined

/** Which side of a join may be left out where the other one has rows. */
const optional: Readonly<Record<string, ReadonlyArray<string>>> = {
  JOIN_LEFT: ["rarg"],
  JOIN_RIGHT: ["larg"],
  JOIN_FULL: ["larg", "rarg"]
}

/** Nodes whose parts are not evaluated each time, or not in the order in which they stand. */
const plans: ReadonlyMap<string, Plan> = new Map<string, Plan>([
  ["SelectStmt", ofSelect],
  ["InsertStmt", ofWrite],
  ["UpdateStmt", ofWrite],
  ["DeleteStmt", ofWrite],
  ["MergeStmt", (node) => all(node, "at times").filter(({ key }) => !/^(?:with|returning)Clause$/.test(key))],
  ["CreateTableAsStmt", (node) => all(node, "each row")],
  [
    "CaseExpr",
    ({ arg, args, ...node }) => [
      { key: "arg", value: arg, when: "always" },
      ...each(args, "at times"),
      ...all(node, "at times")
    ]
  ],
  [
    "CoalesceExpr",
    ({ args }) => each(args, "at times").map((part, at) => (at === 0 ? { ...part, when: "always" } : part))
  ],
  [
    "BoolExpr",
    (node) => (Tree.text(node, "boolop") === "NOT_EXPR" ? undefined : each(node["args"], "at times"))
  ],
  ["A_Expr", (node) => (lists.test(Tree.text(node, "kind")) ? but(node, "rexpr") : undefined)],
  [
    "SubLink",
    (node) => (wholeLinks.test(Tree.text(node, "subLinkType")) ? undefined : but(node, "subselect"))
  ],
  [
    "FuncCall",
    (node) => ("agg_filter" in node || "agg_order" in node ? but(node, "agg_filter", "agg_order") : undefined)
  ],
  ["JoinExpr", (node) => but(node, "quals", ...(optional[Tree.text(node, "jointype")] ?? []))]
])

/**
 * The parts of a node in the order in which they are evaluated, without WITH, ON CONFLICT and RETURNING; undefined where all are, as
 * they stand. A condition of AND and OR may be left out whichever it is: the planner takes constants first.
 */
export const partsOf = (kind: string, node: Tree.Node): ReadonlyArray<Part> | undefined =>
  plans.get(kind)?.(node)

const integer = (expression: unknown): number | undefined => {
  const constant = Tree.at(expression, "A_Const", "ival")
  return constant === undefined ? undefined : Number(Tree.at(constant, "ival") ?? 0)
}

/** A call that is one row, or a series that has one. */
const isRow = (call: unknown): boolean => {
  const name = Tree.names(call, "funcname").at(-1)
  if (name !== "generate_series") return name === "nextval" || name === "setval"
  const [from, to, ...step] = Tree.list(call, "args").map(integer)
  return from !== undefined && to !== undefined && from <= to && step.length === 0
}

/** Functions of Postgres that may return no row. */
const returnsSet =
  /^(?:unnest|generate_(?:series|subscripts)|string_to_table|regexp_(?:matches|split_to_table)|jsonb?_(?:array_elements(?:_text)?|each(?:_text)?|object_keys|populate_recordset|to_recordset)|jsonb_path_query(?:_tz)?|pg_ls_.+|pg_get_keywords|aclexplode)$/

/** Whether such a function in what is selected may leave nothing of the row; one in a subquery leaves NULL. */
const mayBeNone = (expression: unknown): boolean => {
  if (Array.isArray(expression)) return expression.some(mayBeNone)
  if (!Tree.isNode(expression) || "SubLink" in expression) return false
  const call = expression["FuncCall"]
  if (returnsSet.test(Tree.names(call, "funcname").at(-1) ?? "") && !isRow(call)) return true
  return Object.values(expression).some(mayBeNone)
}

/** Whether a query has names of its own, which may hide others. */
const hides = (query: unknown): boolean => Tree.at(query, "SelectStmt", "withClause") !== undefined

const fromHasRow = (item: unknown, named: Named): boolean => {
  const subquery = Tree.at(item, "RangeSubselect", "subquery")
  if (subquery !== undefined) return !hides(subquery) && hasRow(subquery, named)
  const calls = Tree.list(item, "RangeFunction", "functions")
  if (calls.length > 0)
    return calls.every((call) => isRow(Tree.at(Tree.list(call, "List", "items")[0], "FuncCall")))
  const name = Tree.text(item, "RangeVar", "relname")
  return name !== "" && named(name)
}

/** Whether a query has a row to be read from; ON CONFLICT may return nothing of what it was given. */
export const givesRow = (query: unknown, named: Named): boolean =>
  !hides(query) && Tree.at(query, "InsertStmt", "onConflictClause") === undefined && hasRow(query, named)

const selectHasRow = (select: Tree.Node, named: Named): boolean => {
  if ("limitCount" in select || "limitOffset" in select) return false
  if (isUnion(select)) {
    return [select["larg"], select["rarg"]].some((side) => Tree.isNode(side) && selectHasRow(side, named))
  }
  if ("larg" in select || "whereClause" in select || "groupClause" in select || "havingClause" in select)
    return false
  if (mayBeNone(select["targetList"])) return false
  return Tree.list(select, "fromClause").every((item) => fromHasRow(item, named))
}

/** Whether a query, or a statement that makes rows, has at least one whatever is in the tables. */
export const hasRow = (query: unknown, named: Named): boolean => {
  const select = Tree.at(query, "SelectStmt")
  if (Tree.isNode(select)) return selectHasRow(select, named)
  const insert = Tree.at(query, "InsertStmt")
  if (Tree.isNode(insert)) {
    return Tree.at(insert, "selectStmt") === undefined || hasRow(Tree.at(insert, "selectStmt"), named)
  }
  const made = Tree.at(query, "CreateTableAsStmt")
  return Tree.isNode(made) && made["if_not_exists"] !== true && Tree.at(made, "into", "skipData") !== true
}

/** Statements that evaluate there and then what stands in them; others define or prepare something. */
const evaluating: ReadonlySet<string> = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CreateTableAsStmt",
  "CopyStmt",
  "CallStmt",
  "ExecuteStmt",
  "ExplainStmt"
])

/** Whether a statement of this kind evaluates what stands in it. */
export const evaluates = (kind: string): boolean => evaluating.has(kind)

/** Whether EXPLAIN runs what it explains. */
export const analyzes = (explain: Tree.Node): boolean =>
  Tree.list(explain, "options").some((option) => {
    if (Tree.text(option, "DefElem", "defname") !== "analyze") return false
    const value = Tree.at(option, "DefElem", "arg")
    if (value === undefined) return true
    const said = Tree.at(value, "Boolean", "boolval") ?? Tree.text(value, "String", "sval")
    return said === true || Tree.booleanOf(String(said)) === true || Tree.at(value, "Integer", "ival") === 1
  })
