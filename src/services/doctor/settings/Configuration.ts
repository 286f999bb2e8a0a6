import { Effect } from "effect"
import { type Kind, lacksProject, optionNames } from "../../../layers/config/PgSettingsCheck.ts"
import type { PgSettings } from "../../../layers/PgConfig.ts"
import type { Check } from "../deployment/Deployment.ts"
import { family, type Finding, found, type Rule } from "../deployment/Finding.ts"
import { address, rules as endpoints } from "./Endpoints.ts"
import { rules as startup } from "./StartupParameters.ts"
import { rules as supabase } from "./Supabase.ts"
import { rules as tls } from "./Tls.ts"

/** Variables that cannot be read, or not together. */
export const rules = family({
  "setting-invalid": {
    severity: "error",
    reason: "No program of Aquifer starts with a variable that it cannot read.",
    remedy: "Correct the variable; the README's table of the environment says what each one takes."
  },
  "pool-min-over-size": {
    severity: "error",
    reason: "A pool cannot keep more connections open than it may open.",
    remedy: "Lower POOL_MIN or raise POOL_SIZE."
  },
  "parameters-idle": {
    severity: "info",
    reason: "They tell other clients how to work, or ask for what is so anyway; here they change nothing.",
    remedy:
      "Leave them where another client reads the same URL; what they say about waiting and keeping connections is said here by the POOL_… variables."
  }
})

/** The rule that a contradiction breaks. */
const broken: Readonly<Record<Kind, Rule>> = {
  "pool-min": rules["pool-min-over-size"],
  "same-endpoint": endpoints["same-endpoint"],
  "direct-is-pooler": endpoints["direct-is-pooler"],
  "pooled-is-direct": endpoints["pooled-is-direct"],
  "startup-parameters": startup["startup-parameters"],
  "supabase-user": supabase["supabase-user"],
  "root-certificate": tls["root-certificate-missing"]
}

const seen = (kind: Kind, { direct, pool, pooled }: PgSettings): string => {
  const at = (endpoint: typeof direct) => (endpoint === undefined ? "nowhere" : address(endpoint))
  switch (kind) {
    case "pool-min":
      return `POOL_MIN is ${pool.min}, POOL_SIZE ${pool.size}`
    case "same-endpoint":
      return `DATABASE_URL and DATABASE_POOL_URL both lead to ${at(direct)}`
    case "direct-is-pooler":
      return `DATABASE_URL leads to ${at(direct)}${direct?.pgbouncer === true ? " and says pgbouncer=true" : ""}`
    case "pooled-is-direct":
      return `DATABASE_POOL_URL leads to ${at(pooled)}, and POOL_MODE is ${pool.mode}`
    case "startup-parameters":
      return `DATABASE_POOL_URL sets ${optionNames(pooled?.options ?? "")} at login`
    case "supabase-user":
      return Object.entries({ DATABASE_URL: direct, DATABASE_POOL_URL: pooled })
        .flatMap(([name, endpoint]) =>
          endpoint !== undefined && lacksProject(endpoint)
            ? [`${name} has the user ${endpoint.username} at ${at(endpoint)}`]
            : []
        )
        .join("\n")
    case "root-certificate":
      return `no sslrootcert for ${[direct, pooled]
        .filter((endpoint) => endpoint !== undefined && endpoint.rootCertificate === undefined)
        .map(at)
        .join(", ")}`
  }
}

const idle = ({ direct, pooled }: PgSettings): ReadonlyArray<Finding> =>
  Object.entries({ DATABASE_URL: direct, DATABASE_POOL_URL: pooled }).flatMap(([name, endpoint]) =>
    endpoint?.idleParameters === undefined
      ? []
      : [found(rules["parameters-idle"], `${name} has ${Object.keys(endpoint.idleParameters).join(", ")}`)]
  )

/** Everything that would stop a program before it connects, and not only the first of it. */
export const check: Check = {
  name: "environment: variables, and whether they fit together",
  run: ({ reading: { contradictions, problems, settings } }) =>
    Effect.succeed<ReadonlyArray<Finding>>([
      ...problems
        .filter((problem) => !problem.includes("sslmode")) // those are findings about TLS
        .map((problem) => found(rules["setting-invalid"], problem)),
      ...contradictions.map(({ kind }) => found(broken[kind], seen(kind, settings))),
      ...idle(settings)
    ])
}
