import type { PooledSqlClient } from "aquifer"
import { Effect } from "effect"

/** What comes back of one value of a type. */
export const back = (sql: PooledSqlClient, type: string, value: unknown) =>
  Effect.map(sql.unsafe<{ back: unknown }>(`SELECT $1::${type} AS back`, [value]), ([row]) => row?.back)
