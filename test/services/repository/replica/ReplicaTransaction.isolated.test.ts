import { describe, expect, it } from "@effect/vitest"
import { Identity, PgUrl, Replica, ReplicaPg } from "aquifer"
import { LocalPgBouncer } from "aquifer/local"
import { Context, Effect, Layer, Redacted, Result } from "effect"
import { Notes, added, answers, old, text, withPair, write } from "../../../support/replicaNotes.ts"
import { replicaPair } from "../../../support/replicaPair.ts"

describe("A replica that is not asked by a statement alone", () => {
  it.live("is read in transactions: for somebody, and where statements would share a snapshot", () =>
    withPair(({ caughtUp, elsewhere, layer, primary }) =>
      Effect.gen(function* () {
        const replicas = Effect.map(answers, ({ replica }) => replica)
        expect(yield* added(replicas, Identity.as({ claims: { sub: "somebody" } })(text))).toBe(1)
        yield* elsewhere(
          `ALTER DATABASE ${primary.database} SET default_transaction_isolation = 'repeatable read'`
        )
        const test = Effect.gen(function* () {
          yield* Effect.andThen(text, caughtUp)
          yield* text
          expect(yield* answers).toEqual({ replica: 0, behind: 1, failed: 0, primary: 1 })
          yield* text
          expect(yield* answers).toMatchObject({ replica: 1, behind: 1 })
        })
        yield* Effect.provide(test, Layer.provideMerge(Notes.layerReplica(old), layer), { local: true })
      })
    )
  )

  it.live("may have a pooler in front of it", () =>
    Effect.gen(function* () {
      const pair = yield* replicaPair()
      const { password, user } = pair.primary
      const pgbouncer = LocalPgBouncer.layerWith({
        upstream: { host: "127.0.0.1", port: pair.standby.port },
        users: [{ name: user, password }],
        poolSize: 2
      })
      const { url } = Context.get(yield* Layer.build(pgbouncer), LocalPgBouncer)
      const through = Redacted.value(url(pair.primary.database, user, password))
      const endpoint = Result.getOrThrow(PgUrl.fromString(through))
      const pool = Layer.provideMerge(ReplicaPg.layerWith({ endpoint }), pair.layer)
      const test = Effect.gen(function* () {
        yield* Effect.andThen(text, pair.caughtUp)
        yield* Effect.all(
          Array.from({ length: 20 }, () => Effect.andThen(text, Replica.reading(text, old))),
          {
            concurrency: "unbounded"
          }
        )
        yield* pair.pause
        yield* write("own")
        expect(yield* text).toBe("own")
        expect(yield* text).toBe("own")
        expect(yield* answers).toMatchObject({ behind: 1, failed: 0 })
      })
      yield* Effect.provide(Replica.session(test), Layer.provideMerge(Notes.layerReplica(old), pool))
    }).pipe(Effect.scoped)
  )
})
