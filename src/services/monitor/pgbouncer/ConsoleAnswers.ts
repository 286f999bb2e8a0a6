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

/** `SHOW LISTS`: how many there are of what. */
export const lists = (rows: ReadonlyArray<AdminConsole.ConsoleRow>): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.map((row) => [row["list"] ?? "", Number(row["items"] ?? 0)]))
