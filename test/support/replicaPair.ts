import { PgUrl, PooledPg, ReplicaPg } from "aquifer"
import type { StandbyPgOptions } from "aquifer/local"
import { Clock, Effect, Layer, Redacted, Result } from "effect"
import { failoverPair } from "./failoverPair.ts"
import { simpleQuery } from "./simpleQuery.ts"

const endpointOf = (url: Redacted.Redacted) => Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))

/** A migrated primary with a table of notes, its standby, and the layers of both: writes here, reads there. */
export const replicaPair = Effect.fnUntraced(function* (options: Partial<StandbyPgOptions> = {}) {
  const pair = yield* failoverPair(options)
  const { primary, standby } = pair
  yield* simpleQuery(
    primary.url(),
    `CREATE TABLE notes (id text PRIMARY KEY, text text NOT NULL);
     INSERT INTO notes VALUES ('n', 'old')`
  )
  const caughtUp = Effect.provideService(standby.caughtUp, Clock.Clock, Clock.Clock.defaultValue())
  yield* caughtUp
  const pool = { size: 4, min: 0, guard: "off" } as const
  return {
    ...pair,
    /** Waits, by the machine's clock, until the standby has what is there now. */
    caughtUp,
    /** Has the standby replay nothing more, or all there is. */
    pause: simpleQuery(standby.url(), "SELECT pg_wal_replay_pause()"),
    resume: simpleQuery(standby.url(), "SELECT pg_wal_replay_resume()"),
    /** What no program here knows of. */
    elsewhere: (sql: string) => simpleQuery(primary.url(), sql),
    layer: PooledPg.layerSqlClient.pipe(
      Layer.provideMerge(PooledPg.layerWith({ endpoint: endpointOf(primary.url()), pool })),
      Layer.provideMerge(ReplicaPg.layerWith({ endpoint: endpointOf(standby.url()), pool }))
    )
  }
})
