import { createHash } from "node:crypto"
import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg, type PooledSqlClient } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Cause, Effect, Exit, Layer, Option, Schedule } from "effect"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { type Fate, type FaultProxy, faultProxy } from "../../support/FaultProxy.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

interface Services {
  readonly cache: ResearchCache["Service"]
  readonly documents: ResearchDocuments["Service"]
  readonly sql: PooledSqlClient
}

/** Something that changes the tables, and how it is seen there whether it was done. */
interface Write {
  readonly name: string
  readonly before?: (services: Services, key: string) => Effect.Effect<unknown, unknown>
  readonly run: (services: Services, key: string) => Effect.Effect<unknown, unknown>
  readonly done: (truth: PooledSqlClient, key: string) => Effect.Effect<ReadonlyArray<unknown>, unknown>
}

const cached = (truth: PooledSqlClient, key: string) =>
  truth`SELECT 1 FROM research_cache WHERE keyword = ${key}`
const stored = (truth: PooledSqlClient, key: string) =>
  truth`SELECT 1 FROM research_documents WHERE keyword = ${key}`
const noted = (truth: PooledSqlClient, key: string) => truth`SELECT 1 FROM notes WHERE key = ${key}`
const gone =
  (found: Write["done"]): Write["done"] =>
  (truth, key) =>
    Effect.map(found(truth, key), (rows) => (rows.length === 0 ? ["gone"] : []))

const document = { url: "https://example.com/", title: "a title", body: "a body" }
const note = ({ sql }: Services, key: string) => sql`INSERT INTO notes VALUES (${key})`

const writes: ReadonlyArray<Write> = [
  { name: "ResearchCache.store", run: ({ cache }, key) => cache.store(key, { a: 1 }), done: cached },
  { name: "ResearchCache.storeAbsence", run: ({ cache }, key) => cache.storeAbsence(key), done: cached },
  {
    name: "ResearchCache.invalidate",
    before: ({ cache }, key) => cache.store(key, 1),
    run: ({ cache }, key) => cache.invalidate(key),
    done: gone(cached)
  },
  {
    name: "ResearchDocuments.store",
    run: ({ documents }, key) => documents.store({ keyword: key, documents: [document] }),
    done: stored
  },
  {
    name: "ResearchDocuments.store under a key",
    run: ({ documents }, key) => documents.store({ keyword: key, documents: [document], operation: key }),
    done: stored
  },
  {
    name: "ResearchDocuments.remove",
    before: ({ documents }, key) => documents.store({ keyword: key, documents: [document] }),
    run: ({ documents }, key) => documents.remove(key),
    done: gone(stored)
  },
  { name: "a statement", run: note, done: noted },
  {
    name: "a transaction",
    run: (services, key) => services.sql.withTransaction(note(services, key)),
    done: noted
  },
  {
    name: "a nested transaction",
    run: (services, key) =>
      services.sql.withTransaction(
        Effect.andThen(services.sql`SELECT 1`, services.sql.withTransaction(note(services, key)))
      ),
    done: noted
  }
]

const evicting: Write = {
  name: "ResearchCache.evictExpired",
  before: ({ sql }, key) =>
    sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES (${key}, '1', now() - interval '1 day')`,
  run: ({ cache }) => cache.evictExpired,
  done: gone(cached)
}

/** The name of its sessions on the server. */
const nameOf = (key: string): string => `verdict ${createHash("md5").update(key).digest("hex")}`

/** What a failure says became of the work. */
const verdict = (exit: Exit.Exit<unknown, unknown>): PgFailure.Statement | "done" => {
  if (Exit.isSuccess(exit)) return "done"
  expect(Cause.hasDies(exit.cause)).toBe(false)
  return Option.getOrThrow(PgFailure.ofCause(exit.cause)).statement
}

/** Strikes at the chunk of this number, and may leave the door shut after that; says whether it struck. */
const striking = (proxy: FaultProxy, at: number, fate: Fate, shut: boolean): (() => boolean) => {
  let seen = 0
  proxy.decide = () => {
    if (seen++ !== at) return "pass"
    proxy.refuse = shut
    return fate
  }
  return () => seen > at
}

/** Runs it with one fault, and looks what was told and what is there. */
const struck = Effect.fnUntraced(function* (
  write: Write,
  key: string,
  at: number,
  fate: Fate,
  shut: boolean
) {
  const { app } = yield* SuiteDatabase
  const endpoint = { ...app("direct"), applicationName: nameOf(key) }
  const proxy = yield* faultProxy(endpoint)
  const pooled = PooledPg.layerWith({
    endpoint: { ...endpoint, port: proxy.port },
    pool: { size: 2, min: 0 }
  })
  const context = yield* Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(pooled),
    Layer.build
  )
  const services = yield* Effect.all({
    cache: ResearchCache,
    documents: ResearchDocuments,
    pool: PooledPg
  }).pipe(
    Effect.map(({ pool, ...others }) => ({ ...others, sql: pool.sql })),
    Effect.provideContext(context)
  )
  yield* Effect.retry(write.before?.(services, key) ?? services.sql`SELECT 1`, { times: 10 })
  const hit = striking(proxy, at, fate, shut)
  const told = verdict(
    yield* Effect.exit(
      Deadline.within(fate === "swallow answer" ? "400 millis" : "3 seconds")(write.run(services, key))
    )
  )
  return { told, hit: hit() }
}, Effect.scoped)

const fates: ReadonlyArray<readonly [Fate, shut: boolean]> = [
  ["cut", false],
  ["cut", true],
  ["cut answer", false],
  ["cut answer", true],
  ["swallow answer", true]
]

/** Strikes at one place after the other until there is none left, and says of each where the verdict was wrong. */
const everywhere = Effect.fnUntraced(function* (write: Write, [fate, shut]: (typeof fates)[number]) {
  const truth = (yield* DirectPg).sql
  const wrong: Array<string> = []
  for (let at = 0, hit = true; hit; at++) {
    const key = `${write.name}, ${fate} ${at}, ${shut ? "shut" : "open"}`
    const found = yield* struck(write, key, at, fate, shut)
    // What was cut off may still be running on the server.
    const running = truth`SELECT 1 FROM pg_stat_activity WHERE application_name = ${nameOf(key)}`
    yield* Effect.repeat(running, {
      until: (rows) => rows.length === 0,
      schedule: Schedule.spaced("5 millis")
    })
    const isDone = (yield* write.done(truth, key)).length > 0
    if (found.told !== "unknown" && isDone !== (found.told === "done"))
      wrong.push(`${key}: ${found.told}, and it is ${isDone ? "done" : "not done"}`)
    hit = found.hit
  }
  return wrong
})

layer(endpoints("direct"), { excludeTestServices: true })("No verdict is contradicted by the table", (it) => {
  const check = Effect.fnUntraced(function* (writes: ReadonlyArray<Write>, concurrency: number) {
    const truth = (yield* DirectPg).sql
    yield* truth`CREATE TABLE IF NOT EXISTS notes (key text)`
    yield* truth`GRANT ALL ON notes TO PUBLIC`
    const places = writes.flatMap((write) => fates.map((fate) => everywhere(write, fate)))
    expect((yield* Effect.all(places, { concurrency })).flat()).toEqual([])
  })

  it.effect("wherever a write is cut", () => check(writes, 8))
  it.effect("wherever an eviction is cut", () => check([evicting], 1)) // it takes what the others wait for
})
