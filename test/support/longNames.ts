import type { OverviewSnapshot } from "../../src/services/monitor/Overview.ts"
import { insight, overviewSample, pool, poolerPool, session } from "./overviewSample.ts"

/** A word that breaks nowhere by itself. */
export const word = (length: number): string => "x".repeat(length)

const there = <A>(value: A) => ({ _tag: "Shown" as const, value, silentMillis: 0 })

/** As long as Postgres lets a name be. */
const name = word(63)
const site = `/srv/${word(300)}.ts:1:1`
const span = word(300)

const busy = session(1, { user: name, database: name, application: name, query: `SELECT ${word(900)}` })
const blocked = {
  ...busy,
  pid: 2,
  blockers: [1],
  lock: `ShareLock on ${name}`,
  waitMillis: 5_000,
  blocks: []
}

const index = { schema: name, table: name, bytes: 1 }

const database = insight({
  statements: there({
    since: 0,
    hidden: 1,
    statements: [
      { statement: word(1_900), calls: 1, totalMillis: 1, meanMillis: 1, share: 1, rows: 1, cacheHitRatio: 1 }
    ]
  }),
  indexes: there([
    {
      ...index,
      kind: "missing",
      index: null,
      because: `the foreign key ${name}`,
      scans: null,
      remedy: `CREATE INDEX CONCURRENTLY ON ${name}.${name} (${name}, ${name})`
    },
    {
      ...index,
      kind: "duplicate",
      index: name,
      because: name,
      scans: 1,
      remedy: `DROP INDEX CONCURRENTLY ${name}.${name}`
    }
  ]),
  scans: there([
    {
      ...index,
      rows: 1e6,
      sequentialScans: 1e4,
      rowsRead: 1e12,
      indexScans: 1,
      lastAt: 0
    }
  ]),
  vacuuming: there({
    on: true,
    tables: [
      { schema: name, table: name, deadRows: 90_000, liveRows: 1, dueAt: 1, vacuumedAt: null, running: false }
    ],
    holders: [{ kind: "session", name, transactions: 1 }]
  }),
  limits: there({
    wraparound: [{ database: name, transactions: 1e9, multixacts: 1, share: 0.9, freezesFrom: 0.1 }],
    sequences: [{ schema: name, sequence: name, column: `${name}.${name}`, last: 1, max: 2, share: 0.9 }],
    hiddenSequences: 0,
    hiddenSchemas: []
  }),
  replication: there({
    replayMillis: null,
    standbys: [],
    slots: [{ name, kind: "physical", active: false, keptBytes: 5e9, status: "extended" }]
  })
})

const { pgbouncer, postgres } = overviewSample()
if (postgres._tag === "Missing" || pgbouncer._tag === "Missing") throw new Error("the sample has both")

/** An overview in which every name is as long as it may be, and much is wrong. */
export const longNames: OverviewSnapshot = overviewSample({
  program: word(200),
  pools: there({
    at: 0,
    pooled: pool({
      longestLease: { millis: 1, span, site },
      holders: [{ millis: 40_000, span, site }],
      waiters: [{ span, count: 1, longestMillis: 2_000 }]
    }),
    direct: undefined
  }),
  pgbouncer: there({
    ...pgbouncer.value,
    clients: [{ application: name, clients: 1, waiting: 1, longestWaitMillis: 1 }],
    pools: [poolerPool({ database: name, user: name, longestWaitMillis: 3_000 })]
  }),
  postgres: there({
    ...postgres.value,
    connections: {
      ...postgres.value.connections,
      byApplication: [
        { name, count: 1 },
        { name: word(62), count: 1 }
      ],
      byUser: [{ name, count: 1 }]
    },
    longRunning: [busy],
    idleInTransaction: [busy],
    blocking: [{ ...busy, blockers: [], lock: null, waitMillis: null, blocks: [blocked] }],
    totals: { ...postgres.value.totals, name },
    visibility: { role: name, everything: false, hidden: 1, remedy: `GRANT pg_monitor TO ${name}` }
  }),
  tables: there([{ schema: name, table: name, totalBytes: 1, indexBytes: 1, rows: 1, deadRows: 1 }]),
  insight: there(database)
})
