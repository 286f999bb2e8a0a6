import { family, first } from "../../../services/doctor/deployment/Finding.ts"
import type { IndexIssue, TableScans } from "../../../services/monitor/insight/InsightRows.ts"
import * as Table from "../../terminal/Table.ts"
import { type Look, seen, type Sighting, shown } from "./Sighting.ts"

/** What costs time or room. */
export const rules = family({
  "index-invalid": {
    severity: "warning",
    reason:
      "It was not built to its end (CREATE INDEX CONCURRENTLY failed): each write keeps it up, and no query uses it.",
    remedy: "REINDEX INDEX CONCURRENTLY, or drop it; the table of indexes has the statement."
  },
  "foreign-key-unindexed": {
    severity: "info",
    reason:
      "Each DELETE or UPDATE of a key that is referred to reads the whole table that refers to it, under a lock.",
    remedy: "Create the index; the table of indexes has the statement."
  },
  "index-duplicate": {
    severity: "info",
    reason: "Another index does its work: it costs each write, memory and disk.",
    remedy: "Drop it when it is the same to you; the table of indexes has the statement."
  },
  "index-unused": {
    severity: "info",
    reason: "No statement has read it since the statistics began: it costs each write, memory and disk.",
    remedy:
      "See that it is not used on a standby, or once a month; then drop it. The table of indexes has the statement."
  },
  "table-read-whole": {
    severity: "info",
    reason: "Large tables read from beginning to end take the time and the cache of all others.",
    remedy: "EXPLAIN (ANALYZE) the slowest statements on it, and create the index that their conditions need."
  },
  "statements-uncounted": {
    severity: "info",
    reason: "Without pg_stat_statements nobody knows which statements the time goes to.",
    remedy: "The table of slowest statements says how to switch it on."
  }
})

const kinds = {
  invalid: rules["index-invalid"],
  missing: rules["foreign-key-unindexed"],
  duplicate: rules["index-duplicate"],
  unused: rules["index-unused"]
} as const

const named = ({ because, bytes, index, kind, schema, table }: IndexIssue): string =>
  kind === "missing"
    ? `${schema}.${table}, for ${because ?? "a foreign key"}`
    : `${schema}.${index ?? "?"} (${Table.bytes(bytes)})${because === null ? "" : `: ${because} does its work`}`

const indexes = (issues: ReadonlyArray<IndexIssue>): ReadonlyArray<Sighting> =>
  (["invalid", "missing", "duplicate", "unused"] as const).flatMap((kind) =>
    seen(
      kinds[kind],
      "indexes",
      first(
        issues.filter((issue) => issue.kind === kind),
        named
      )
    )
  )

/** A table that is read whole now and then, such as by a report or a dump, is nothing to mend. */
const often = { scans: 100, rowsAScan: 10_000 }

const scans = (tables: ReadonlyArray<TableScans>): ReadonlyArray<Sighting> =>
  seen(
    rules["table-read-whole"],
    "scans",
    first(
      tables.filter(
        ({ rowsRead, sequentialScans }) =>
          sequentialScans >= often.scans && rowsRead / sequentialScans >= often.rowsAScan
      ),
      ({ rowsRead, schema, sequentialScans, table }) =>
        `${schema}.${table} ${sequentialScans.toLocaleString("en")} times, ${Math.round(rowsRead / sequentialScans).toLocaleString("en")} rows each`
    )
  )

/** What would make the database faster or smaller. */
export const look: Look = ({ insight }) => {
  const found = shown(insight)
  if (found === undefined) return []
  const { statements } = found
  return [
    ...indexes(shown(found.indexes) ?? []),
    ...scans(shown(found.scans) ?? []),
    ...seen(
      rules["statements-uncounted"],
      "statements",
      statements._tag === "Missing" && statements.failed !== true ? [statements.reason] : []
    )
  ]
}
