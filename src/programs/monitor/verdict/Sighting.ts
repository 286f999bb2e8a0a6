import { found as broken, type Finding, type Rule } from "../../../services/doctor/deployment/Finding.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"

/** A rule that is broken now, and the table in which it is seen. */
export interface Sighting {
  readonly finding: Finding
  /** The section's id; undefined where nothing shows it. */
  readonly section: string | undefined
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

/** What a part shows, where it is there. */
export const shown = <A>(panel: Panel<A>): A | undefined => (panel._tag === "Shown" ? panel.value : undefined)
