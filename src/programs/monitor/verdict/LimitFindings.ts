import { family } from "../../../services/doctor/deployment/Finding.ts"
import type { Limits, Vacuuming } from "../../../services/monitor/insight/UpkeepRows.ts"
import * as Table from "../../terminal/Table.ts"
import { first, type Look, seen, shown } from "./Sighting.ts"

/** What stops a database one day. */
export const rules = family({
  "wraparound-near": {
    severity: "warning",
    reason:
      "Autovacuum does not keep up with freezing old rows. When transaction numbers run out Postgres takes no more writes.",
    remedy:
      "End what holds on to old rows (the table of VACUUM names it), then VACUUM (FREEZE) the oldest tables of that database; give autovacuum more workers and a higher autovacuum_vacuum_cost_limit."
  },
  "sequence-nearly-exhausted": {
    severity: "warning",
    reason: "After its last number each INSERT fails.",
    remedy:
      "Make column and sequence bigint before that: a new column filled in batches and swapped, as ALTER TABLE … TYPE bigint locks and rewrites the table; ALTER SEQUENCE … AS bigint."
  },
  "autovacuum-off": {
    severity: "error",
    reason: "Dead rows pile up, statistics grow old, and transaction numbers run out.",
    remedy: "Set autovacuum and track_counts to on, and reload; take autovacuum_enabled = off from tables."
  },
  "vacuum-lags": {
    severity: "warning",
    reason: "Statements read dead rows as well as living ones, and the table grows on disk.",
    remedy:
      "End what holds on to old rows; then VACUUM (ANALYZE) the table, and have autovacuum come earlier: ALTER TABLE … SET (autovacuum_vacuum_scale_factor = 0.02)."
  }
})

/** Shares of two thousand million, and of a sequence's last number. */
const near = { wraparound: 0.4, sequence: 0.75 }
const imminent = { wraparound: 0.8, sequence: 0.95 }

const wraparound = ({ wraparound }: Limits) => {
  // Where freezing is meant to begin late, a high share alone is no sign that it does not happen.
  const old = wraparound.filter(
    ({ freezesFrom, share }) => share >= Math.max(near.wraparound, freezesFrom * 1.2)
  )
  const severity = old.some(({ share }) => share >= imminent.wraparound) ? "error" : "warning"
  return seen(
    rules["wraparound-near"],
    "limits",
    first(
      old,
      ({ database, multixacts, share, transactions }) =>
        `database ${database} has used ${Table.percent(share, 0)} of its ${multixacts > transactions ? "multixact" : "transaction"} numbers without freezing`
    ),
    { severity }
  )
}

const sequences = ({ sequences }: Limits) => {
  const old = sequences.filter(({ share }) => share >= near.sequence)
  const severity = old.some(({ share }) => share >= imminent.sequence) ? "error" : "warning"
  return seen(
    rules["sequence-nearly-exhausted"],
    "limits",
    first(
      old,
      ({ column, last, max, schema, sequence, share }) =>
        `${schema}.${sequence}${column === null ? "" : ` of ${column}`} is at ${last.toLocaleString("en")} of ${max.toLocaleString("en")} (${Table.percent(share, 0)})`
    ),
    { severity }
  )
}

/** Autovacuum comes once a minute and takes its time; a table that waits has twice as much as that, and not a few rows. */
const lags = { times: 2, rows: 10_000 }

const vacuum = ({ holders, on, tables }: Vacuuming) => {
  const waiting = tables.filter(
    ({ deadRows, dueAt, running }) => !running && deadRows >= Math.max(lags.rows, lags.times * (dueAt ?? 0))
  )
  const [oldest] = holders
  const held =
    oldest === undefined
      ? []
      : [
          `${oldest.kind} ${oldest.name} holds on to what ${oldest.transactions.toLocaleString("en")} transactions have left behind`
        ]
  return [
    ...seen(rules["autovacuum-off"], "vacuum", on ? [] : ["autovacuum or track_counts is off"]),
    ...seen(
      rules["vacuum-lags"],
      "vacuum",
      waiting.length === 0
        ? []
        : [
            ...first(
              waiting,
              ({ deadRows, dueAt, schema, table }) =>
                `${schema}.${table} has ${deadRows.toLocaleString("en")} dead rows, ${dueAt === null ? "and autovacuum is off for it" : `and VACUUM was due at ${Math.round(dueAt).toLocaleString("en")}`}`
            ),
            ...held
          ]
    )
  ]
}

/** What runs out, and what is not cleaned up. */
export const look: Look = ({ insight }) => {
  const { limits, vacuuming } = shown(insight) ?? {}
  const ends = limits && shown(limits)
  const cleaning = vacuuming && shown(vacuuming)
  return [
    ...(ends === undefined ? [] : [...wraparound(ends), ...sequences(ends)]),
    ...(cleaning === undefined ? [] : vacuum(cleaning))
  ]
}
