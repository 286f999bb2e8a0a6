import { Effect } from "effect"
import type { Ask } from "../deployment/Deployment.ts"
import * as PgBouncerSettings from "./PgBouncerSettings.ts"

/** A limit of the pooler on its clients. */
export interface ClientLimit {
  /** The setting that sets it. */
  readonly name: string
  readonly most: number
}

const number = (text: string | null | undefined): number => Number(text ?? 0) || 0

/** The narrowest of the pooler's limits on clients; 0 is no limit. */
export const clients = (ask: Ask) =>
  Effect.map(PgBouncerSettings.config(ask), (config): ClientLimit => {
    const limits = ["max_client_conn", "max_user_client_connections", "max_db_client_connections"]
      .map((name) => ({ name, most: number(config.get(name)) }))
      .filter(({ most }) => most > 0)
      .toSorted((a, b) => a.most - b.most)
    return limits[0] ?? { name: "max_client_conn", most: Infinity }
  })

/** What the pooler may open at our Postgres: for each user and database a pool and its reserve, within the database's limit. */
export const pools = Effect.fnUntraced(function* (ask: Ask, database: string) {
  const databases = yield* ask("SHOW DATABASES")
  const used = yield* ask("SHOW POOLS")
  const own = databases.find(({ name }) => name === database)
  const same = databases.filter(
    ({ host, name, port }) => name !== "pgbouncer" && host === own?.["host"] && port === own?.["port"]
  )
  return same.map((row) => {
    const users = used.filter((pool) => pool["database"] === row["name"]).length
    const each = number(row["pool_size"]) + number(row["reserve_pool_size"] ?? row["reserve_pool"])
    const limit = number(row["max_connections"])
    const most = Math.max(1, users) * each
    return { name: row["name"] ?? "", most: limit > 0 ? Math.min(limit, most) : most }
  })
})
