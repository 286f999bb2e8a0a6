import { Effect, Schema } from "effect"
import * as ServerQueries from "../../monitor/insight/ServerQueries.ts"
import * as TableQueries from "../../monitor/insight/TableQueries.ts"
import { Limits, Vacuuming } from "../../monitor/insight/UpkeepRows.ts"
import { type Check, type Facts, look, Unchecked, unseen } from "../deployment/Deployment.ts"
import { family, type Finding, first, found } from "../deployment/Finding.ts"

/** What stops a database one day, and what is not cleaned up until then. */
export const rules = family({
  "wraparound-near": {
    severity: "warning",
    reason:
      "Autovacuum does not keep up with freezing old rows. When transaction numbers run out Postgres takes no more writes.",
    remedy:
      "End what holds on to old rows (the monitor's table of VACUUM names it), then VACUUM (FREEZE) the oldest tables of that database; give autovacuum more workers and a higher autovacuum_vacuum_cost_limit."
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
    remedy:
      "Set autovacuum and track_counts to on, and reload; take autovacuum_enabled = off from tables: ALTER TABLE … RESET (autovacuum_enabled)."
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

const percent = (share: number): string => `${Math.round(share * 100)}%`

const nearEnd = (
  name: "wraparound-near" | "sequence-nearly-exhausted",
  seen: ReadonlyArray<string>,
  isImminent: boolean
): ReadonlyArray<Finding> =>
  seen.length === 0
    ? []
    : [found(rules[name], seen.join("\n"), { severity: isImminent ? "error" : "warning" })]

/** What runs out: transaction numbers, and numbers of rows. */
export const ofLimits = ({ sequences, wraparound }: Limits): ReadonlyArray<Finding> => {
  // Where freezing is meant to begin late, a high share alone is no sign that it does not happen.
  const old = wraparound.filter(
    ({ freezesFrom, share }) => share >= Math.max(near.wraparound, freezesFrom * 1.2)
  )
  const late = sequences.filter(({ share }) => share >= near.sequence)
  return [
    ...nearEnd(
      "wraparound-near",
      first(
        old,
        ({ database, multixacts, share, transactions }) =>
          `database ${database} has used ${percent(share)} of its ${multixacts > transactions ? "multixact" : "transaction"} numbers without freezing`
      ),
      old.some(({ share }) => share >= imminent.wraparound)
    ),
    ...nearEnd(
      "sequence-nearly-exhausted",
      first(
        late,
        ({ column, last, max, schema, sequence, share }) =>
          `${schema}.${sequence}${column === null ? "" : ` of ${column}`} is at ${last.toLocaleString("en")} of ${max.toLocaleString("en")} (${percent(share)})`
      ),
      late.some(({ share }) => share >= imminent.sequence)
    )
  ]
}

/** Autovacuum comes once a minute and takes its time; a table that waits has twice as much as that, and not a few rows. */
const lags = { times: 2, rows: 10_000 }

/** A table for which autovacuum is off is not vacuumed earlier by any other setting. */
const switchOn = "First ALTER TABLE … RESET (autovacuum_enabled) where autovacuum is off for the table. "

/** What is not cleaned up, and who keeps VACUUM from it. */
export const ofVacuuming = ({ holders: [oldest], on, tables }: Vacuuming): ReadonlyArray<Finding> => {
  const waiting = tables.filter(
    ({ deadRows, dueAt, running }) => !running && deadRows >= Math.max(lags.rows, lags.times * (dueAt ?? 0))
  )
  const evidence = first(
    waiting,
    ({ deadRows, dueAt, schema, table }) =>
      `${schema}.${table} has ${deadRows.toLocaleString("en")} dead rows, ${dueAt === null ? "and autovacuum is off for it" : `and VACUUM was due at ${Math.round(dueAt).toLocaleString("en")}`}`
  )
  const held =
    oldest === undefined
      ? []
      : [
          `${oldest.kind} ${oldest.name} holds on to what ${oldest.transactions.toLocaleString("en")} transactions have left behind`
        ]
  const lagging = rules["vacuum-lags"]
  return [
    ...(on ? [] : [found(rules["autovacuum-off"], "autovacuum or track_counts is off")]),
    ...(waiting.length === 0
      ? []
      : [
          found(
            lagging,
            [...evidence, ...held].join("\n"),
            waiting.some(({ dueAt }) => dueAt === null) ? { remedy: switchOn + lagging.remedy } : {}
          )
        ])
  ]
}

/** What the catalogue gives is what our own query asks it for. */
const readLimits = (row: unknown) => Effect.orDie(Schema.decodeUnknownEffect(Limits)(row))
const readVacuuming = (row: unknown) => Effect.orDie(Schema.decodeUnknownEffect(Vacuuming)(row))

/** How sequences are shown to a role that may not see how far they are. */
const hidden = ({ hiddenSchemas, hiddenSequences }: Limits, role: string): ReadonlyArray<string> =>
  hiddenSequences === 0
    ? []
    : [
        `how far ${hiddenSequences === 1 ? "1 sequence is" : `${hiddenSequences.toLocaleString("en")} sequences are`} the role may not see: GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${hiddenSchemas.join(", ")} TO ${role}`
      ]

/** What was not to be seen of it: sequences, and who keeps VACUUM from a table that waits for it. */
const blind = (limits: Limits, found: ReadonlyArray<Finding>, facts: Facts): ReadonlyArray<string> => [
  ...hidden(limits, facts.called),
  ...(found.some(({ name }) => name === "vacuum-lags") && !facts.sees ? [unseen(facts)] : [])
]

/** Transaction numbers, sequences and VACUUM, as the monitor looks at them. */
export const check: Check = {
  name: "upkeep: transaction numbers, sequences, VACUUM",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    const { findings, reasons } = yield* look(direct, (rows) =>
      Effect.gen(function* () {
        const limits = yield* readLimits((yield* rows(ServerQueries.limits))[0])
        const vacuuming = yield* readVacuuming((yield* rows(TableQueries.vacuuming))[0])
        const findings = [...ofLimits(limits), ...ofVacuuming(vacuuming)]
        return { findings, reasons: blind(limits, findings, direct.facts) }
      })
    )
    return reasons.length === 0 ? findings : yield* new Unchecked({ reason: reasons.join("; "), findings })
  })
}
