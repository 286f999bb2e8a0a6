import { PgClient } from "@effect/sql-pg"
import type { PgUrl } from "aquifer"
import { Effect, Exit, Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { poolSize } from "../Bench.ts"
import { sql as statements } from "../Workload.ts"
import { row } from "./hashed.ts"
import { ofEffects } from "./ofEffects.ts"
import type { Peer } from "./Peer.ts"

/** The driver alone, as it is set up for a transaction pooler. */
export const connect = (endpoint: PgUrl.PgEndpoint, multiplex = 1) =>
  PgClient.make({
    ...endpoint,
    ssl: false,
    prepare: false,
    maxConnections: poolSize,
    multiplex: multiplex > 1,
    multiplexConcurrency: multiplex
  }).pipe(Effect.provide(Reactivity.layer))

/** `@effect/sql-pg`, raw. */
export const sqlPgPeer = async (endpoint: PgUrl.PgEndpoint): Promise<Peer> => {
  const scope = Scope.makeUnsafe()
  const sql = await Effect.runPromise(Scope.provide(connect(endpoint), scope))
  return ofEffects({
    name: "@effect/sql-pg",
    close: () => Effect.runPromise(Scope.close(scope, Exit.void)),
    run: Effect.runPromise,
    lookup: (keyword) => sql.unsafe(statements.lookup, [keyword]),
    insert: (keyword, payload) => sql.unsafe(statements.insert, [keyword, JSON.stringify(payload)]),
    store: (keyword, payload, documents) =>
      sql.withTransaction(
        Effect.gen(function* () {
          yield* sql.unsafe(statements.researched, [keyword])
          for (const document of documents) yield* sql.unsafe(statements.document, row(keyword, document))
          yield* sql.unsafe(statements.insert, [keyword, JSON.stringify(payload)])
        })
      )
  })
}
