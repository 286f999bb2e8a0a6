import { Effect } from "effect"
import * as AdminConsole from "../../../layers/probe/AdminConsole.ts"
import type { ConsoleSetting } from "./ConsoleRows.ts"

/** `SHOW VERSION` answers `PgBouncer 1.24.1`. */
export const version = ([row]: ReadonlyArray<AdminConsole.ConsoleRow>): Effect.Effect<
  string,
  AdminConsole.ConsoleUnavailable
> => {
  const found = row?.["version"]?.match(/^PgBouncer (\d+(\.\d+)+)/i)?.[1]
  return found === undefined
    ? Effect.fail(
        new AdminConsole.ConsoleUnavailable({
          reason: "none",
          message: "what answers SHOW VERSION is not PgBouncer; set PGBOUNCER_ADMIN_URL to its console"
        })
      )
    : Effect.succeed(found)
}

/** What a user of the console may do there. */
export const role = (username: string, config: ReadonlyArray<ConsoleSetting>): "admin" | "stats" => {
  const admins = config.find(({ key }) => key === "admin_users")?.value ?? ""
  return admins.split(",").some((name) => name.trim() === username) ? "admin" : "stats"
}

/** Whether all of PgBouncer is at work, or was told to hold everybody up until RESUME. */
export type ConsoleState = "active" | "paused" | "suspended"

/** `SHOW STATE` is of 1.19 and later; to an earlier one it is an error, which each look would write into its log. */
const tellsState = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major > 1 || minor >= 19
}

const stateOf = (rows: ReadonlyArray<AdminConsole.ConsoleRow>): ConsoleState => {
  const yes = new Set(rows.filter(({ value }) => value === "yes").map(({ key }) => key))
  return yes.has("suspended") ? "suspended" : yes.has("paused") ? "paused" : "active"
}

/** What PgBouncer of a version says of its state; undefined where it does not tell. */
export const state = (
  ask: AdminConsole.AdminConsole["ask"],
  version: string
): Effect.Effect<ConsoleState | undefined, AdminConsole.ConsoleUnavailable> =>
  tellsState(version) ? Effect.map(ask("SHOW STATE"), stateOf) : Effect.succeed(undefined)

/** `SHOW LISTS`: how many there are of what. */
export const lists = (rows: ReadonlyArray<AdminConsole.ConsoleRow>): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.map((row) => [row["list"] ?? "", Number(row["items"] ?? 0)]))
