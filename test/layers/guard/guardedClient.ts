import { type GuardMode, PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { type Route, SuiteDatabase } from "../../support/SuiteDatabase.ts"

export type Sql = PooledSqlClient
export type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/** A client of PgBouncer's with one connection; a superuser, as some of what leaks needs one. */
export const client = Effect.fnUntraced(function* (guard: GuardMode, route: Route = "pgbouncer118") {
  const database = yield* SuiteDatabase
  const { host, port } = database.app(route)
  const context = yield* Layer.build(
    PooledPg.layerWith({ endpoint: { ...database.admin, host, port }, pool: { size: 1, min: 0, guard } })
  )
  return Context.get(context, PooledPg).sql
})

export const send = (sql: Sql, statement: string): Rows => sql.unsafe(statement)

/** Clears the server connection that both clients share. */
export const cleared = (sql: Sql) =>
  Effect.andThen(send(sql, "DISCARD ALL"), send(sql, "SELECT setseed(0.1)"))
