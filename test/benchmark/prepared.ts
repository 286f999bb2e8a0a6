import { PgUrl, PooledPg, type PooledSqlClient } from "aquifer"
import { LocalPgBouncer } from "aquifer/local"
import { Context, Effect, Iterable, Layer, Redacted, Result as Outcome } from "effect"
import { type Bench, poolSize } from "./Bench.ts"
import { interleaved, type Result, result } from "./rounds.ts"

const statements = 5_000
const rounds = 9

/** A statement that takes the server longer to plan than to run, as most of an application's are. */
const rate = (sql: PooledSqlClient) => () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const before = performance.now()
      yield* Effect.forEach(
        Iterable.range(1, statements),
        (number) => sql`
          SELECT c.keyword, m.documents, count(d.url)
          FROM research_cache AS c JOIN research_metadata AS m USING (keyword)
          LEFT JOIN research_documents AS d ON d.keyword = c.keyword
          WHERE c.keyword = ${`keyword ${number}`} AND c.expires_at > now() GROUP BY 1, 2`,
        { concurrency: poolSize, discard: true }
      )
      return (statements * 1_000) / (performance.now() - before)
    })
  )

/** What named prepared statements bring through a PgBouncer that tracks them (1.24), over unnamed ones. */
export const prepared = Effect.fnUntraced(function* (bench: Bench) {
  const { host, password, port, username } = bench.direct
  const secret = password ?? Redacted.make("")
  const pgbouncer = Context.get(
    yield* Layer.build(
      LocalPgBouncer.layerWith({
        upstream: { host, port },
        users: [{ name: username, password: secret }],
        poolSize,
        release: "trixie",
        settings: { max_prepared_statements: 100 }
      })
    ),
    LocalPgBouncer
  )
  const url = pgbouncer.url("postgres", username, secret)
  const endpoint = Outcome.getOrThrow(PgUrl.fromString(Redacted.value(url)))
  const open = (policy: "auto" | "never") =>
    Effect.map(
      Layer.build(PooledPg.layerWith({ endpoint, pool: { size: poolSize, prepared: policy } })),
      (context) => Context.get(context, PooledPg).sql
    )
  const contenders = { aquifer: rate(yield* open("auto")), "POOL_PREPARED=never": rate(yield* open("never")) }
  const values = yield* Effect.promise(() => interleaved(rounds, contenders))
  return [
    result("named prepared statements, PgBouncer 1.24", "statements a second", values)
  ] satisfies ReadonlyArray<Result>
}, Effect.scoped)
