import { Duration, Effect } from "effect"
import type { PgSettings } from "../../../layers/PgConfig.ts"
import { type Ask, type Check, orUnchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"
import * as PgBouncerAdvisories from "./PgBouncerAdvisories.ts"

/** What PgBouncer's console shows. */
export const rules = family({
  "query-wait-too-long": {
    severity: "warning",
    reason:
      "A caller gives up after its deadline (10 s for a transaction), and PgBouncer keeps its place in the queue: under overload it serves those who have gone.",
    remedy: "query_wait_timeout = 15 in pgbouncer.ini."
  },
  "server-login-retry-slow": {
    severity: "warning",
    reason:
      "After one failed login PgBouncer refuses everybody for so long, though Postgres may be back within a second.",
    remedy: "server_login_retry = 1 in pgbouncer.ini."
  },
  "server-idle-timeout": {
    severity: "warning",
    reason:
      "Shorter than POOL_IDLE_TIMEOUT, and the pool keeps connections to a pooler that has closed its own; 0, and a server connection that was opened once is kept for ever.",
    remedy: "server_idle_timeout = 600 in pgbouncer.ini, over POOL_IDLE_TIMEOUT in any case."
  },
  "client-idle-timeout": {
    severity: "warning",
    reason:
      "PgBouncer closes connections that the pool takes for good; the next statement on one has to be repeated.",
    remedy: "client_idle_timeout = 0 in pgbouncer.ini, or POOL_IDLE_TIMEOUT below it and POOL_MIN=0."
  },
  "pgbouncer-vulnerable": {
    severity: "warning",
    reason: "Some of these let a stranger stop PgBouncer, or log in as somebody else.",
    remedy: `Install PgBouncer ${PgBouncerAdvisories.mended} or newer, or see that your distribution's package has the fixes; let nobody reach its port who need not.`
  },
  "console-open-to-application": {
    severity: "warning",
    reason: "Whoever has the application's password can stop the pooler and cut everybody's connections.",
    remedy:
      "Take the application's user out of admin_users; stats_users is enough for the doctor and the monitor."
  }
})

/** Under this a caller's wait and PgBouncer's end about together; the longest deadline of an operation is 10 s. */
const longestQueryWait = 15
/** A second to come back, and one to notice. */
const longestLoginRetry = 2

export type PgBouncerConfig = ReadonlyMap<string, string>

/** PgBouncer's settings, as it says they are. */
export const config = (ask: Ask) =>
  Effect.map(ask("SHOW CONFIG"), (rows): PgBouncerConfig => {
    const settings = new Map<string, string>()
    for (const { key, value } of rows) if (typeof key === "string") settings.set(key, value ?? "")
    return settings
  })

/** In a column, or before 1.20 in a notice that no client keeps; then SHOW CONFIG has settings that only some have. */
const version = (ask: Ask) =>
  Effect.map(ask("SHOW VERSION"), ([row]) => row?.["version"]?.match(/\d+(\.\d+)+/)?.[0])

const seconds = (settings: PgBouncerConfig, name: string): number | undefined => {
  const text = settings.get(name)
  return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text)
}

const timeouts = (settings: PgBouncerConfig, { pool }: PgSettings): ReadonlyArray<Finding> => {
  const findings: Array<Finding> = []
  const own = Duration.toSeconds(pool.idleTimeout)
  const wait = seconds(settings, "query_wait_timeout")
  const retry = seconds(settings, "server_login_retry")
  const server = seconds(settings, "server_idle_timeout")
  const client = seconds(settings, "client_idle_timeout")
  if (wait !== undefined && (wait === 0 || wait > longestQueryWait)) {
    findings.push(
      found(rules["query-wait-too-long"], `query_wait_timeout is ${wait === 0 ? "off" : `${wait} s`}`)
    )
  }
  if (retry !== undefined && retry > longestLoginRetry) {
    findings.push(found(rules["server-login-retry-slow"], `server_login_retry is ${retry} s`))
  }
  if (server !== undefined && (server === 0 || server < own)) {
    findings.push(
      found(rules["server-idle-timeout"], `server_idle_timeout is ${server} s, POOL_IDLE_TIMEOUT ${own} s`)
    )
  }
  if (client !== undefined && client > 0 && (client < own || pool.min > 0)) {
    findings.push(
      found(
        rules["client-idle-timeout"],
        `client_idle_timeout is ${client} s, POOL_IDLE_TIMEOUT ${own} s, POOL_MIN ${pool.min}`
      )
    )
  }
  return findings
}

const vulnerable = (running: string | undefined): ReadonlyArray<Finding> => {
  const known = running === undefined ? [] : PgBouncerAdvisories.of(running)
  return known.length === 0
    ? []
    : [found(rules["pgbouncer-vulnerable"], `version ${running} has ${listed(known, 20)}`)]
}

const administrators = (settings: PgBouncerConfig, user: string | undefined): ReadonlyArray<Finding> =>
  user !== undefined && (settings.get("admin_users") ?? "").split(",").some((name) => name.trim() === user)
    ? [found(rules["console-open-to-application"], `admin_users names ${user}`)]
    : []

/** PgBouncer's settings and version. */
export const check: Check = {
  name: "PgBouncer: settings and version",
  run: Effect.fnUntraced(function* (deployment) {
    const ask = yield* deployment.console
    const { settings } = deployment.reading
    const [running, shown] = yield* orUnchecked(Effect.all([version(ask), config(ask)]))
    return [
      ...timeouts(shown, settings),
      ...vulnerable(running),
      ...administrators(shown, settings.pooled?.username)
    ]
  })
}
