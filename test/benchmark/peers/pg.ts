import DataLoader from "dataloader"
import { Client, Pool, type ClientBase, type PoolClient } from "pg"
import { poolSize } from "../Bench.ts"
import * as Workload from "../Workload.ts"
import { few, row } from "./hashed.ts"
import { ofClient } from "./ofClient.ts"
import type { Peer } from "./Peer.ts"

const { payload, read, sql } = Workload

export const pool = (connectionString: string): Pool => new Pool({ connectionString, max: poolSize })

/** Runs `work` in a transaction of one of the pool's clients. */
export const transaction = async (
  clients: Pool,
  work: (client: PoolClient) => Promise<void>
): Promise<void> => {
  const client = await clients.connect()
  try {
    await client.query("BEGIN")
    await work(client)
    await client.query("COMMIT")
  } finally {
    client.release()
  }
}

/** The statements of a store, in their order. */
const statements = (keyword: string, index: number): ReadonlyArray<readonly [string, Array<unknown>]> => [
  [sql.researched, [keyword]],
  ...few.map((document) => [sql.document, row(keyword, document)] as const),
  [sql.insert, [keyword, JSON.stringify(payload(index))]]
]

const pooled = (clients: Pool) => ({
  close: () => clients.end(),
  lookup: async (keyword: string) =>
    read(keyword, (await clients.query(sql.lookup, [keyword])).rows[0]?.payload),
  insert: (keyword: string, index: number) =>
    clients.query(sql.insert, [keyword, JSON.stringify(payload(index))]),
  store: (keyword: string, index: number) =>
    transaction(clients, async (client) => {
      for (const [text, values] of statements(keyword, index)) await client.query(text, values)
    })
})

/** `pg.Pool`. */
export const pgPeer = (url: string): Peer => ofClient({ name: "pg", ...pooled(pool(url)) })

/** The same with `dataloader` before its lookups, which keeps nothing: what is found may change at any time. */
export const dataloaderPeer = (url: string): Peer => {
  const clients = pool(url)
  const find = async (keywords: ReadonlyArray<string>) => {
    const { rows } = await clients.query(sql.lookups, [keywords])
    const found = new Map(rows.map((each) => [each.keyword, each.payload]))
    return keywords.map((keyword) => found.get(keyword))
  }
  const loader = new DataLoader<string, unknown>(find, { cache: false })
  return ofClient({
    name: "pg + dataloader",
    works: ["lookups", "mixed"],
    ...pooled(clients),
    lookup: async (keyword) => read(keyword, await loader.load(keyword))
  })
}

/** Sent in one go, so that nothing comes between them and each waits for nothing but its own answer. */
const storeAtOnce = (client: ClientBase, keyword: string, index: number) =>
  Promise.all([
    client.query("BEGIN"),
    ...statements(keyword, index).map(([text, values]) => client.query(text, values)),
    client.query("COMMIT")
  ])

/** Clients of `pg` that pipeline, in turn: each statement is sent at once, behind those that are on their way. */
export const pipelinedPeer = async (url: string): Promise<Peer> => {
  const clients = Array.from(
    { length: poolSize },
    () => new Client({ connectionString: url, pipeline: true })
  )
  await Promise.all(clients.map((client) => client.connect()))
  let turn = 0
  const next = (): Client => clients[turn++ % poolSize] as Client // the turn is within them
  return ofClient({
    name: "pg, pipelined",
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
    lookup: async (keyword) => read(keyword, (await next().query(sql.lookup, [keyword])).rows[0]?.payload),
    insert: (keyword, index) => next().query(sql.insert, [keyword, JSON.stringify(payload(index))]),
    store: (keyword, index) => storeAtOnce(next(), keyword, index)
  })
}
