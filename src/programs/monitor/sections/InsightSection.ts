import type { InsightSnapshot } from "../../../services/monitor/DatabaseInsight.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"
import type { Section } from "./Section.ts"

/** How a part of the insight is shown. */
export interface Layout<A> extends Pick<Section, "id" | "title" | "head"> {
  /** What goes behind the title. */
  readonly detail?: (value: A, insight: InsightSnapshot) => string
  readonly notes?: (value: A) => ReadonlyArray<string>
  readonly rows: (value: A) => Section["rows"]
}

/** A section of a part of the insight, or of what it lacks. */
export const section = <A>(
  { insight }: OverviewSnapshot,
  of: (insight: InsightSnapshot) => Panel<A>,
  { detail, head, id, notes, rows, title }: Layout<A>
): Section => {
  if (insight._tag === "Missing") return { id, title, head, notes: [insight.reason], rows: [] }
  const panel = of(insight.value)
  if (panel._tag === "Missing") return { id, title, head, notes: [panel.reason], rows: [] }
  return {
    id,
    head,
    title: detail === undefined ? title : `${title}${detail(panel.value, insight.value)}`,
    notes: notes?.(panel.value) ?? [],
    rows: rows(panel.value)
  }
}
