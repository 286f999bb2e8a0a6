import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"

/** What a document says that is a report of this version. */
export const format = "aquifer-report-1"

/** What `aquifer report --json` prints: what was stored and looked up in a period. */
export interface ReportDocument extends ResearchReport {
  readonly format: typeof format
}

export const of = (report: ResearchReport): ReportDocument => ({ format, ...report })
