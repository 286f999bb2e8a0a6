import type { InsightSnapshot } from "../../../services/monitor/DatabaseInsight.ts"
import type { Limits, Replication, Vacuuming } from "../../../services/monitor/insight/InsightRows.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"
import * as Moment from "../../terminal/Moment.ts"
import * as PlainText from "../../terminal/PlainText.ts"
import * as Table from "../../terminal/Table.ts"
import type { Section } from "./Section.ts"

interface Layout<A> extends Pick<Section, "id" | "title" | "head"> {
  /** What goes behind the title. */
  readonly detail?: (value: A, insight: InsightSnapshot) => string
  readonly notes?: (value: A) => ReadonlyArray<string>
  readonly rows: (value: A) => Section["rows"]
}

/** A section of a part of the insight, or of what it lacks. */
const section = <A>(
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

const since = (at: number | null): string => (at === null ? "" : `, since ${Moment.moment(at)}`)

/** The statements that took most time. */
export const statements = (overview: OverviewSnapshot): Section =>
  section(overview, ({ statements }) => statements, {
    id: "statements",
    title: "Slowest statements",
    detail: ({ since: at }) => since(at),
    head: ["time", "share", "calls", "mean", "rows", "cache hits", "statement"],
    notes: ({ hidden }) =>
      hidden === 0
        ? []
        : [
            `${hidden.toLocaleString("en")} statements of other roles are not visible to this one; as an administrator: GRANT pg_monitor TO it`
          ],
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

const holding = ({ holders }: Vacuuming): ReadonlyArray<string> =>
  holders
    .slice(0, 1)
    .map(
      ({ kind, name, transactions }) =>
        `VACUUM takes away nothing that is younger than ${kind} ${name}, which is ${transactions.toLocaleString("en")} transactions old`
    )

/** Tables that wait for VACUUM. */
export const vacuum = (overview: OverviewSnapshot): Section =>
  section(overview, ({ vacuuming }) => vacuuming, {
    id: "vacuum",
    title: "Tables that are due for VACUUM",
    head: ["dead rows", "live rows", "due at", "last vacuumed", "now", "table"],
    notes: (value) => [
      ...(value.on ? [] : ["autovacuum or track_counts is off: nothing is vacuumed or analyzed by itself"]),
      ...(value.tables.length === 0 ? [] : holding(value))
    ],
    rows: ({ tables }) =>
      tables.map(({ deadRows, dueAt, liveRows, running, schema, table, vacuumedAt }) => [
        deadRows,
        liveRows,
        dueAt === null ? "off" : Math.round(dueAt),
        vacuumedAt === null ? "never" : Moment.moment(vacuumedAt),
        running ? "running" : "",
        `${schema}.${table}`
      ])
  })

const limitRows = ({ sequences, wraparound }: Limits): Section["rows"] => [
  ...wraparound.map(({ database, multixacts, share, transactions }) => [
    Table.percent(share, 1),
    Math.max(transactions, multixacts),
    2_147_483_648,
    `${multixacts > transactions ? "multixacts" : "transactions"} of database ${database}`
  ]),
  ...sequences.map(({ column, last, max, schema, sequence, share }) => [
    Table.percent(share, 1),
    last,
    max,
    `sequence ${schema}.${sequence}${column === null ? "" : ` of ${column}`}`
  ])
]

/** What runs out for good: transaction numbers, and those of sequences that end at four bytes. */
export const limits = (overview: OverviewSnapshot): Section =>
  section(overview, ({ limits }) => limits, {
    id: "limits",
    title: "Wraparound and sequences",
    head: ["used", "at", "of", "what"],
    notes: ({ hiddenSequences }) =>
      hiddenSequences === 0
        ? []
        : [
            `how far ${hiddenSequences.toLocaleString("en")} more sequences are this role may not see: GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO it`
          ],
    rows: limitRows
  })

const bytes = (value: number | null): string => (value === null ? "-" : Table.bytes(value))

const replicationRows = ({ slots, standbys }: Replication): Section["rows"] => [
  ...standbys.map(({ lagMillis, name, state, sync, unappliedBytes, unwrittenBytes }) => [
    "standby",
    name,
    [state ?? "not visible", sync].filter((part) => part !== null).join(", "),
    bytes(unwrittenBytes),
    bytes(unappliedBytes),
    Table.millis(lagMillis)
  ]),
  ...slots.map(({ active, kind, keptBytes, name, status }) => [
    `${kind} slot`,
    name,
    [active ? "in use" : "nobody reads it", status].filter((part) => part !== null).join(", "),
    bytes(keptBytes),
    "-",
    "-"
  ])
]

/** Who follows this server, and what it keeps for them. */
export const replication = (overview: OverviewSnapshot): Section =>
  section(overview, ({ replication }) => replication, {
    id: "replication",
    title: "Replication",
    detail: (_, { server }) => (server.standby ? ", of a standby" : ""),
    head: ["", "name", "state", "log kept or unwritten", "unapplied", "behind"],
    notes: ({ replayMillis }) =>
      replayMillis === null ? [] : [`this standby shows what was there ${Table.millis(replayMillis)} ago`],
    rows: replicationRows
  })

/** All of them, in the order in which people look. */
export const all = (overview: OverviewSnapshot): ReadonlyArray<Section> => [
  statements(overview),
  scans(overview),
  indexes(overview),
  vacuum(overview),
  limits(overview),
  replication(overview)
]
