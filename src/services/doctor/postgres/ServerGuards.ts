import { Effect } from "effect"
import { type Check, look, orUnchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"
import * as PgBouncerSettings from "../pooler/PgBouncerSettings.ts"

/** What ends work whose client has gone. */
export const rules = family({
  "server-guards-off": {
    severity: "warning",
    reason:
      "Clients die without a word: without these, what they began goes on, and holds its connection and its locks.",
    remedy: "Set each on the role that the application works as."
  },
  "pooler-guard-off": {
    severity: "warning",
    reason:
      "A connection whose other end has vanished stays open until the kernel gives up, a quarter of an hour.",
    remedy: "tcp_user_timeout = 5000 in pgbouncer.ini (milliseconds)."
  }
})

/** The guards, and what the reference for overload wants of each; `since` a version of Postgres. */
const guards = [
  { name: "client_connection_check_interval", value: "1s", since: 140_000 },
  { name: "idle_in_transaction_session_timeout", value: "5s", since: 90_600 },
  { name: "transaction_timeout", value: "15s", since: 170_000 },
  { name: "tcp_user_timeout", value: "5s", since: 120_000 },
  { name: "lock_timeout", value: "1s", since: 90_300 }
]

interface Setting extends Record<string, unknown> {
  readonly name: string
  readonly value: string
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

const judge = (role: string, off: ReadonlyArray<(typeof guards)[number]>): ReadonlyArray<Finding> =>
  off.length === 0
    ? []
    : [
        found(
          rules["server-guards-off"],
          `for the role ${role} these are 0, which is off: ${off.map(({ name }) => name).join(", ")}`,
          {
            remedy: off
              .map(({ name, value }) => `ALTER ROLE ${identifier(role)} SET ${name} = '${value}';`)
              .join(" ")
          }
        )
      ]

/** The guards as the application's own sessions have them. */
export const check: Check = {
  name: "server guards: what ends work that nobody waits for",
  run: Effect.fnUntraced(function* (deployment) {
    const endpoint = yield* deployment.pooled
    const rows = yield* look(endpoint, (rows) =>
      // reset_val is the session's own from its start, which the look itself does not change.
      rows<Setting>("SELECT name, reset_val AS value FROM pg_settings WHERE name = ANY ($1::text[])", [
        guards.map(({ name }) => name)
      ])
    )
    const values = new Map(rows.map(({ name, value }) => [name, value]))
    const off = guards.filter(
      ({ name, since }) => endpoint.facts.version >= since && (values.get(name) ?? "0") === "0"
    )
    return judge(endpoint.facts.role, off)
  })
}

/** PgBouncer's own guard. */
export const poolerCheck: Check = {
  name: "pooler guard: tcp_user_timeout",
  run: Effect.fnUntraced(function* (deployment) {
    const ask = yield* deployment.console
    const config = yield* orUnchecked(PgBouncerSettings.config(ask))
    return Number(config.get("tcp_user_timeout") ?? 0) === 0
      ? [found(rules["pooler-guard-off"], "tcp_user_timeout of PgBouncer is 0")]
      : []
  })
}
