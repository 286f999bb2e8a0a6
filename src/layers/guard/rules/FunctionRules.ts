import * as Tree from "../sql/Tree.ts"
import * as ObjectName from "./ObjectName.ts"
import { type Rule, rules } from "./Rule.ts"
import * as Sequence from "./Sequence.ts"
import * as Setting from "./Setting.ts"

type Judged = Rule | ((call: Tree.Node) => Rule | undefined)

/** Slots are temporary when their third argument says so. */
const temporarySlot = (call: Tree.Node): Rule | undefined =>
  Tree.constantBoolean(Tree.argument(call, 2, "temporary")) === true ? rules.sessionResource : undefined

const setConfig = (call: Tree.Node): Rule | undefined =>
  Setting.ruleOf(
    "setConfig",
    Tree.constantText(Tree.argument(call, 0, "setting_name")),
    Tree.constantBoolean(Tree.argument(call, 2, "is_local")) === true
  )

/** With a statement alone it needs the connection without a name; with two arguments the first may tell where to connect. */
const unnamedRemote = (call: Tree.Node): Rule | undefined => {
  const [first, second] = Tree.list(call, "args")
  return first !== undefined && (second === undefined || isBoolean(second)) ? rules.remoteUse : undefined
}

/** The extension set_user takes names alone, and at most a token: what is called alike and takes more is another's. */
const switchedUser = (call: Tree.Node): Rule | undefined => {
  const args = Tree.list(call, "args")
  const isAnothers = args.some(
    (each) => Tree.at(each, "NamedArgExpr") !== undefined || isNoText(Tree.at(each, "A_Const"))
  )
  return args.length > 2 || isAnothers ? undefined : rules.role
}

const isNoText = (constant: unknown): boolean =>
  constant !== undefined && Tree.at(constant, "sval") === undefined

/** Written as a Boolean, and no text. */
const isBoolean = (expression: unknown): boolean => Tree.at(expression, "A_Const", "boolval") !== undefined

const families: ReadonlyArray<readonly [judged: Judged, names: ReadonlyArray<string>]> = [
  [setConfig, ["set_config"]],
  [
    rules.advisoryLock,
    [
      "pg_advisory_lock",
      "pg_advisory_lock_shared",
      "pg_try_advisory_lock",
      "pg_try_advisory_lock_shared",
      "pg_advisory_unlock",
      "pg_advisory_unlock_shared",
      "pg_advisory_unlock_all"
    ]
  ],
  [rules.currval, ["currval", "lastval"]],
  [rules.setseed, ["setseed"]],
  [switchedUser, ["set_user", "set_user_u", "reset_user", "set_session_auth"]],
  [rules.setLimit, ["set_limit"]],
  [rules.listening, ["pg_listening_channels"]],
  [
    rules.sessionResource,
    [
      "pg_replication_origin_session_setup",
      "pg_replication_origin_session_reset",
      "pg_replication_origin_session_progress",
      "pg_backup_start",
      "pg_backup_stop",
      "pg_replication_origin_session_is_setup",
      "pg_replication_origin_xact_setup",
      "pg_replication_origin_xact_reset",
      "postgres_fdw_disconnect",
      "postgres_fdw_disconnect_all",
      "sepgsql_setcon",
      "http_set_curlopt",
      "http_reset_curlopt",
      "hypopg_create_index",
      "hypopg_drop_index",
      "hypopg_hide_index",
      "hypopg_unhide_index",
      "hypopg_unhide_all_indexes",
      "hypopg_reset"
    ]
  ],
  [rules.remoteConnection, ["dblink_connect", "dblink_connect_u"]],
  [unnamedRemote, ["dblink", "dblink_exec"]],
  [
    rules.remoteUse,
    [
      "dblink_open",
      "dblink_fetch",
      "dblink_close",
      "dblink_send_query",
      "dblink_is_busy",
      "dblink_get_result",
      "dblink_get_notify",
      "dblink_cancel_query",
      "dblink_error_message",
      "dblink_get_connections",
      "dblink_disconnect"
    ]
  ],
  [
    temporarySlot,
    [
      "pg_create_physical_replication_slot",
      "pg_create_logical_replication_slot",
      "pg_copy_physical_replication_slot",
      "pg_copy_logical_replication_slot"
    ]
  ]
]

/** Functions that need a session, whatever schema they are called by: a namesake elsewhere mostly wraps them. */
const functions: ReadonlyMap<string, Judged> = new Map(
  families.flatMap(([judged, names]) => names.map((name) => [name, judged] as const))
)

/** The words by which a text can call one of them. */
export const functionNames: ReadonlySet<string> = new Set(functions.keys())

/** What a call calls, without its schema. */
export const nameOf = (call: Tree.Node): string => Tree.names(call, "funcname").at(-1) ?? ""

/** The setting that a call of set_config sets, by what it is known by to a later RESET. */
export const settingOf = (call: Tree.Node): string | undefined => {
  if (nameOf(call) !== "set_config") return undefined
  const setting = Tree.constantText(Tree.argument(call, 0, "setting_name"))
  return setting === undefined ? undefined : Setting.objectOf(setting)
}

/** The search_path that a call of set_config sets; undefined for other calls. */
export const searchPath = (call: Tree.Node): Setting.SearchPath | undefined => {
  if (settingOf(call) !== Setting.objectOf("search_path")) return undefined
  const path = Tree.constantText(Tree.argument(call, 1, "new_value")) ?? ""
  const local = Tree.constantBoolean(Tree.argument(call, 2, "is_local")) === true
  return { schemas: Setting.schemasIn(path), local }
}

type Texts = ReadonlyArray<string | undefined>

const first = ([query]: Texts): Texts => [query]
const second = ([, query]: Texts): Texts => [query]

/** A query is put together from the parts that a call is given; what is not constant is taken for a name. */
const selected = (columns: Texts, relation = "unknown", condition = "true"): Texts => [
  `SELECT ${columns.map((column) => column ?? "unknown").join(", ")} FROM ${relation} WHERE ${condition}`
]

/** Functions that run the text of a query that they are given, and what they run. */
const runsText: ReadonlyMap<string, (given: Texts) => Texts> = new Map([
  ["query_to_xml", first],
  ["query_to_xmlschema", first],
  ["query_to_xml_and_xmlschema", first],
  ["ts_stat", first],
  ["ts_rewrite", second],
  ["crosstab", ([rows, categories]: Texts) => [rows, categories]],
  ["crosstab2", first],
  ["crosstab3", first],
  ["crosstab4", first],
  ["connectby", ([relation, ...columns]: Texts) => selected(columns.slice(0, 2), relation)],
  [
    "xpath_table",
    ([key, document, relation, , condition]: Texts) => selected([key, document], relation, condition)
  ]
])

/** The words by which a text can have another text run. */
export const runnerNames: ReadonlySet<string> = new Set(runsText.keys())

/** Functions that are given the name of a relation or a type as a text. */
const looksUp = /^(?:nextval|setval|pg_get_serial_sequence|to_reg\w+|pg_(?:\w+_)?(?:size|filenode|filepath))$/

const isInTemporary = (call: Tree.Node): boolean =>
  Tree.isTemporarySchema(Tree.names(call, "funcname")[0]) ||
  (looksUp.test(nameOf(call)) &&
    ObjectName.isInTemporary(Tree.text(Tree.list(call, "args")[0], "A_Const", "sval", "sval")))

/** The rule that a call breaks. */
export const ruleOf = (call: Tree.Node): Rule | undefined => {
  const judged = functions.get(nameOf(call))
  if (judged !== undefined) return typeof judged === "function" ? judged(call) : judged
  return isInTemporary(call) ? rules.temporarySchema : undefined
}

/** The sequence that a call asks for; undefined when that is any. */
export const sequenceAsked = (call: Tree.Node): string | undefined =>
  nameOf(call) === "currval" ? Sequence.nameOf(call) : undefined

/** The name of the remote connection that a call opens; undefined when it has none, or none that is constant. */
export const remoteName = (call: Tree.Node): string | undefined => {
  const args = Tree.list(call, "args")
  return nameOf(call).startsWith("dblink_connect") && args.length > 1 ? Tree.constantText(args[0]) : undefined
}

/** The name of the remote connection that a call closes; empty when that is not said. */
export const disconnects = (call: Tree.Node): string | undefined =>
  nameOf(call) === "dblink_disconnect" ? (Tree.constantText(Tree.list(call, "args")[0]) ?? "") : undefined

/** The constant queries that a call runs. */
export const queriesIn = (call: Tree.Node): ReadonlyArray<string> => {
  const queries = runsText.get(nameOf(call))
  if (queries === undefined) return []
  const texts = Tree.list(call, "args").map((each) =>
    Tree.constantText(Tree.at(each, "NamedArgExpr", "arg") ?? each)
  )
  const query = Tree.constantText(Tree.argument(call, 0, "query")) // wherever it stands by its name
  return queries(query === undefined ? texts : [query, ...texts.slice(1)]).filter(
    (each) => each !== undefined
  )
}
