import { Effect, type Scope } from "effect"
import { detachedWithin } from "../../layers/deadline/Detached.ts"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import type { Reading } from "../../layers/PgConfig.ts"
import { type Check, type Deployment, Unchecked } from "./deployment/Deployment.ts"
import type { ExpectedSchema } from "./deployment/ExpectedSchema.ts"
import { type Finding, merged, type Rule } from "./deployment/Finding.ts"
import * as Halted from "./pooler/Halted.ts"
import * as PgBouncerSettings from "./pooler/PgBouncerSettings.ts"
import * as PoolMode from "./pooler/PoolMode.ts"
import * as PreparedThroughPooler from "./pooler/PreparedThroughPooler.ts"
import * as SessionStateLost from "./pooler/SessionStateLost.ts"
import * as ThroughPooler from "./pooler/ThroughPooler.ts"
import * as ApplicationRole from "./postgres/ApplicationRole.ts"
import * as Capacity from "./postgres/Capacity.ts"
import * as ClockSkew from "./postgres/ClockSkew.ts"
import * as Leaks from "./postgres/Leaks.ts"
import * as Replicas from "./postgres/Replicas.ts"
import * as Schema from "./postgres/Schema.ts"
import * as Security from "./postgres/Security.ts"
import * as ServerGuards from "./postgres/ServerGuards.ts"
import * as Standbys from "./postgres/Standbys.ts"
import * as Upkeep from "./postgres/Upkeep.ts"
import * as Configuration from "./settings/Configuration.ts"
import * as Endpoints from "./settings/Endpoints.ts"
import * as Entrance from "./settings/Entrance.ts"
import * as Lanes from "./settings/Lanes.ts"
import * as Reach from "./settings/Reach.ts"
import * as StartupParameters from "./settings/StartupParameters.ts"
import * as Supabase from "./settings/Supabase.ts"
import * as Tls from "./settings/Tls.ts"

export type { ExpectedIndex, ExpectedSchema } from "./deployment/ExpectedSchema.ts"
export type { Finding, Rule, Severity } from "./deployment/Finding.ts"

/** What was found, what was looked at, and what could not be. */
export interface Report {
  /** The gravest first; each name once. */
  readonly findings: ReadonlyArray<Finding>
  /** The names of the checks that were made whole, whether they found something or not. */
  readonly checked: ReadonlyArray<string>
  /** The checks that could not be made, or not to their end; what they found until then is among the findings. */
  readonly unchecked: ReadonlyArray<{
    /** What is looked at, such as "schema: migrations, indexes, statistics". */
    readonly name: string
    /** What stood in the way, in words for people. */
    readonly reason: string
  }>
}

/** Checks that run beside those of other lanes. */
interface Lane {
  readonly checks: ReadonlyArray<Check>
  readonly atOnce: number
}

/** What probes the pooler goes one at a time, or one probe would take the connections that another one counts on. */
const lanes: ReadonlyArray<Lane> = [
  { checks: [Configuration.check, Tls.check, Supabase.check, Lanes.check, Endpoints.check], atOnce: 4 },
  {
    checks: [
      PoolMode.check,
      StartupParameters.check,
      ThroughPooler.check,
      SessionStateLost.check,
      ServerGuards.check,
      ApplicationRole.check
    ],
    atOnce: 1
  },
  { checks: [Halted.check, PgBouncerSettings.check, ServerGuards.poolerCheck], atOnce: 1 },
  {
    checks: [
      Capacity.check,
      Leaks.check,
      Schema.check,
      Security.check,
      ClockSkew.check,
      Standbys.check,
      Replicas.check,
      Upkeep.check
    ],
    atOnce: 3
  }
]

/** Every rule that a finding can come from, by family; the table of doctor/Operating.md has the same. */
export const rules: ReadonlyArray<Rule> = [
  Configuration.rules,
  Tls.rules,
  Supabase.rules,
  Endpoints.rules,
  Entrance.rules,
  Lanes.rules,
  StartupParameters.rules,
  PoolMode.rules,
  PreparedThroughPooler.rules,
  SessionStateLost.rules,
  Halted.rules,
  Capacity.rules,
  PgBouncerSettings.rules,
  Leaks.rules,
  ServerGuards.rules,
  Schema.rules,
  ApplicationRole.rules,
  Security.rules,
  ClockSkew.rules,
  Standbys.rules,
  Replicas.rules,
  Upkeep.rules
].flatMap((family) => Object.values<Rule>(family))

/** A check that takes longer waits for a server that does not answer. */
const patience = 5000
/** All of them, so that with the 4 s to reach the endpoints the report is there within 15 s. */
const limit = 8000

interface Outcome {
  readonly name: string
  readonly findings: ReadonlyArray<Finding>
  readonly reason: string | undefined
}

const now = Effect.withFiber((fiber) => Effect.succeed(Monotonic.millis(fiber)))

/** Runs a check in a fiber of its own, so that one that hangs, even while it cleans up, does not delay the report. */
const run = Effect.fnUntraced(function* (check: Check, deployment: Deployment, endsAt: number) {
  const millis = Math.max(0, Math.min(patience, endsAt - (yield* now)))
  return yield* detachedWithin(check.run(deployment), {
    millis,
    destroy: () => undefined,
    orElse: Effect.fail(new Unchecked({ reason: `no answer in ${(millis / 1000).toFixed(1)} s` }))
  }).pipe(
    Effect.map((findings): Outcome => ({ name: check.name, findings, reason: undefined })),
    Effect.catchTag("Unchecked", ({ findings = [], reason }) =>
      Effect.succeed<Outcome>({ name: check.name, findings, reason })
    )
  )
})

/** What holds everybody up is told before what comes of it. */
const isCause = ({ name }: Finding): boolean => name in Halted.rules

const runAll = Effect.fnUntraced(function* (deployment: Deployment) {
  const endsAt = (yield* now) + limit
  const outcomes = yield* Effect.forEach(
    lanes,
    ({ atOnce, checks }) =>
      Effect.forEach(checks, (check) => run(check, deployment, endsAt), { concurrency: atOnce }),
    { concurrency: "unbounded" }
  )
  return outcomes.flat()
})

/** What an examination knows of the deployment beside its settings. */
export interface ExamineOptions {
  /** How many processes run with these settings; 1 unless given. */
  readonly instances?: number | undefined
  /** How many PgBouncers with these pools stand in front of it; as many as its console knows peers, or 1, unless given. */
  readonly poolers?: number | undefined
  /** What the database should hold; without it changes and indexes are not looked for, and the report says so. */
  readonly schema?: ExpectedSchema | undefined
}

/**
 * Examines a deployment: its settings, both endpoints, PgBouncer's console, and whether the database has its schema.
 *
 * It reads only, takes a handful of connections, and answers within 15 s whatever does not answer it. It does not
 * fail: what is wrong is a finding, and what cannot be looked at is said with the reason.
 *
 * **Example** (What a deployment lacks, in the log)
 *
 * ```ts
 * import { kitSchema, PgConfig } from "aquifer"
 * import { Doctor } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const examined = Effect.gen(function* () {
 *   const reading = yield* PgConfig.reading
 *   const { findings } = yield* Doctor.examine(reading, { instances: 4, schema: { changes: kitSchema } })
 *   for (const { evidence, name, remedy } of findings) {
 *     yield* Effect.logWarning(`${name}: ${evidence}; ${remedy}`)
 *   }
 * }).pipe(Effect.scoped)
 * ```
 */
export const examine = Effect.fn("Doctor.examine")(function* (
  reading: Reading,
  { instances = 1, poolers, schema }: ExamineOptions = {}
): Effect.fn.Return<Report, never, Scope.Scope> {
  const { deployment, findings } = yield* Reach.deployment({ reading, instances, poolers, schema })
  const outcomes = yield* runAll(deployment)
  const seen = outcomes.flatMap((outcome) => outcome.findings)
  return {
    findings: merged([...seen.filter(isCause), ...findings, ...seen]),
    checked: outcomes.flatMap(({ name, reason }) => (reason === undefined ? [name] : [])),
    unchecked: outcomes.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]))
  }
}, Effect.scoped)
