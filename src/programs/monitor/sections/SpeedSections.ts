import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as Moment from "../../terminal/Moment.ts"
import * as PlainText from "../../terminal/PlainText.ts"
import * as Table from "../../terminal/Table.ts"
import { section } from "./InsightSection.ts"
import type { Section } from "./Section.ts"

const since = (at: number | null): string =>
  at === null ? ", since when is not known" : `, since ${Moment.moment(at)}`

const uses = (overview: OverviewSnapshot): Section =>
  section(overview, ({ statements }) => statements, {
    id: "statements",
    title: "Slowest statements",
    detail: ({ since: at }) => since(at),
    head: ["time", "share", "calls", "mean", "rows", "cache hits", "statement"],
    notes: ({ hidden }) =>
      hidden === 0
        ? []
        : [`${hidden.toLocaleString("en")} statements of other roles are not visible to this one`],
    rows: ({ statements }) =>
      statements.map((each) => [
        Table.millis(each.totalMillis),
        Table.percent(each.share, 1),
        each.calls,
        Table.millis(each.meanMillis),
        each.rows,
        Table.percent(each.cacheHitRatio, 1),
        PlainText.line(each.statement)
      ])
  })

/** The statements that took most time; as the first of these sections it says what this role does not see of them all. */
export const statements = (overview: OverviewSnapshot): Section => {
  const { insight } = overview
  const made = uses(overview)
  return insight._tag === "Missing" || insight.value.remedy === undefined
    ? made
    : { ...made, notes: [...made.notes, insight.value.remedy] }
}

/** Indexes that are missing, unused, there twice or invalid. */
export const indexes = (overview: OverviewSnapshot): Section =>
  section(overview, ({ indexes }) => indexes, {
    id: "indexes",
    title: "Indexes that are missing, unused, duplicate or invalid",
    detail: (_, { server }) => since(server.since),
    head: ["", "size", "reads", "table", "index", "because of", "to mend it"],
    rows: (issues) =>
      issues.map(({ because, bytes, index, kind, remedy, scans, schema, table }) => [
        kind,
        Table.bytes(bytes),
        scans ?? "-",
        `${schema}.${table}`,
        index ?? "-",
        because ?? "-",
        remedy
      ])
  })

/** Large tables that are read from beginning to end. */
export const scans = (overview: OverviewSnapshot): Section =>
  section(overview, ({ scans }) => scans, {
    id: "scans",
    title: "Sequential scans of large tables",
    detail: (_, { server }) => since(server.since),
    head: ["size", "rows", "sequential scans", "rows a scan", "index scans", "last", "table"],
    rows: (tables) =>
      tables.map(({ bytes, indexScans, lastAt, rows, rowsRead, schema, sequentialScans, table }) => [
        Table.bytes(bytes),
        Math.round(rows),
        sequentialScans,
        Math.round(rowsRead / Math.max(1, sequentialScans)),
        indexScans,
        lastAt === null ? "-" : Moment.moment(lastAt),
        `${schema}.${table}`
      ])
  })
