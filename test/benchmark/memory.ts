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

const ask = (sql: PooledSqlClient) =>
  Effect.forEach(Iterable.range(1, requests), () => sql.unsafe(statement), { concurrency: "unbounded" })

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

/** What a hundred requests at once cost the server: Postgres' processes, alone and with all of PgBouncer. */
export const memory = Effect.fnUntraced(function* (bench: Bench) {
  if (!(yield* Effect.promise(() => ServerMemory.isKnown(bench.postgresPid)))) {
    console.error("memory: this machine does not tell what the server's processes need; left out")
    return []
  }
  const sql = yield* unpooledOn(bench.direct)
  const pooled = Effect.scoped(
    Effect.flatMap(pooledOn(bench.pooled), (context) => ask(Context.get(context, PooledPg).sql))
  )
  const withPooler: Array<number> = []
  const values = yield* Effect.promise(() =>
    interleaved(rounds, {
      aquifer: () =>
        during(bench, pooled, ({ pgbouncer, postgres }) => withPooler.push(postgres + pgbouncer)),
      [each]: () => during(bench, ask(sql), () => undefined)
    })
  )
  const measured = withPooler.slice(1) // the first round warms up
  return [
    result(`memory of the server, ${requests} requests at once`, "MiB", values, "less"),
    result(
      "the same, all of PgBouncer counted",
      "MiB",
      { aquifer: measured, [each]: values[each] ?? [] },
      "less"
    )
  ]
}, Effect.scoped)
