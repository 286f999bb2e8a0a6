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

/** How many PgBouncers there are that know each other; before 1.19 none does. */
export const peers = (ask: Ask) =>
  Effect.match(ask("SHOW PEERS"), { onFailure: () => 1, onSuccess: (rows) => Math.max(1, rows.length) })

/** What the pooler may open for a database by one of its names: for each user a pool and its reserve. */
export interface PoolsOfDatabase {
  /** What it is made of, such as "shop 2 users × 10". */
  readonly sum: string
  readonly most: number
}

/** What the pooler may open at our Postgres: for each user and database a pool and its reserve, within the database's limit. */
export const pools = Effect.fnUntraced(function* (ask: Ask, database: string) {
  const databases = yield* ask("SHOW DATABASES")
  const used = yield* ask("SHOW POOLS")
  const own = databases.find(({ name }) => name === database)
  const same = databases.filter(
    ({ host, name, port }) => name !== "pgbouncer" && host === own?.["host"] && port === own?.["port"]
  )
  return same.map((row): PoolsOfDatabase => {
    const name = row["name"] ?? ""
    const users = Math.max(1, used.filter((pool) => pool["database"] === name).length)
    const each = number(row["pool_size"]) + number(row["reserve_pool_size"] ?? row["reserve_pool"])
    const limit = number(row["max_connections"])
    const all = users * each
    const most = limit > 0 ? Math.min(limit, all) : all
    return { most, sum: most === all && users > 1 ? `${name} ${users} users × ${each}` : `${name} ${most}` }
  })
})
