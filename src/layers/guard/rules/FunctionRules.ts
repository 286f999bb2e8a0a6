import * as Tree from "../sql/Tree.ts"
import { type Rule, rules } from "./Rule.ts"
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
      "dblink_connect",
      "dblink_connect_u",
      "dblink_disconnect",
      "hypopg_create_index",
      "hypopg_drop_index",
      "hypopg_hide_index",
      "hypopg_unhide_index",
      "hypopg_unhide_all_indexes",
      "hypopg_reset"
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

/** After these, currval and lastval answer for this very session. */
const advancing: ReadonlySet<string> = new Set(["nextval", "setval"])

/** What a call calls, without its schema. */
export const nameOf = (call: Tree.Node): string => Tree.names(call, "funcname").at(-1) ?? ""

/** Whether what is made without a schema is in pg_temp after set_config; undefined for other calls. */
export const makesInTemporary = (call: Tree.Node): boolean | undefined => {
  const path = Tree.constantText(Tree.argument(call, 0, "setting_name"))?.toLowerCase() === "search_path"
  if (nameOf(call) !== "set_config" || !path) return undefined
  return /^\s*"?pg_temp"?\s*(?:,|$)/.test(Tree.constantText(Tree.argument(call, 1, "new_value")) ?? "")
}

/** Functions that run the text of a query that they are given. */
const runsText: ReadonlySet<string> = new Set([
  "query_to_xml",
  "query_to_xmlschema",
  "query_to_xml_and_xmlschema",
  "ts_stat"
])

/** The rule that a call breaks. */
export const ruleOf = (call: Tree.Node): Rule | undefined => {
  const judged = functions.get(nameOf(call))
  if (judged !== undefined) return typeof judged === "function" ? judged(call) : judged
  return Tree.isTemporarySchema(Tree.names(call, "funcname")[0]) ? rules.temporarySchema : undefined
}

export const advances = (call: Tree.Node): boolean => advancing.has(nameOf(call))

/** The constant query that a call runs. */
export const queryIn = (call: Tree.Node): string | undefined =>
  runsText.has(nameOf(call)) ? Tree.constantText(Tree.argument(call, 0, "query")) : undefined
