import { found as broken, type Finding, type Rule } from "../../../services/doctor/deployment/Finding.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"
import * as Moment from "../../terminal/Moment.ts"

/** A rule that is broken now, and the table in which it is seen. */
export interface Sighting {
  readonly finding: Finding
  /** The section's id; undefined where nothing shows it. */
  readonly section: string | undefined
  /** Whether it was seen before the server stopped answering, and nobody knows whether it still is so. */
  readonly old?: true
}

/** What looks for rules that are broken. */
export type Look = (overview: OverviewSnapshot) => ReadonlyArray<Sighting>

/** The sighting of a rule, where there is anything to see. */
export const seen = (
  rule: Rule,
  section: string | undefined,
  evidence: ReadonlyArray<string>,
  fitted: Partial<Pick<Rule, "severity" | "remedy">> = {}
): ReadonlyArray<Sighting> =>
  evidence.length === 0 ? [] : [{ finding: broken(rule, evidence.join("\n"), fitted), section }]

/** An answer that is later than that is worth a finding. */
export const lateMillis = 1_000

/** Whether Postgres should answer, and does not. */
const isSilent = ({ postgres }: OverviewSnapshot): boolean =>
  postgres._tag === "Shown" ? postgres.silentMillis >= lateMillis : postgres.failed === true

/** What is looked at once a minute outlives the server: it says of when it is, once that does not answer. */
export const dated =
  (look: Look): Look =>
  (overview) => {
    const { at, insight } = overview
    const sightings = look(overview)
    if (insight._tag === "Missing" || !isSilent(overview)) return sightings
    const since = insight.value.at
    const asOf = `as of ${Moment.clock(since)}, ${Math.round((at - since) / 1_000)} s ago: `
    return sightings.map(({ finding, section }) => ({
      finding: { ...finding, evidence: `${asOf}${finding.evidence}` },
      section,
      old: true
    }))
  }

/** What a part shows, where it is there. */
export const shown = <A>(panel: Panel<A>): A | undefined => (panel._tag === "Shown" ? panel.value : undefined)
