import type { InsightSnapshot } from "../../src/services/monitor/DatabaseInsight.ts"
import { format, type OverviewSnapshot } from "../../src/services/monitor/Overview.ts"
import type { Panel } from "../../src/services/monitor/Panel.ts"
import type { WatchedPool } from "../../src/services/monitor/pgbouncer/PoolerWaits.ts"
import type { PoolSnapshot } from "../../src/services/monitor/PoolMonitor.ts"
import type { LockWait, Session } from "../../src/services/monitor/postgres/ActivityRows.ts"
import type { Blocker } from "../../src/services/monitor/postgres/BlockingTree.ts"

const times = {
  count: 900,
  p50Millis: 1.2,
  p95Millis: 3.4,
  p99Millis: 8.1,
  maxMillis: 1_250,
  sumMillis: 2_000,
  atMost: []
}

export const pool = (changes: Partial<PoolSnapshot> = {}): PoolSnapshot => ({
  max: 10,
  size: 9,
  free: 2,
  used: 7,
  waiting: 37,
  waitingShare: 0.6,
  longestLease: { millis: 4_200, span: "ResearchDocuments.store", site: "agents.ts:12:3" },
  maxWaiting: 10_000,
  timeoutMillis: 5_000,
  usedMax: 10,
  waitingMax: 88,
  acquired: 12_345,
  timedOut: 3,
  refused: 1,
  waits: times,
  holds: times,
  creations: times,
  replaced: { uses: 2, age: 0, dead: 1, broken: 0 },
  connections: { opened: 12, failed: 0, closedByServer: 0, bytesSent: 1_000, bytesReceived: 2_000 },
  holders: [{ millis: 4_200, span: "ResearchDocuments.store", site: "agents.ts:12:3" }],
  waiters: [{ span: "ResearchCache.lookup", count: 37, longestMillis: 950 }],
  ...changes
})

/** A pool of PgBouncer. */
export const poolerPool = (changes: Partial<WatchedPool> = {}): WatchedPool => ({
  database: "shop",
  user: "app",
  clientsActive: 9,
  clientsWaiting: 0,
  clientsActiveCancel: 0,
  clientsWaitingCancel: 0,
  serversActive: 2,
  serversActiveCancel: 0,
  serversBeingCanceled: 0,
  serversIdle: 0,
  serversUsed: 0,
  serversTested: 0,
  serversLogin: 0,
  longestWaitMillis: 0,
  poolMode: "transaction",
  loadBalanceHosts: undefined,
  other: {},
  waitingShare: 0,
  ...changes
})

export const session = (pid: number, changes: Partial<Session> = {}): Session => ({
  pid,
  user: "app",
  database: "shop",
  application: "agents",
  kind: "client backend",
  state: "active",
  waitEventType: null,
  waitEvent: null,
  queryMillis: 400_000,
  transactionMillis: 400_000,
  stateMillis: 400_000,
  query: `SELECT ${pid}`,
  ...changes
})

const wait = (pid: number, blockers: ReadonlyArray<number>, blocks: ReadonlyArray<Blocker>): Blocker => {
  const waits: LockWait = {
    ...session(pid),
    blockers,
    lock: blockers.length === 0 ? null : "ShareLock on research_cache",
    waitMillis: blockers.length === 0 ? null : 1_500
  }
  return { ...waits, blocks }
}

const there = <A>(value: A): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })

/** A database in which nothing is wrong; what is slow or large is there. */
export const insight = (changes: Partial<InsightSnapshot> = {}): InsightSnapshot => ({
  at: 0,
  server: {
    role: "app",
    everything: true,
    version: 180_004,
    standby: false,
    since: Date.UTC(2026, 0, 1),
    statementsSchema: "public",
    statementsGranted: true,
    statementsLoaded: true,
    statementsInfo: true,
    statementsAvailable: true,
    statementsTime: "total_exec_time"
  },
  remedy: undefined,
  statements: there({
    since: Date.UTC(2026, 0, 1),
    hidden: 0,
    statements: [
      {
        statement: "SELECT body FROM research_documents WHERE keyword = $1",
        calls: 12_000,
        totalMillis: 90_000,
        meanMillis: 7.5,
        share: 0.625,
        rows: 24_000,
        cacheHitRatio: 0.987
      }
    ]
  }),
  indexes: there([]),
  scans: there([
    {
      schema: "public",
      table: "orders",
      bytes: 80_000_000,
      rows: 500_000,
      sequentialScans: 12,
      rowsRead: 6_000_000,
      indexScans: 90_000,
      lastAt: null
    }
  ]),
  vacuuming: there({ on: true, tables: [], holders: [] }),
  limits: there({
    wraparound: [
      { database: "shop", transactions: 21_474_836, multixacts: 1, share: 0.01, freezesFrom: 0.0931 }
    ],
    sequences: [],
    hiddenSequences: 0,
    hiddenSchemas: []
  }),
  replication: there({ replayMillis: null, standbys: [], slots: [] }),
  ...changes
})

/** The same with nobody at work: nothing is wrong. */
export const calm = (changes: Partial<OverviewSnapshot> = {}): OverviewSnapshot => {
  const { postgres, ...sample } = overviewSample()
  if (postgres._tag === "Missing") throw new Error("the sample has Postgres")
  return {
    ...sample,
    pools: there({
      at: 0,
      pooled: pool({ used: 0, waiting: 0, holders: [], waiters: [], longestLease: undefined }),
      direct: undefined
    }),
    postgres: there({ ...postgres.value, longRunning: [], idleInTransaction: [], blocking: [] }),
    ...changes
  }
}

/** An overview of a busy program: 100 blocks 200, which blocks 300. */
export const overviewSample = (changes: Partial<OverviewSnapshot> = {}): OverviewSnapshot => ({
  format,
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  program: "agents (process 42)",
  pools: { _tag: "Shown", silentMillis: 0, value: { at: 0, pooled: pool(), direct: undefined } },
  pgbouncer: {
    _tag: "Shown",
    silentMillis: 0,
    value: {
      at: 0,
      version: "1.24.1",
      state: "active",
      databases: [],
      lists: {},
      stats: [],
      pools: [],
      clients: [{ application: "agents", clients: 9, waiting: 2, longestWaitMillis: 12 }]
    }
  },
  postgres: {
    _tag: "Shown",
    silentMillis: 0,
    value: {
      at: 0,
      connections: {
        processes: 12,
        total: 6,
        max: 60,
        reserved: 3,
        free: 51,
        byState: [
          { name: "active", count: 4 },
          { name: "idle", count: 2 }
        ],
        byApplication: [{ name: "agents", count: 6 }],
        byUser: [{ name: "app", count: 6 }]
      },
      longRunning: [session(11), session(12, { queryMillis: 900_000, query: "VACUUM big" })],
      idleInTransaction: [session(13, { state: "idle in transaction", query: "UPDATE a SET b = 1" })],
      blocking: [wait(100, [], [wait(200, [100], [wait(300, [200], [])])])],
      totals: {
        name: "shop",
        commits: 1_000,
        rollbacks: 2,
        deadlocks: 1,
        blocksHit: 99,
        blocksRead: 1,
        tempBytes: 2_048,
        cacheHitRatio: 0.99
      },
      risks: { longestTransactionMillis: 400_000, wraparound: 0.05, standbys: [] },
      visibility: { role: "app", everything: true, hidden: 0, remedy: undefined }
    }
  },
  tables: {
    _tag: "Shown",
    silentMillis: 0,
    value: [
      {
        schema: "public",
        table: "research_cache",
        totalBytes: 5_000_000,
        indexBytes: 100_000,
        rows: 1_234,
        deadRows: 5
      }
    ]
  },
  insight: there(insight()),
  ...changes
})
