import * as Tree from "../sql/Tree.ts"

/** Functions of Postgres that return one value, for values one that is there; any other may return a set, or NULL. */
const scalars: ReadonlySet<string> = new Set(
  `abs age ascii btrim cardinality ceil ceiling char_length chr clock_timestamp concat concat_ws currval current_database
  current_query current_schema date_bin date_part date_trunc decode digest div encode exp extract floor format gen_random_uuid
  gen_salt hashtext initcap json_build_array json_build_object jsonb_build_array jsonb_build_object lastval left length ln log
  lower lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz md5 mod nextval now num_nonnulls num_nulls
  octet_length overlay pg_advisory_xact_lock pg_backend_pid pg_current_xact_id pg_notify pg_sleep position power quote_ident
  quote_literal quote_nullable random repeat replace reverse right round row_to_json rpad rtrim setval sha256 sha512 sign
  split_part sqrt statement_timestamp strpos substr timeofday timezone to_char to_date to_hex to_json to_jsonb to_number
  to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim trunc txid_current upper uuid_generate_v1
  uuid_generate_v4 uuidv4 uuidv7 version`.split(/\s+/)
)

/** Those that are called for NULL, too. */
const takesNull = /^(?:concat(?:_ws)?|format|jsonb?_build_(?:array|object)|num_(?:non)?nulls|quote_nullable)$/

const aggregates: ReadonlySet<string> = new Set(
  `any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or count every json_agg json_object_agg jsonb_agg
  jsonb_object_agg max min mode percentile_cont percentile_disc range_agg stddev stddev_pop stddev_samp string_agg sum var_pop
  var_samp variance xmlagg`.split(/\s+/)
)

const nameOf = (call: unknown): string => Tree.names(call, "funcname").at(-1) ?? ""

const aggregating = ["agg_star", "agg_distinct", "agg_order", "agg_filter", "agg_within_group"]

/** Whether a call makes one value of many rows. */
export const isAggregate = (call: Tree.Node): boolean =>
  !("over" in call) && (aggregates.has(nameOf(call)) || aggregating.some((flag) => flag in call))

/** Whether a call is made only where none of its arguments is NULL. */
export const isStrict = (call: Tree.Node): boolean => !takesNull.test(nameOf(call)) && !isAggregate(call)

const integer = (expression: unknown): number | undefined => {
  const constant = Tree.at(expression, "A_Const", "ival")
  return constant === undefined ? undefined : Number(Tree.at(constant, "ival") ?? 0)
}

/** Whether an expression is a constant number of at least one. */
export const isPositive = (expression: unknown): boolean => (integer(expression) ?? 0) > 0

/** A call that is one row, or a series that has one. */
export const isRow = (call: unknown): boolean => {
  const name = nameOf(call)
  if (name !== "generate_series") return name === "nextval" || name === "setval"
  const [from, to, ...step] = Tree.list(call, "args").map(integer)
  return from !== undefined && to !== undefined && from <= to && step.length === 0
}

/** Whether a call may return a set, and so no row. */
const mayBeSet = (call: Tree.Node): boolean =>
  !scalars.has(nameOf(call)) && !isRow(call) && !isAggregate(call) && !("over" in call)

/** Whether something holds for a call in an expression, outside of its subqueries. */
const someCall = (expression: unknown, holds: (call: Tree.Node) => boolean): boolean => {
  if (Array.isArray(expression)) return expression.some((each) => someCall(each, holds))
  if (!Tree.isNode(expression) || "SubLink" in expression) return false
  const call = expression["FuncCall"]
  if (Tree.isNode(call) && holds(call)) return true
  return Object.values(expression).some((each) => someCall(each, holds))
}

/** Whether an expression may leave no row of what it stands in; a set in a subquery leaves NULL. */
export const mayBeNone = (expression: unknown): boolean => someCall(expression, mayBeSet)

/** The same of a part of what is selected: a set that is no part of another expression is begun with all the others. */
export const holdsSet = (target: unknown): boolean => {
  const value = Tree.at(target, "ResTarget", "val")
  const call = Tree.at(value, "FuncCall")
  return mayBeNone(call === undefined ? value : Tree.list(call, "args"))
}

/** Whether an expression is of more rows than one: an aggregate's or a window's. */
export const collects = (expression: unknown): boolean =>
  someCall(expression, (call) => isAggregate(call) || "over" in call)

/** Whether it has an aggregate in it. */
export const aggregatesIn = (expression: unknown): boolean => someCall(expression, isAggregate)

const neverNull: ReadonlySet<string> = new Set([
  "SubLink",
  "SQLValueFunction",
  "A_ArrayExpr",
  "RowExpr",
  "NullTest",
  "BooleanTest"
])

const known = new WeakMap<Tree.Node, boolean>()

/**
 * Whether the planner may find an expression to be NULL: then it does not call what it is an argument of, nor
 * evaluate the other arguments.
 */
export const mayBeNull = (expression: unknown): boolean => {
  if (!Tree.isNode(expression)) return false
  const answer = known.get(expression) ?? isNullAtTimes(expression)
  known.set(expression, answer)
  return answer
}

const isNullAtTimes = (expression: Tree.Node): boolean => {
  const [kind = ""] = Object.keys(expression)
  const node = Tree.at(expression, kind)
  const args = Tree.list(node, "args")
  if (neverNull.has(kind)) return false
  switch (kind) {
    case "A_Const":
      return Tree.at(node, "isnull") === true
    case "TypeCast":
    case "CollateClause":
    case "NamedArgExpr":
      return mayBeNull(Tree.at(node, "arg"))
    case "CoalesceExpr":
    case "MinMaxExpr":
      return args.every(mayBeNull)
    case "BoolExpr":
      return args.some(mayBeNull)
    case "FuncCall":
      return !scalars.has(nameOf(node)) || (!takesNull.test(nameOf(node)) && args.some(mayBeNull))
    case "A_Expr":
      return (
        /[>#?@]|NULLIF/.test(Tree.text(node, "kind") + Tree.names(node, "name").join("")) ||
        mayBeNull(Tree.at(node, "lexpr")) ||
        mayBeNull(Tree.at(node, "rexpr"))
      )
    default:
      return kind !== "List" || Tree.list(node, "items").some(mayBeNull)
  }
}
