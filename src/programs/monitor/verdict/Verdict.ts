import type { Rule, Severity } from "../../../services/doctor/deployment/Finding.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as AnswerFindings from "./AnswerFindings.ts"
import * as HaltFindings from "./HaltFindings.ts"
import * as LimitFindings from "./LimitFindings.ts"
import * as PoolFindings from "./PoolFindings.ts"
import * as ReplicationFindings from "./ReplicationFindings.ts"
import * as SessionFindings from "./SessionFindings.ts"
import { dated, type Look, type Sighting } from "./Sighting.ts"
import * as SpeedFindings from "./SpeedFindings.ts"

export type { Sighting } from "./Sighting.ts"

/** What is wrong now. */
export interface Verdict {
  /** One sentence: what is wrong, or that nothing is, and what could not be seen. */
  readonly line: string
  /** How bad it is: that of the gravest finding, or "good". */
  readonly state: Severity | "good"
  /** The gravest first; what was seen before a server stopped answering last. */
  readonly sightings: ReadonlyArray<Sighting>
}

/** Rules that the monitor has beside the doctor's; the table of Monitoring.md has the same. */
export const rules: ReadonlyArray<Rule> = [
  AnswerFindings.rules,
  PoolFindings.rules,
  SessionFindings.rules,
  ReplicationFindings.rules,
  SpeedFindings.rules
].flatMap((family) => Object.values<Rule>(family))

/** What holds everybody up comes before what comes of it. */
const looks: ReadonlyArray<Look> = [
  HaltFindings.look,
  AnswerFindings.look,
  PoolFindings.pools,
  PoolFindings.pooler,
  SessionFindings.look,
  dated(LimitFindings.look),
  dated(ReplicationFindings.look),
  dated(SpeedFindings.look)
]

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

const parts = { pools: "the pools", pgbouncer: "PgBouncer", postgres: "Postgres" } as const

const unseen = (overview: OverviewSnapshot): ReadonlyArray<string> =>
  (["pools", "pgbouncer", "postgres"] as const)
    .filter((part) => overview[part]._tag === "Missing")
    .map((part) => parts[part])

/** What a role that is no member of pg_monitor is not shown of a part that is there. */
const veiled = ({ postgres }: OverviewSnapshot): ReadonlyArray<string> =>
  postgres._tag === "Shown" && postgres.value.visibility.remedy !== undefined
    ? ["what other roles' sessions do"]
    : []

const names = (sightings: ReadonlyArray<Sighting>): string =>
  [...new Set(sightings.map(({ finding }) => finding.name))].join(", ")

const line = (overview: OverviewSnapshot, sightings: ReadonlyArray<Sighting>): string => {
  const missing = unseen(overview)
  const blind = [...missing, ...veiled(overview)]
  const now = sightings.filter(({ old }) => old !== true)
  const wrong = now.filter(({ finding }) => finding.severity !== "info")
  const notes = now.length - wrong.length
  const before = sightings.length - now.length
  const said =
    wrong.length === 0 && missing.length === Object.keys(parts).length
      ? "Nothing can be seen"
      : wrong.length === 0
        ? `Nothing is wrong${blind.length === 0 ? "" : " with what can be seen"}`
        : `${wrong.length === 1 ? "1 thing is" : `${wrong.length} things are`} wrong: ${names(wrong)}`
  return [
    said,
    ...(notes === 0 ? [] : [`${notes} more ${notes === 1 ? "is" : "are"} worth a look`]),
    ...(before === 0 ? [] : [`${before} more ${before === 1 ? "was" : "were"} seen before`]),
    ...(blind.length === 0 ? [] : [`not seen: ${blind.join(", ")}`])
  ].join("; ")
}

/** The verdict on an overview, in the words of the doctor, and of rules like the doctor's for what it does not look at. */
export const of = (overview: OverviewSnapshot): Verdict => {
  const sightings = looks
    .flatMap((look) => look(overview))
    .toSorted((a, b) => rank[a.finding.severity] - rank[b.finding.severity])
    .toSorted((a, b) => Number(a.old ?? false) - Number(b.old ?? false))
  return {
    line: line(overview, sightings),
    state: sightings[0]?.finding.severity ?? "good",
    sightings
  }
}
