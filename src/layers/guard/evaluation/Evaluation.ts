import * as Tree from "../sql/Tree.ts"
import * as Functions from "./Functions.ts"
import * as Insertion from "./Insertion.ts"
import * as Merge from "./Merge.ts"
import { all, apart, but, each, fieldsOf, type Part } from "./Part.ts"
import * as Rows from "./Rows.ts"

/** What may have to be evaluated for all rows before what is selected is for one. */
const clauses = ["groupClause", "havingClause", "distinctClause", "sortClause", "windowClause"] as const

/** DISTINCT alone is of what is selected, and has nothing of its own. */
const hasClause = (node: Tree.Node, key: string): boolean =>
  Tree.list(node, key).some((each) => Object.keys(each ?? {}).length > 0) || Tree.isNode(node[key])

/** What is selected, as it stands; where rows are sorted, grouped or made into others, at no known time. */
const selected = (node: Tree.Node): ReadonlyArray<Part> => {
  const targets = Tree.list(node, "targetList")
  const holdsSet = targets.some(Functions.holdsSet)
  const isPlain = !holdsSet && !clauses.some((each) => hasClause(node, each)) && !Functions.collects(targets)
  if (isPlain) return fieldsOf(node, ["targetList", "each row"])
  const others = clauses.map((key): Part => ({ key, value: node[key], when: "at times" }))
  return apart([...others, ...each(targets, holdsSet ? "at times" : "each row")])
}

const ofSelect = ({ larg, rarg, ...node }: Tree.Node): ReadonlyArray<Part> => [
  ...fieldsOf(node, ["limitOffset", "always"], ["limitCount", "always"]),
  { key: "", value: larg && { SelectStmt: larg }, when: "each row" },
  { key: "", value: rarg && { SelectStmt: rarg }, when: Rows.isUnion(node) ? "each row" : "at times" },
  ...read(node, Rows.isAggregated(node) ? "at times" : "each row"),
  ...fieldsOf(node, ["valuesLists", "each row"]),
  ...selected(node),
  ...fieldsOf(node, ["intoClause", "always"])
]

/** What rows are read from, and which of them: the planner decides where it begins. */
const read = (node: Tree.Node, when: Part["when"]): ReadonlyArray<Part> =>
  apart([
    ...each(node["fromClause"], when),
    ...each(node["usingClause"], when),
    ...fieldsOf(node, ["whereClause", "at times"])
  ])

/** What UPDATE assigns, in the order of the table's columns; that may not be known. */
const assigned = ({ targetList }: Tree.Node, table: Insertion.Target | undefined): ReadonlyArray<Part> => {
  const placed = Tree.list({ targetList }, "targetList").map((target) => {
    const name = Tree.text(target, "ResTarget", "name")
    const isOne = Tree.at(target, "ResTarget", "val", "MultiAssignRef") === undefined
    return { target, at: isOne ? (table?.columns.findIndex((each) => each.name === name) ?? -1) : -1 }
  })
  if (placed.some(({ at }) => at === -1)) return apart(each(targetList, "each row"))
  const inOrder = placed.toSorted((one, other) => one.at - other.at)
  return each(
    inOrder.map(({ target }) => target),
    "each row"
  )
}

const ofWrite = (node: Tree.Node, target: Insertion.Target | undefined): ReadonlyArray<Part> => [
  ...fieldsOf(node, ["relation", "always"]),
  ...Insertion.parts(node, target),
  ...read(node, "each row"),
  ...assigned(node, target)
]

/** What is assigned in the order of a table's columns. */
const ofAssignments = ({ targetList, values, ...node }: Tree.Node): ReadonlyArray<Part> => [
  ...all(node, "always"),
  ...apart([...each(targetList, "always"), ...each(values, "always")])
]

const isLeaf = (expression: unknown): boolean =>
  !Tree.isNode(expression) || "A_Const" in expression || "ColumnRef" in expression || "ParamRef" in expression

/** Arguments of what is not called for NULL: at times, beside one that may be that. */
const strict = (args: ReadonlyArray<unknown>): ReadonlyArray<Part> | undefined => {
  if (args.every(isLeaf) || !args.some(Functions.mayBeNull)) return undefined
  return args.map((value, at) => ({
    key: "",
    value,
    when: args.some((other, place) => place !== at && Functions.mayBeNull(other)) ? "at times" : "always"
  }))
}

const ofCall = ({ args, ...node }: Tree.Node): ReadonlyArray<Part> | undefined => {
  const given = Array.isArray(args) ? args : []
  if (Functions.isAggregate(node)) return [...each(given, "at times"), ...all(node, "at times")]
  const parts = Functions.isStrict(node) ? strict(given) : undefined
  return parts && [...parts, ...all(node, "always")]
}

/** IN and BETWEEN are several comparisons. */
const lists = /^AEXPR_(?:IN|(?:NOT_)?BETWEEN)/

const ofOperation = (node: Tree.Node): ReadonlyArray<Part> | undefined => {
  const kind = Tree.text(node, "kind")
  const parts = /DISTINCT|NULLIF/.test(kind) ? undefined : strict([node["lexpr"], node["rexpr"]])
  if (!lists.test(kind)) return parts
  return parts?.[0]?.when === "at times" ? all(node, "at times") : but(node, "rexpr")
}

/** Subqueries that are run to the end of what they are for. */
const wholeLinks = /^(?:EXPR|ARRAY)_SUBLINK$/

type Plan = (node: Tree.Node, target: Insertion.Target | undefined) => ReadonlyArray<Part> | undefined

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
  ["MergeStmt", Merge.parts],
  ["OnConflictClause", ofAssignments],
  ["MergeWhenClause", ofAssignments],
  [
    "MultiAssignRef",
    (node) => apart(each(Tree.at(node, "source", "RowExpr", "args") ?? [node["source"]], "always"))
  ],
  ["CreateTableAsStmt", (node) => all(node, "each row")],
  [
    "CaseExpr",
    ({ arg, args, ...node }) => [
      { key: "arg", value: arg, when: "always" },
      {
        key: "",
        value: Tree.at(Array.isArray(args) ? args[0] : undefined, "CaseWhen", "expr"),
        when: "always"
      },
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
  ["A_Expr", ofOperation],
  ["A_Indirection", (node) => (Functions.mayBeNull(node["arg"]) ? but(node, "indirection") : undefined)],
  [
    "SubLink",
    (node) => (wholeLinks.test(Tree.text(node, "subLinkType")) ? undefined : but(node, "subselect"))
  ],
  ["FuncCall", ofCall],
  ["JoinExpr", (node) => apart(but(node, "quals", ...(optional[Tree.text(node, "jointype")] ?? [])))]
])

/**
 * The parts of a node in the order in which they are evaluated, without WITH, ON CONFLICT and RETURNING; undefined where all are, as
 * they stand. A condition of AND and OR may be left out whichever it is: the planner takes constants first. `target` is
 * the table that is written, where it is known.
 */
export const partsOf = (
  kind: string,
  node: Tree.Node,
  target?: Insertion.Target
): ReadonlyArray<Part> | undefined => plans.get(kind)?.(node, target)

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
