import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Section } from "./Section.ts"
import { indexes, scans, statements } from "./SpeedSections.ts"
import { limits, replication, vacuum } from "./UpkeepSections.ts"

/** What makes the database slow and what will stop it, in the order in which people look. */
export const all = (overview: OverviewSnapshot): ReadonlyArray<Section> => [
  statements(overview),
  scans(overview),
  indexes(overview),
  vacuum(overview),
  limits(overview),
  replication(overview)
]
