import { Effect, Option } from "effect"
import { keepsSessions } from "../../../layers/config/HostName.ts"
import { addressOf, hostsOf } from "../../../layers/config/PgUrl.ts"
import { type Check, type Deployment, type Endpoint, Unchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"

/** Which endpoint is which. */
export const rules = family({
  "endpoint-not-set": {
    severity: "warning",
    reason:
      "Traffic belongs on the pooled endpoint (DATABASE_POOL_URL); migrations and LISTEN need the direct one (DATABASE_URL).",
    remedy: "Set the variable."
  },
  "same-endpoint": {
    severity: "error",
    reason:
      "One of the two is not what it is taken for: through a pooler migrations and LISTEN break, and without one each instance's pool takes connections from Postgres itself.",
    remedy:
      "Give DATABASE_POOL_URL the pooler's address (port 6543 at Supabase) and DATABASE_URL Postgres' own (port 5432)."
  },
  "direct-is-pooler": {
    severity: "error",
    reason: "Migrations, LISTEN, session locks and prepared statements break behind a transaction pooler.",
    remedy: "Give DATABASE_URL the address of Postgres itself, and put this URL into DATABASE_POOL_URL."
  },
  "pooled-is-direct": {
    severity: "error",
    reason: "Without a pooler each instance's whole pool takes connections from Postgres' own limit.",
    remedy:
      "Give DATABASE_POOL_URL the address of the pooler: port 6543 at Supabase, listen_port of pgbouncer.ini elsewhere. A session pooler on port 5432 wants POOL_MODE=session."
  },
  "endpoint-is-standby": {
    severity: "error",
    reason: "A standby, such as a read replica, refuses writes (25006), migrations and LISTEN.",
    remedy:
      "Give it the primary's address, or every host with target_session_attrs=read-write, which finds the primary; reads may have a pool of their own at the standby."
  },
  "endpoints-differ": {
    severity: "error",
    reason: "Migrations go to one database and traffic to another.",
    remedy: "Make both URLs lead to the same database of the same cluster."
  }
})

/** An endpoint's address, as messages name it. */
export const address = addressOf

const missing = ({ reading: { problems, settings } }: Deployment): ReadonlyArray<Finding> => {
  const unset = (name: string) => !problems.some((problem) => problem.startsWith(`${name} `))
  return [
    ...(settings.pooled === undefined && unset("DATABASE_POOL_URL")
      ? [found(rules["endpoint-not-set"], "DATABASE_POOL_URL is not set", { severity: "error" })]
      : []),
    ...(settings.direct === undefined && unset("DATABASE_URL")
      ? [found(rules["endpoint-not-set"], "DATABASE_URL is not set")]
      : [])
  ]
}

const said = ({ facts, url, variable }: Endpoint, processId: number): string =>
  `${variable} (${address(url)}) called the session ${processId} at login, and Postgres process ${facts.pid} answered`

const taken = (direct: Endpoint | undefined, pooled: Endpoint | undefined): ReadonlyArray<Finding> => [
  ...(direct?.pooler === true && !keepsSessions(hostsOf(direct.url))
    ? [found(rules["direct-is-pooler"], said(direct, direct.loginId))]
    : []),
  ...(pooled?.pooler === false
    ? [
        found(
          rules["pooled-is-direct"],
          `DATABASE_POOL_URL (${address(pooled.url)}): Postgres process ${pooled.facts.pid} itself answered`
        )
      ]
    : [])
]

/** Who asks for a standby gets one. */
const wanted: ReadonlySet<string | undefined> = new Set(["read-only", "standby", "prefer-standby"])

const following = (direct: Endpoint | undefined, pooled: Endpoint | undefined): ReadonlyArray<Finding> =>
  [direct, pooled].flatMap((endpoint) =>
    endpoint?.facts.standby === true && !wanted.has(endpoint.url.targetSessionAttrs)
      ? [found(rules["endpoint-is-standby"], `${endpoint.variable} leads to ${address(endpoint.url)}`)]
      : []
  )

const named = ({ facts, variable }: Endpoint): string =>
  `${variable} leads to database ${facts.database} of cluster ${facts.cluster}`

const apart = (direct: Endpoint | undefined, pooled: Endpoint | undefined): ReadonlyArray<Finding> =>
  direct !== undefined &&
  pooled !== undefined &&
  (direct.facts.cluster !== pooled.facts.cluster || direct.facts.database !== pooled.facts.database)
    ? [found(rules["endpoints-differ"], `${named(direct)}, ${named(pooled)}`)]
    : []

/** Which of the two endpoints is a pooler, by whose process answers, and whether they lead to the same place. */
export const check: Check = {
  name: "endpoints: which is the pooler, and whether both lead to the same database",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = Option.getOrUndefined(yield* Effect.option(deployment.direct))
    const pooled = Option.getOrUndefined(yield* Effect.option(deployment.pooled))
    const findings = [
      ...missing(deployment),
      ...taken(direct, pooled),
      ...following(direct, pooled),
      ...apart(direct, pooled)
    ]
    const unreached = [
      ...(direct === undefined ? ["DATABASE_URL"] : []),
      ...(pooled === undefined ? ["DATABASE_POOL_URL"] : [])
    ]
    return unreached.length === 0
      ? findings
      : yield* new Unchecked({ reason: `no session at ${unreached.join(" and ")}`, findings })
  })
}
