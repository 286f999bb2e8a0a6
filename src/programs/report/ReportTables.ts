import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"
import * as Sparkline from "../terminal/Sparkline.ts"
import * as Table from "../terminal/Table.ts"

/** A part of the report, for people, spreadsheets and the page alike. */
export interface ReportTable {
  readonly header: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<Table.Cell>>
}

const units = ["bytes", "KiB", "MiB", "GiB", "TiB"]

const bytes = (count: number): string => {
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10))
  const value = count / 1_024 ** step
  return `${value.toLocaleString("en", { maximumFractionDigits: step === 0 ? 0 : 1 })} ${units[step]}`
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

export const totals = ({
  totals
}: ResearchReport): ReadonlyArray<readonly [name: string, value: Table.Cell]> => [
  ["keywords", totals.keywords],
  ["documents", totals.documents],
  ["stored", bytes(totals.bytes)],
  ["lookups", totals.hits + totals.misses],
  ["hit ratio", totals.hits + totals.misses === 0 ? "-" : percent(totals.hitRatio)]
]

export const days = ({ days }: ResearchReport): ReportTable => ({
  header: ["day", "documents", "bytes", "hits", "misses"],
  rows: days.map(({ bytes, day, documents, hits, misses }) => [day, documents, bytes, hits, misses])
})

export const keywords = ({ topKeywords }: ResearchReport): ReportTable => ({
  header: ["keyword", "lookups", "hits", "documents"],
  rows: topKeywords.map(({ documents, hits, keyword, lookups }) => [keyword, lookups, hits, documents])
})

export const sources = ({ sources }: ResearchReport): ReportTable => ({
  header: ["source", "documents", "bytes"],
  rows: sources.map(({ bytes, documents, source }) => [source, documents, bytes])
})

/** The parts that make a spreadsheet. */
export const parts = { days, keywords, sources }

/** A keyword may hold anything; what cannot be shown leaves a mark. */
const printable = (cell: Table.Cell): Table.Cell =>
  typeof cell === "number" ? cell : cell === "" ? "(none)" : cell.replaceAll(/\p{Cc}|\p{Cf}/gu, "�")

const section = (title: string, { header, rows }: ReportTable): string =>
  Table.render(title, rows.length === 0 ? [["none"]] : [header, ...rows.map((row) => row.map(printable))])

const chartWidth = 60

const chart = (values: ReadonlyArray<number>): string =>
  Sparkline.render(values, chartWidth, Math.max(...values))

/** The report as tables for people; days on which nothing happened are left out. */
export const render = (report: ResearchReport): string => {
  const { from, to } = report.period
  const { header, rows } = days(report)
  const eventful = rows.filter((row) => row.some((cell) => typeof cell === "number" && cell > 0))
  return [
    Table.render(`Research, ${from} to ${to} (UTC)`, [
      ...totals(report),
      ["documents by day", chart(report.days.map(({ documents }) => documents)) || "-"],
      ["lookups by day", chart(report.days.map(({ hits, misses }) => hits + misses)) || "-"]
    ]),
    section("Days", { header, rows: eventful }),
    section("Keywords looked up most", keywords(report)),
    section("Sources", sources(report))
  ].join("\n\n")
}
