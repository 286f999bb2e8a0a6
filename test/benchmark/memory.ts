import { PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Iterable } from "effect"
import { Client } from "pg"
import type { Bench } from "./Bench.ts"
import { interleaved, result } from "./rounds.ts"
import * as ServerMemory from "./ServerMemory.ts"
import { pooledOn, unpooledOn } from "./unpooled.ts"

const requests = 100
const rounds = 5

/** The document's own query, made to last, so that all requests are there at once. */
const statement = "SELECT count(*), pg_sleep(2) FROM research_cache"
const samples = 18
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

const ask = (sql: PooledSqlClient) =>
  Effect.forEach(Iterable.range(1, requests), () => sql.unsafe(statement), { concurrency: "unbounded" })

/** MiB that the server has at most while `work` is under way, beyond what it has without any connection. */
const during = (bench: Bench, work: Effect.Effect<unknown, unknown>, pooler: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    yield* endConnections(bench)
    const { postgresPid } = bench
    const before = yield* Effect.promise(() => ServerMemory.mebibytes(postgresPid))
    yield* Effect.forkScoped(Effect.ignore(work))
    let most = 0
    for (let sample = 0; sample < samples; sample++) {
      yield* Effect.sleep(sampleEvery)
      const now = yield* Effect.promise(() => ServerMemory.mebibytes(postgresPid, ...pooler))
      most = Math.max(most, now)
    }
    return most - before
  }).pipe(Effect.scoped, Effect.runPromise)

/** What a hundred requests at once cost the server: Postgres' processes, and PgBouncer where there is one. */
export const memory = Effect.fnUntraced(function* (bench: Bench) {
  if (!(yield* Effect.promise(() => ServerMemory.isKnown(bench.postgresPid)))) {
    console.error("memory: this machine does not tell what the server's processes need; left out")
    return []
  }
  const sql = yield* unpooledOn(bench.direct)
  const pooled = Effect.scoped(
    Effect.flatMap(pooledOn(bench.pooled), (context) => ask(Context.get(context, PooledPg).sql))
  )
  const values = yield* Effect.promise(() =>
    interleaved(rounds, {
      aquifer: () => during(bench, pooled, [bench.pgbouncerPid]),
      "a connection for each": () => during(bench, ask(sql), [])
    })
  )
  return [result(`memory of the server, ${requests} requests at once`, "MiB", values, "less")]
}, Effect.scoped)
