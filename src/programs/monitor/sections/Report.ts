import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as Moment from "../../terminal/Moment.ts"
import * as Verdict from "../verdict/Verdict.ts"
import * as VerdictText from "../verdict/VerdictText.ts"
import * as InsightSections from "./InsightSections.ts"
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
        PostgresSections.blocking(overview),
        PostgresSections.longRunning(overview),
        PostgresSections.idleInTransaction(overview),
        ...InsightSections.all(overview),
        PostgresSections.tables(overview)
      ])
]

/**
 * An overview for people: what is wrong now, and then all of it as tables. Sentences are wrapped at `width`; nothing is cut,
 * as statements are there to be copied.
 */
export const render = (overview: OverviewSnapshot, width = Infinity): string =>
  [
    Moment.moment(overview.at),
    VerdictText.render(Verdict.of(overview), width)
      .map(({ text }) => text)
      .join("\n"),
    ...sections(overview).map((section) => Section.render(section, width))
  ].join("\n\n")
