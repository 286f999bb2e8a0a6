import type { OverviewSnapshot } from "../../services/monitor/Overview.ts"
import * as PoolerSections from "./PoolerSections.ts"
import * as PoolSections from "./PoolSections.ts"
import * as PostgresSections from "./PostgresSections.ts"
import * as Section from "./Section.ts"

/** The sections of what is there; of a part that is missing, the one that says so. */
export const sections = (overview: OverviewSnapshot): ReadonlyArray<Section.Section> => [
  PoolSections.pools(overview),
  ...(overview.pools._tag === "Missing"
    ? []
    : [PoolSections.times(overview), PoolSections.callers(overview)]),
  PoolerSections.pools(overview),
  ...(overview.pgbouncer._tag === "Missing"
    ? []
    : [PoolerSections.clients(overview), PoolerSections.stats(overview)]),
  PostgresSections.database(overview),
  ...(overview.postgres._tag === "Missing"
    ? []
    : [
        PostgresSections.longRunning(overview),
        PostgresSections.blocking(overview),
        PostgresSections.idleInTransaction(overview),
        PostgresSections.tables(overview)
      ])
]

/** An overview as tables for people. */
export const render = (overview: OverviewSnapshot, width?: number): string =>
  [
    `${new Date(overview.at).toISOString()}`,
    ...sections(overview).map((section) => Section.render(section, width))
  ].join("\n\n")
