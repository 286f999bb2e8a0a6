import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as Report from "../../../../src/programs/monitor/sections/Report.ts"
import * as Verdict from "../../../../src/programs/monitor/verdict/Verdict.ts"
import * as VerdictText from "../../../../src/programs/monitor/verdict/VerdictText.ts"
import * as Upkeep from "../../../../src/services/doctor/postgres/Upkeep.ts"
import type { InsightSnapshot } from "../../../../src/services/monitor/DatabaseInsight.ts"
import type { OverviewSnapshot, PoolerSnapshot } from "../../../../src/services/monitor/Overview.ts"
import { failed, missing, type Panel } from "../../../../src/services/monitor/Panel.ts"
import type { WatchedPool } from "../../../../src/services/monitor/pgbouncer/PoolerWaits.ts"
import type { PoolSnapshot } from "../../../../src/services/monitor/PoolMonitor.ts"
import { calm, insight, overviewSample, pool, poolerPool, session } from "../../../support/overviewSample.ts"

const there = <A>(value: A): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })

const names = (overview: OverviewSnapshot) =>
  Verdict.of(overview).sightings.map(({ finding }) => finding.name)

const evidence = (overview: OverviewSnapshot, name: string) =>
  Verdict.of(overview).sightings.find(({ finding }) => finding.name === name)?.finding.evidence

const withInsight = (changes: Partial<InsightSnapshot>) => calm({ insight: there(insight(changes)) })

/** An index of a table with thousands of rows. */
const index = {
  schema: "public",
  table: "orders",
  index: "orders_a_idx",
  because: null,
  bytes: 5_000_000,
  scans: 0,
  remedy: "DROP INDEX CONCURRENTLY public.orders_a_idx"
}

const tooOld = {
  database: "shop",
  transactions: 1_000_000_000,
  multixacts: 1,
  share: 0.47,
  freezesFrom: 0.09
}

const poolsWith = (changes: Partial<PoolSnapshot>) =>
  calm({ pools: there({ at: 0, pooled: pool({ holders: [], ...changes }), direct: undefined }) })

const poolerTelling = (changes: Partial<PoolerSnapshot>) => {
  const { pgbouncer } = calm()
  if (pgbouncer._tag === "Missing") throw new Error("the sample has PgBouncer")
  return calm({ pgbouncer: there({ ...pgbouncer.value, ...changes }) })
}

const poolerWith = (changes: Partial<WatchedPool>) => poolerTelling({ pools: [poolerPool(changes)] })

/** Each finding of the monitor's own and of the doctor's upkeep, and an overview in which it is seen. */
const cases: ReadonlyArray<readonly [name: string, overview: OverviewSnapshot, evidence: string]> = [
  ["program-silent", calm({ pools: failed("nothing answers at http://127.0.0.1:1") }), "nothing answers"],
  [
    "pool-waits",
    poolsWith({ waiters: [{ span: "a", count: 37, longestMillis: 1_500 }] }),
    '37 wait for the pool "pooled", the first for 1.5 s; 7 of 10 connections are in use'
  ],
  [
    "pooler-waits",
    poolerWith({ clientsWaiting: 3, longestWaitMillis: 1_200 }),
    "3 clients of shop as app wait, the first for 1.2 s"
  ],
  [
    "statement-long",
    overviewSample(),
    "process 11 (app, agents) for 400.0 s\nprocess 12 (app, agents) for 900.0 s"
  ],
  [
    "wraparound-near",
    withInsight({
      limits: there({ wraparound: [tooOld], sequences: [], hiddenSequences: 0, hiddenSchemas: [] })
    }),
    "database shop has used 47% of its transaction numbers"
  ],
  [
    "sequence-nearly-exhausted",
    withInsight({
      limits: there({
        wraparound: [],
        sequences: [
          {
            schema: "public",
            sequence: "orders_id_seq",
            column: "orders.id",
            last: 1_900_000_000,
            max: 2_147_483_647,
            share: 0.885
          }
        ],
        hiddenSequences: 0,
        hiddenSchemas: []
      })
    }),
    "public.orders_id_seq of orders.id is at 1,900,000,000 of 2,147,483,647 (89%)"
  ],
  [
    "autovacuum-off",
    withInsight({ vacuuming: there({ on: false, tables: [], holders: [] }) }),
    "autovacuum or track_counts is off"
  ],
  [
    "vacuum-lags",
    withInsight({
      vacuuming: there({
        on: true,
        tables: [
          {
            schema: "public",
            table: "orders",
            deadRows: 90_000,
            liveRows: 100_000,
            dueAt: 20_050,
            vacuumedAt: null,
            running: false
          }
        ],
        holders: [{ kind: "session", name: "42", transactions: 7_000 }]
      })
    }),
    "public.orders has 90,000 dead rows, and VACUUM was due at 20,050\nsession 42 holds on to what 7,000 transactions"
  ],
  [
    "slot-keeps-log",
    withInsight({
      replication: there({
        replayMillis: null,
        standbys: [],
        slots: [{ name: "gone", kind: "physical", active: false, keptBytes: 5e9, status: "extended" }]
      })
    }),
    "gone keeps 4.7 GiB of the log, and nobody reads it"
  ],
  [
    "index-invalid",
    withInsight({ indexes: there([{ ...index, kind: "invalid" }]) }),
    "public.orders_a_idx (4.8 MiB)"
  ],
  [
    "foreign-key-unindexed",
    withInsight({
      indexes: there([{ ...index, kind: "missing", index: null, because: "the foreign key orders_sku_fkey" }])
    }),
    "public.orders, for the foreign key orders_sku_fkey"
  ],
  [
    "index-duplicate",
    withInsight({ indexes: there([{ ...index, kind: "duplicate", because: "orders_pkey" }]) }),
    "public.orders_a_idx (4.8 MiB): orders_pkey does its work"
  ],
  ["index-unused", withInsight({ indexes: there([{ ...index, kind: "unused" }]) }), "public.orders_a_idx"],
  [
    "table-read-whole",
    withInsight({
      scans: there([
        {
          schema: "public",
          table: "orders",
          bytes: 1e9,
          rows: 500_000,
          sequentialScans: 1_000,
          rowsRead: 5e8,
          indexScans: 3,
          lastAt: null
        }
      ])
    }),
    "public.orders 1,000 times, 500,000 rows each"
  ],
  [
    "statements-uncounted",
    withInsight({ statements: missing("Postgres counts no statements: add …") }),
    "Postgres counts no statements"
  ]
]

describe("The verdict of aquifer monitor", () => {
  it("says that nothing is wrong where nothing is", () => {
    expect(Verdict.of(calm())).toEqual({ line: "Nothing is wrong", state: "good", sightings: [] })
  })

  it("says what it could not see", () => {
    const overview = calm({ pgbouncer: missing("there is no console") })
    expect(Verdict.of(overview)).toMatchObject({
      line: "Nothing is wrong with what can be seen; not seen: PgBouncer",
      state: "good"
    })
  })

  it("says first that the server is gone, and of when the rest is", () => {
    const at = Date.UTC(2026, 0, 2, 9, 12, 43)
    const old = insight({
      at: at - 40_000,
      indexes: there([{ ...index, kind: "unused" }]),
      limits: there({
        wraparound: [{ ...tooOld, share: 0.9 }],
        sequences: [],
        hiddenSequences: 0,
        hiddenSchemas: []
      })
    })
    const here = calm({ at, insight: there(old) })
    expect(names(here)).toEqual(["wraparound-near", "index-unused"])
    for (const [postgres, name] of [
      [failed("connection refused"), "endpoint-unreachable"],
      [{ ...here.postgres, silentMillis: 1_200 } as typeof here.postgres, "endpoint-stalled"]
    ] as const) {
      const gone = { ...here, postgres }
      expect(names(gone)).toEqual([name, "wraparound-near", "index-unused"])
      expect(Verdict.of(gone).line).toContain(`1 thing is wrong: ${name}; 2 more were seen before`)
      const brief = VerdictText.brief(Verdict.of(gone), 80).map(({ text }) => text)
      expect(brief).toContain("  worth a look before that: index-unused")
      expect(evidence(gone, "wraparound-near")).toMatch(
        /^as of 09:12:03 UTC, 40 s ago: database shop has used/
      )
    }
  })

  it("says that it does not see what sessions of other roles do, where it does not", () => {
    const { postgres } = calm()
    if (postgres._tag === "Missing") throw new Error("the sample has Postgres")
    const visibility = { role: "app", everything: false, hidden: 3, remedy: 'GRANT pg_monitor TO "app"' }
    const overview = calm({
      postgres: there({ ...postgres.value, visibility }),
      pools: missing("none"),
      pgbouncer: missing("none")
    })
    expect(Verdict.of(overview).line).toBe(
      "Nothing is wrong with what can be seen; not seen: the pools, PgBouncer, what other roles' sessions do"
    )
  })

  it("names what is wrong, the gravest first, in the doctor's words and with the table that shows it", () => {
    const { line, sightings, state } = Verdict.of(overviewSample({ postgres: failed("connection refused") }))
    expect(line).toBe("1 thing is wrong: endpoint-unreachable; not seen: Postgres")
    expect(state).toBe("error")
    expect(sightings[0]).toMatchObject({
      section: "postgres",
      finding: { reason: "Whatever uses this endpoint fails.", evidence: "Postgres: connection refused" }
    })
    const busy = Verdict.of(overviewSample())
    expect(busy.line).toBe("3 things are wrong: lock-blocks, idle-in-transaction, statement-long")
    expect(evidence(overviewSample(), "lock-blocks")).toBe(
      "process 200 (app, agents) waits for ShareLock on research_cache for 1.5 s, which 100 holds\nprocess 300 (app, agents) waits for ShareLock on research_cache for 1.5 s, which 200 holds"
    )
  })

  it.each(cases)("finds %s, and says what was seen", (name, overview, seen) => {
    expect(evidence(overview, name)).toContain(seen)
  })

  it("finds a pool that is full without a break, however short its waits, and none that is merely busy", () => {
    const full = { used: 10, waiting: 4, waiters: [{ span: "a", count: 4, longestMillis: 56 }] }
    expect(evidence(poolsWith({ ...full, waitingShare: 0.97 }), "pool-waits")).toBe(
      'the pool "pooled" is full without a break: somebody waited for it for 97% of the last minute; 4 wait, 10 of 10 connections are in use'
    )
    expect(evidence(poolerWith({ clientsWaiting: 3, waitingShare: 0.97 }), "pooler-waits")).toBe(
      "3 clients of shop as app wait, and some did for 97% of the last minute: the pool is full without a break"
    )
    for (const waitingShare of [0, 0.6, 0.89]) {
      expect(names(poolsWith({ ...full, waitingShare }))).toEqual([])
      expect(names(poolerWith({ clientsWaiting: 3, waitingShare }))).toEqual([])
    }
  })

  it("finds a PgBouncer that is paused first of all, and takes nobody who waits there for one too many", () => {
    const waits = poolerPool({ clientsWaiting: 3, longestWaitMillis: 2_000 })
    const lost = { postgres: failed("connection refused") }
    const told = (changes: Partial<PoolerSnapshot>) =>
      Verdict.of({ ...poolerTelling({ pools: [waits], ...changes }), ...lost })
    const shop = { name: "shop", paused: true } as PoolerSnapshot["databases"][number]
    const unread = { serversActive: 0, serversLogin: 0 }
    for (const [changes, seen, remedy] of [
      [{ state: "paused" }, "paused as a whole", /^RESUME on PgBouncer's console/],
      [{ state: "suspended" }, "suspended", /kill -USR2/],
      [{ databases: [shop] }, "paused (PAUSE or KILL): shop", /^RESUME shop on/],
      [{ databases: [{ ...shop, name: 'A "b"' }] }, 'A "b"', /^RESUME "A ""b""" on/],
      [{ state: undefined, pools: [{ ...waits, ...unread }] }, "clients of shop wait", /its log says why/]
    ] as const) {
      const { sightings } = told(changes)
      expect(sightings[0]).toMatchObject({
        section: "pooler",
        finding: { name: "pooler-paused", severity: "error", remedy: expect.stringMatching(remedy) }
      })
      expect(sightings[0]?.finding.evidence).toContain(seen)
      const waiting = sightings.some(({ finding }) => finding.name === "pooler-waits")
      expect(waiting).toBe(seen === 'A "b"') // of another database
    }
    const out = told({ databases: [{ ...shop, paused: false, disabled: true }] }).sightings[0]?.finding
    expect(out).toMatchObject({ name: "pooler-disabled", remedy: expect.stringMatching(/^ENABLE shop on/) })
    expect(told({ state: undefined }).sightings[0]?.finding.name).toBe("endpoint-unreachable")
  })

  it("takes what an earlier release serves", () => {
    const { pgbouncer } = poolerTelling({})
    if (pgbouncer._tag === "Missing") throw new Error("the sample has PgBouncer")
    const { databases: _databases, state: _state, ...before } = pgbouncer.value
    expect(names(calm({ pgbouncer: there(before as PoolerSnapshot) }))).toEqual([])
    const { waitingShare: _, ...pooled } = pool({ used: 10, holders: [] })
    const pools = { at: 0, pooled: pooled as PoolSnapshot, direct: undefined }
    expect(names(calm({ pools: there(pools) }))).toEqual([])
  })

  it("finds standbys that lag by what they have yet to apply, in the doctor's words", () => {
    const { postgres } = calm()
    if (postgres._tag === "Missing") throw new Error("the sample has Postgres")
    const withStandby = (unappliedBytes: number) => {
      const risks = { ...postgres.value.risks, standbys: [{ name: "b", lagMillis: 100, unappliedBytes }] }
      return calm({ postgres: there({ ...postgres.value, risks }) })
    }
    expect(evidence(withStandby(1e8), "replica-lag")).toBe(
      "b has yet to apply 95.4 MiB, and is 100.0 ms behind"
    )
    expect(names(withStandby(1e6))).toEqual([])
  })

  it("takes what is short, small or meant for nothing wrong", () => {
    const { postgres } = calm()
    if (postgres._tag === "Missing") throw new Error("the sample has Postgres")
    const pause = session(13, { state: "idle in transaction", stateMillis: 900 })
    expect(names(calm({ postgres: there({ ...postgres.value, idleInTransaction: [pause] }) }))).toEqual([])
    const lateFreezing = { ...tooOld, freezesFrom: 0.46 }
    expect(
      names(
        withInsight({
          limits: there({ wraparound: [lateFreezing], sequences: [], hiddenSequences: 0, hiddenSchemas: [] })
        })
      )
    ).toEqual([])
    expect(names(withInsight({ statements: failed("timed out") }))).toEqual([])
  })

  it("counts what is only worth a look apart", () => {
    const { line, state } = Verdict.of(withInsight({ indexes: there([{ ...index, kind: "unused" }]) }))
    expect([line, state]).toEqual(["Nothing is wrong; 1 more is worth a look", "info"])
  })

  it("leads to tables that there are", () => {
    const tables = new Set(Report.sections(overviewSample()).map(({ id }) => id))
    for (const [, overview] of [...cases, ["", overviewSample()] as const]) {
      for (const { section } of Verdict.of(overview).sightings) expect(tables).toContain(section)
    }
  })

  it("has each of its own findings in the table of Monitoring.md, and only those", () => {
    const chapter = readFileSync(
      new URL("../../../../src/services/monitor/Monitoring.md", import.meta.url),
      "utf8"
    )
    const [, after = ""] = chapter.split("\n## What the verdict says\n")
    const [section = ""] = after.split("\n#")
    const cells = section.split("\n").flatMap((line) => line.match(/^\| (`.*?) *\|/)?.[1] ?? [])
    const findings = cells.flatMap((cell) => cell.split(", ").map((name) => name.replaceAll("`", "")))
    expect(findings.toSorted()).toEqual(Verdict.rules.map(({ name }) => name).toSorted())
    const [ofDoctor, own] = [Upkeep.rules, cases.map(([name]) => name)]
    expect(own.filter((name) => !(name in ofDoctor)).toSorted()).toEqual(findings.toSorted())
  })

  it("is as wide as the terminal, whatever was seen", () => {
    for (const width of [40, 80, 160]) {
      for (const { text } of VerdictText.render(Verdict.of(overviewSample()), width)) {
        expect(text.length).toBeLessThanOrEqual(width)
      }
    }
  })
})
