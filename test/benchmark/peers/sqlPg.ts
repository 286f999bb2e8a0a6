import { PgClient } from "@effect/sql-pg"
import type { PgUrl } from "aquifer"
import { Effect, Exit, Schema, Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlResolver } from "effect/sql"
import { poolSize } from "../Bench.ts"
import { payload, read, sql as statements } from "../Workload.ts"
import { few, row } from "./hashed.ts"
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

const Entry = Schema.Struct({
  keyword: Schema.String,
  payload: Schema.Struct({
    documents: Schema.Int,
    sources: Schema.Array(Schema.String),
    summary: Schema.String
  }),
  fetched_at: Schema.Date,
  expires_at: Schema.Date
})

const opened = async (endpoint: PgUrl.PgEndpoint, multiplex: number) => {
  const scope = Scope.makeUnsafe()
  const sql = await Effect.runPromise(Scope.provide(connect(endpoint, multiplex), scope))
  const client = {
    close: () => Effect.runPromise(Scope.close(scope, Exit.void)),
    lookup: (keyword: string) =>
      Effect.map(sql.unsafe<{ payload: unknown }>(statements.lookup, [keyword]), ([found]) =>
        read(keyword, found?.payload)
      ),
    insert: (keyword: string, index: number) =>
      sql.unsafe(statements.insert, [keyword, JSON.stringify(payload(index))]),
    store: (keyword: string, index: number) =>
      sql.withTransaction(
        Effect.gen(function* () {
          yield* sql.unsafe(statements.researched, [keyword])
          for (const document of few) yield* sql.unsafe(statements.document, row(keyword, document))
          yield* sql.unsafe(statements.insert, [keyword, JSON.stringify(payload(index))])
        })
      )
  }
  return { sql, client }
}

/** `@effect/sql-pg`, raw. */
export const sqlPgPeer = async (endpoint: PgUrl.PgEndpoint): Promise<Peer> =>
  ofEffects({ name: "@effect/sql-pg", ...(await opened(endpoint, 1)).client })

/** The same with `SqlResolver` before its lookups; where statements share connections, its writes are others too. */
export const resolverPeer = async (endpoint: PgUrl.PgEndpoint, multiplex: number): Promise<Peer> => {
  const { client, sql } = await opened(endpoint, multiplex)
  const resolver = SqlResolver.findById({
    Id: Schema.String,
    Result: Entry,
    ResultId: ({ keyword }) => keyword,
    execute: (keywords) => sql.unsafe<{ keyword: string }>(statements.lookups, [keywords])
  })
  const find = SqlResolver.request(resolver)
  return ofEffects({
    ...client,
    name: `@effect/sql-pg${multiplex > 1 ? " multiplexed" : ""} + SqlResolver`,
    works: multiplex > 1 ? ["lookups", "inserts", "stores", "mixed"] : ["lookups", "mixed"],
    lookup: (keyword) => Effect.map(find(keyword), (found) => read(keyword, found.payload))
  })
}
