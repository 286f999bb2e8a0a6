import { PooledPg, type PooledSqlClient } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Iterable } from "effect"
import { Client, Pool } from "pg"
import type { Bench } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { interleaved, type Result, result } from "./rounds.ts"
import * as ServerMemory from "./ServerMemory.ts"
import { pooledOn, unpooledOn } from "./unpooled.ts"
import * as Workload from "./Workload.ts"

const requests = 100
const rounds = 5

/** The document's own query, made to last, so that all requests are there at once. */
const statement = "SELECT count(*), pg_sleep(6) FROM research_cache"
const samples = 55
const sampleEvery = "100 millis"

/** Ends all connections to Postgres, so that both ways begin with none. */
const endConnections = ({ directUrl }: Bench) =>
  Effect.promise(async () => {
    const client = new Client(directUrl)
    await client.connect()
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
    )
    await client.end()
  }).pipe(Effect.andThen(Effect.sleep("300 millis")))

const atOnce = <E>(one: (index: number) => Effect.Effect<unknown, E>) =>
  Effect.forEach(Iterable.range(1, requests), one, { concurrency: "unbounded", discard: true })

const ask = (sql: PooledSqlClient) => atOnce(() => sql.unsafe(statement))

/** Callers who look up one keyword after the other. */
const lookUp = (find: (keyword: string) => Effect.Effect<unknown, unknown>) =>
  atOnce((caller) => {
    const next = Workload.random(caller)
    const one = Effect.suspend(() => find(Workload.keyword(Math.floor(next() * Workload.keywordCount))))
    return Effect.forever(one)
  })

interface Needed {
  readonly postgres: number
  readonly pgbouncer: number
}

const now = async ({ pgbouncerPid, postgresPid }: Bench): Promise<Needed> => ({
  postgres: await ServerMemory.mebibytes(await ServerMemory.processes(postgresPid)),
  pgbouncer: await ServerMemory.mebibytes([pgbouncerPid])
})

/** MiB that Postgres has at most while `work` is under way, beyond what it has without any connection. */
const during = (bench: Bench, work: Effect.Effect<unknown, unknown>, seen: (needed: Needed) => void) =>
  Effect.gen(function* () {
    yield* endConnections(bench)
    const before = yield* Effect.promise(() => now(bench))
    yield* Effect.forkScoped(Effect.ignore(work))
    let most = before
    for (let sample = 0; sample < samples; sample++) {
      yield* Effect.sleep(sampleEvery)
      const needed = yield* Effect.promise(() => now(bench))
      if (needed.postgres > most.postgres) most = needed
    }
    const postgres = most.postgres - before.postgres
    seen({ postgres, pgbouncer: most.pgbouncer })
    return postgres
  }).pipe(Effect.scoped, Effect.runPromise)

const each = "a connection for each"

interface Contenders {
  readonly pooled: Effect.Effect<unknown, unknown>
  readonly each: Effect.Effect<unknown, unknown>
}

/** Postgres' processes, alone and with all of PgBouncer. */
const compare = Effect.fnUntraced(function* (name: string, bench: Bench, contenders: Contenders) {
  const withPooler: Array<number> = []
  const values = yield* Effect.promise(() =>
    interleaved(rounds, {
      aquifer: () =>
        during(bench, contenders.pooled, ({ pgbouncer, postgres }) => withPooler.push(postgres + pgbouncer)),
      [each]: () => during(bench, contenders.each, () => undefined)
    })
  )
  const all = { aquifer: withPooler.slice(1), [each]: values[each] ?? [] } // the first round warms up
  return [
    result(`memory of the server, ${requests} ${name}`, "MiB", values, "less"),
    result(`the same ${requests} ${name}, all of PgBouncer counted`, "MiB", all, "less")
  ]
})

/** A pool with a connection for each caller. */
const largePool = ({ directUrl }: Bench) =>
  Effect.acquireRelease(
    Effect.sync(() => new Pool({ connectionString: directUrl, max: requests })),
    (pool) => Effect.promise(() => pool.end())
  )

/** What a hundred requests at once cost the server: such as last, and the quick ones that there are most of. */
export const memory = Effect.fnUntraced(function* (bench: Bench) {
  if (!(yield* Effect.promise(() => ServerMemory.isKnown(bench.postgresPid)))) {
    console.error("memory: this machine does not tell what the server's processes need; left out")
    return []
  }
  yield* fillCache(bench)
  const unpooled = yield* unpooledOn(bench.direct)
  const pooled = (
    use: (context: Context.Context<PooledPg | ResearchCache>) => Effect.Effect<unknown, unknown>
  ) => Effect.scoped(Effect.flatMap(pooledOn(bench.pooled), use))
  const long = yield* compare("requests at once", bench, {
    pooled: pooled((context) => ask(Context.get(context, PooledPg).sql)),
    each: ask(unpooled)
  })
  const quick = yield* compare("callers looking up", bench, {
    pooled: pooled((context) => lookUp(Context.get(context, ResearchCache).lookup)),
    each: Effect.scoped(
      Effect.flatMap(largePool(bench), (pool) =>
        lookUp((keyword) => Effect.promise(() => pool.query(Workload.sql.lookup, [keyword])))
      )
    )
  })
  return [...long, ...quick] satisfies ReadonlyArray<Result>
}, Effect.scoped)
