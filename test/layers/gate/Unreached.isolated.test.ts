import { expect, it } from "@effect/vitest"
import { PgFailure, PooledPg } from "aquifer"
import { Context, Duration, Effect, Layer } from "effect"
import { range } from "../../support/range.ts"
import { restartableServers } from "../../support/RestartableServers.ts"

it.live("Whoever waits while the pooler is down is told that nobody can connect, until somebody can", () =>
  Effect.gen(function* () {
    const { pgbouncer, pooled } = yield* restartableServers
    const pool = { size: 2, min: 0, timeout: Duration.millis(700), maxWaiting: 30 } as const
    const { sql, stats } = Context.get(
      yield* Layer.build(PooledPg.layerWith({ endpoint: pooled, pool })),
      PooledPg
    )
    const ask = Effect.mapError(sql`SELECT 1 AS one`, PgFailure.classify)
    yield* ask
    yield* pgbouncer.kill
    yield* Effect.flip(ask) // from here on it is known
    const refused = yield* Effect.all(
      range(40).map(() => Effect.flip(ask)),
      { concurrency: "unbounded" }
    )
    expect((yield* stats).timedOut + (yield* stats).refused).toBeGreaterThan(0)
    for (const { message, _tag, statement } of refused) {
      expect({ _tag, statement }).toEqual({ _tag: "Unavailable", statement: "did not run" })
      expect(message).toContain(`ECONNREFUSED at 127.0.0.1:${pooled.port}`)
    }
    yield* pgbouncer.start
    expect(yield* ask).toEqual([{ one: 1 }])
  }).pipe(Effect.scoped)
)
