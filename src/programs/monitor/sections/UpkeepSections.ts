import type { Limits, Replication, Vacuuming } from "../../../services/monitor/insight/UpkeepRows.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as Moment from "../../terminal/Moment.ts"
import * as Table from "../../terminal/Table.ts"
import { section } from "./InsightSection.ts"
import type { Section } from "./Section.ts"

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
    // What an earlier release serves does not say in which schemas they are.
    notes: ({ hiddenSchemas = ["…"], hiddenSequences }: Partial<Limits> & Pick<Limits, "hiddenSequences">) =>
      hiddenSequences === 0
        ? []
        : [
            `how far ${hiddenSequences.toLocaleString("en")} more sequences are this role may not see: GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${hiddenSchemas.join(", ")} TO it`
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
