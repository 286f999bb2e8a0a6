import { Effect } from "effect"
import { type Check, type Deployment, orUnchecked, Unchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"
import * as Leftovers from "./Leftovers.ts"
import * as PgBouncerSettings from "./PgBouncerSettings.ts"
import * as PreparedThroughPooler from "./PreparedThroughPooler.ts"

/** State that a client left behind on a server connection, where the next client meets it. */
export const rules = family({
  "listen-on-pooled": {
    severity: "error",
    reason: "Through a transaction pooler LISTEN succeeds and nothing ever arrives.",
    remedy: "LISTEN over DATABASE_URL, straight to Postgres (DirectPg.listen), or poll."
  },
  "pooled-settings-changed": {
    severity: "error",
    reason: "Whoever gets that server connection next works with a stranger's settings, or as a stranger.",
    remedy:
      "Write SET LOCAL or set_config(…, true) inside a transaction, or set it on the role; `aquifer check FILE` finds the statement, RECONNECT on the console clears the connections."
  },
  "pooled-advisory-locks": {
    severity: "error",
    reason:
      "The lock belongs to a server connection, not to whoever took it: it is never released, or by a stranger.",
    remedy:
      "Use pg_advisory_xact_lock, or a session of DirectPg; RECONNECT on the console releases those that are stuck."
  },
  "pooled-temporary-tables": {
    severity: "warning",
    reason:
      "The next client of that server connection finds the table, its own CREATE TEMP TABLE fails, and others look for it in vain.",
    remedy:
      "Write ON COMMIT DROP and use it in one transaction; RECONNECT on the console clears the connections."
  },
  "pooled-prepared-statements": {
    severity: "warning",
    reason:
      "A statement that was prepared on one server connection is unknown on the others, and its name taken on this one.",
    remedy:
      "Send no PREPARE, and no named statements through a pooler that does not track them; RECONNECT on the console clears the connections."
  }
})

const left = (
  states: ReadonlyArray<Leftovers.Leftovers>,
  name: keyof typeof rules,
  what: (state: Leftovers.Leftovers) => string
) => {
  const each = states.flatMap((state) => {
    const text = what(state)
    return text === "" ? [] : [`${text} on Postgres process ${state.pid}`]
  })
  return each.length === 0
    ? []
    : [found(rules[name], `${listed(each)}; ${states.length} server connections looked at`)]
}

const count = (number: number, what: string): string => (number === 0 ? "" : `${number} ${what}`)

const judge = (states: ReadonlyArray<Leftovers.Leftovers>): ReadonlyArray<Finding> => [
  ...left(states, "listen-on-pooled", ({ channels }) =>
    channels.length === 0 ? "" : `LISTEN ${listed(channels)}`
  ),
  ...left(states, "pooled-settings-changed", ({ settings }) => listed(settings)),
  ...left(states, "pooled-advisory-locks", ({ locks }) => count(locks, "advisory locks")),
  ...left(states, "pooled-temporary-tables", ({ tables }) => count(tables, "temporary tables")),
  ...left(states, "pooled-prepared-statements", ({ statements }) =>
    count(statements.length, "prepared statements")
  )
]

/** Settings that PgBouncer was told to track besides; without its console none are known. */
const trackedExtra = ({ console }: Deployment) =>
  Effect.flatMap(console, PgBouncerSettings.config).pipe(
    Effect.map((config) => (config.get("track_extra_parameters") ?? "").split(",")),
    Effect.map((names) => names.map((name) => name.trim())),
    Effect.orElseSucceed(() => [])
  )

/** What clients left behind on the pooler's idle server connections. */
export const check: Check = {
  name: "session state: what clients left on the pooler's server connections",
  run: Effect.fnUntraced(function* (deployment) {
    const endpoint = yield* deployment.pooled
    if (!endpoint.pooler) return yield* new Unchecked({ reason: "DATABASE_POOL_URL leads to no pooler" })
    const states = yield* orUnchecked(Leftovers.look(endpoint, yield* trackedExtra(deployment)))
    const findings = judge(states)
    const named = states.flatMap(({ statements }) => statements)
    if (named.length === 0 || (yield* orUnchecked(PreparedThroughPooler.tracked(endpoint)))) return findings
    return [
      ...findings,
      found(
        PreparedThroughPooler.rules["prepared-statements-untracked"],
        `clients of DATABASE_POOL_URL prepared ${named.length} statements, and the pooler passes names on as they are`
      )
    ]
  })
}
