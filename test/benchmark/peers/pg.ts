import { Pool, type PoolClient } from "pg"
import { poolSize } from "../Bench.ts"
import { sql } from "../Workload.ts"
import { row } from "./hashed.ts"
import { ofClient } from "./ofClient.ts"
import type { Peer } from "./Peer.ts"

/** Runs `work` in a transaction of one of the pool's clients. */
export const transaction = async (pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query("BEGIN")
    await work(client)
    await client.query("COMMIT")
  } finally {
    client.release()
  }
}

export const pool = (connectionString: string): Pool => new Pool({ connectionString, max: poolSize })

/** `pg.Pool`. */
export const pgPeer = (url: string): Peer => {
  const clients = pool(url)
  return ofClient({
    name: "pg",
    close: () => clients.end(),
    lookup: async (keyword) => (await clients.query(sql.lookup, [keyword])).rows[0],
    insert: (keyword, payload) => clients.query(sql.insert, [keyword, payload]),
    store: (keyword, payload, documents) =>
      transaction(clients, async (client) => {
        await client.query(sql.researched, [keyword])
        for (const document of documents) await client.query(sql.document, row(keyword, document))
        await client.query(sql.insert, [keyword, payload])
      })
  })
}
