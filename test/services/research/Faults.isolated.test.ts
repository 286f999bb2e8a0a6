import { describe, expect, it } from "@effect/vitest"
import { type DataError, PooledPg } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Context, Effect, Exit, Fiber, Iterable, Layer, Option, Schedule } from "effect"
import { type FaultProxy, faultProxy } from "../../support/FaultProxy.ts"
import { restartableServers } from "../../support/RestartableServers.ts"

/** What the books say of one store: its caller was told that it is there, that it is not, or that nobody knows. */
type Outcome = "ok" | "failed" | "unknown"

interface Entry {
  readonly keyword: string
  readonly outcome: Outcome
  readonly reason?: string | undefined
}

const agents = 12
const document = (keyword: string, url: string) => ({ keyword, url, title: "a title", body: "a body" })

/** Why a caller was told no. */
const reasonOf = (exit: Exit.Exit<unknown, DataError>) =>
  Option.getOrUndefined(Option.map(Exit.findErrorOption(exit), ({ reason }) => reason.message))

const outcomeOf = (exit: Exit.Exit<unknown, DataError>): Outcome => {
  if (Exit.isSuccess(exit)) return "ok"
  const failure = Option.getOrUndefined(Exit.findErrorOption(exit))
  // A defect or an interruption would be neither: the books do not know such an answer.
  if (failure === undefined) throw new Error("a fault became a defect", { cause: exit })
  return failure.reason.statement === "unknown" ? "unknown" : "failed"
}

/** Agents that store and look up without a pause, each store a keyword of its own, every other one under a key. */
const workload = Effect.fnUntraced(function* (books: Array<Entry>, stopped: () => boolean) {
  const documents = yield* ResearchDocuments
  const cache = yield* ResearchCache
  const agent = Effect.fnUntraced(function* (number: number) {
    for (let turn = 0; !stopped(); turn++) {
      const keyword = `agent ${number}, turn ${turn}`
      const request = { keyword, documents: [document(keyword, "a"), document(keyword, "b")] }
      const keyed = turn % 2 === 0 ? { operation: keyword } : undefined
      // By itself in a transaction, and with what the other agents store.
      const storing: Effect.Effect<unknown, DataError> =
        number % 2 === 0
          ? documents.storeMany([{ ...request, ...keyed }])
          : documents.store({ ...request, ...keyed })
      const exit = yield* Effect.exit(storing)
      books.push({ keyword, outcome: outcomeOf(exit), reason: reasonOf(exit) })
      outcomeOf(yield* Effect.exit(cache.lookup(keyword)))
    }
  })
  yield* Effect.forEach(Iterable.range(1, agents), agent, { concurrency: "unbounded", discard: true })
})

const stored = `
  SELECT m.keyword, m.researched, m.documents, count(d.url) AS found, count(c.keyword) > 0 AS cached
  FROM research_metadata AS m
  LEFT JOIN research_documents AS d USING (keyword)
  LEFT JOIN research_cache AS c ON c.keyword = m.keyword
  GROUP BY m.keyword`

/** Compares what callers were told with what the tables hold. */
const audit = (books: ReadonlyArray<Entry>, rows: ReadonlyArray<Readonly<Record<string, unknown>>>) => {
  const held = new Map(rows.map((row) => [row["keyword"], row]))
  const wrong: Array<string> = []
  for (const { keyword, outcome } of books) {
    const row = held.get(keyword)
    if (outcome === "ok" && row === undefined) wrong.push("an acknowledged store is lost")
    if (outcome === "failed" && row !== undefined) wrong.push("a store that failed for certain is there")
    if (row !== undefined && Number(row["researched"]) !== 1) wrong.push("a store took effect twice")
  }
  for (const { cached, documents, found } of rows) {
    if (Number(documents) !== Number(found) || Number(found) !== 2 || cached !== true)
      wrong.push("documents, metadata and cache disagree")
  }
  return wrong
}

interface Servers extends Effect.Success<typeof restartableServers> {
  /** Between the application and PgBouncer. */
  readonly proxy: FaultProxy
  /** Waits for so many acknowledged stores more: progress, not time, is what a fault has to hit. */
  readonly progress: (more: number) => Effect.Effect<void, unknown>
}

/** Repeats what may fail until it does not: what is waited for is the real server's return. */
const eventually = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.retry(effect, Schedule.spaced("50 millis"))

const inTransactions = `
  SELECT pid FROM pg_stat_activity WHERE usename = 'aquifer_faults' AND state LIKE 'idle in transaction%'`

const progressIn = (books: ReadonlyArray<Entry>) => (more: number) =>
  Effect.suspend(() => {
    const target = books.filter(({ outcome }) => outcome === "ok").length + more
    return eventually(
      Effect.suspend(() =>
        books.filter(({ outcome }) => outcome === "ok").length >= target
          ? Effect.void
          : Effect.fail("no progress")
      )
    )
  })

/** What commits a store: COMMIT, or the one statement of stores that go out together. */
const commit = /\bCOMMIT\b|aquifer_batch\(/

/** Cuts the connection at every third commit: before it gets there, and after it was done but before that is told. */
const cutCommits = (fate: "cut" | "cut answer", proxy: FaultProxy): Effect.Effect<void> =>
  Effect.callback((resume) => {
    let commits = 0
    proxy.decide = (chunk) => {
      if (!commit.test(chunk.toString("latin1")) || ++commits % 3 !== 0) return "pass"
      if (commits < 60) return fate
      proxy.decide = () => "pass"
      resume(Effect.void)
      return fate
    }
  })

/**
 * Waits until both server connections are there to stay, and none can be logging in: one that is closed at that counts
 * for PgBouncer as a failed login, and then it refuses its clients for a second.
 */
const loggedIn = (console: Servers["console"]) =>
  Effect.repeat(console("SHOW SERVERS"), {
    until: (servers) =>
      servers.length === 2 &&
      servers.every(({ close_needed, state }) => state !== "new" && Number(close_needed) === 0)
  })

const faults: ReadonlyArray<
  readonly [what: string, inject: (servers: Servers) => Effect.Effect<unknown, unknown>]
> = [
  [
    "PgBouncer is killed and started again",
    ({ pgbouncer }) => Effect.andThen(pgbouncer.kill, pgbouncer.start)
  ],
  ["Postgres is killed and started again", ({ postgres }) => Effect.andThen(postgres.kill, postgres.start)],
  ["Postgres is stopped and started again", ({ postgres }) => Effect.andThen(postgres.stop, postgres.start)],
  [
    "every backend is terminated, twenty times",
    ({ ask }) =>
      Effect.replicateEffect(
        ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'aquifer_faults'"),
        20,
        { discard: true }
      )
  ],
  ["the connection is cut before COMMIT arrives", ({ proxy }) => cutCommits("cut", proxy)],
  ["the answer to COMMIT is cut off", ({ proxy }) => cutCommits("cut answer", proxy)],
  [
    "PgBouncer is paused and goes on",
    ({ console }) => Effect.andThen(Effect.ignore(console("PAUSE")), console("RESUME"))
  ],
  [
    "PgBouncer reconnects twenty times",
    ({ console, progress }) =>
      Effect.replicateEffect(Effect.all([loggedIn(console), console("RECONNECT"), progress(3)]), 20, {
        discard: true
      })
  ]
]

/** The faults above in which nobody may notice anything. */
const harmless: ReadonlySet<string> = new Set([
  "PgBouncer is paused and goes on",
  "PgBouncer reconnects twenty times"
])

describe("When agents store and look up, and", () => {
  for (const [what, inject] of faults) {
    it.live(
      `${what}, no acknowledged store is lost and none takes effect twice`,
      () =>
        Effect.gen(function* () {
          const servers = yield* restartableServers
          const proxy = yield* faultProxy(servers.pooled)
          const endpoint = { ...servers.pooled, port: proxy.port }
          const pool = yield* Layer.build(PooledPg.layerWith({ endpoint, pool: { size: 4 } }))
          const services = yield* Layer.build(
            Layer.merge(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
              Layer.provide(PooledPg.layerSqlClient),
              Layer.provide(Layer.succeedContext(pool))
            )
          )
          const books: Array<Entry> = []
          let stopped = false
          const working = yield* Effect.forkChild(
            Effect.provideContext(
              workload(books, () => stopped),
              services
            )
          )
          const progress = progressIn(books)
          yield* progress(30)
          yield* inject({ ...servers, proxy, progress })
          yield* progress(30)
          stopped = true
          yield* Fiber.join(working)

          const wrong = audit(books, yield* eventually(servers.ask(stored)))
          expect(wrong).toEqual([])
          if (harmless.has(what)) expect(books.filter(({ outcome }) => outcome !== "ok")).toEqual([])
          // What was given up is cleaned up behind its caller, and holds its connection until then.
          yield* eventually(Effect.filterOrFail(Context.get(pool, PooledPg).stats, ({ used }) => used === 0))
          expect(yield* servers.ask(inTransactions)).toEqual([])
        }).pipe(Effect.scoped),
      180_000
    )
  }

  it("the audit itself notices what is lost, doubled, or there in spite of its failure", () => {
    const row = (keyword: string, researched: number) => ({
      keyword,
      researched,
      documents: 2,
      found: 2,
      cached: true
    })
    expect(audit([{ keyword: "a", outcome: "ok" }], [])).toEqual(["an acknowledged store is lost"])
    expect(audit([{ keyword: "a", outcome: "ok" }], [row("a", 2)])).toEqual(["a store took effect twice"])
    expect(audit([{ keyword: "a", outcome: "failed" }], [row("a", 1)])).toEqual([
      "a store that failed for certain is there"
    ])
    expect(audit([{ keyword: "a", outcome: "unknown" }], [{ ...row("a", 1), found: 1 }])).toEqual([
      "documents, metadata and cache disagree"
    ])
  })
})
