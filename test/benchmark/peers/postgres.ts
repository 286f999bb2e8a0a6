import postgres from "postgres"
import { poolSize } from "../Bench.ts"
import { payload, read, sql as statements } from "../Workload.ts"
import { few } from "./hashed.ts"
import { ofClient } from "./ofClient.ts"
import type { HashedDocument, Peer } from "./Peer.ts"

export const connect = (url: string): postgres.Sql =>
  postgres(url, { max: poolSize, prepare: false, onnotice: () => undefined })

/** Rows as `postgres` turns them into one INSERT of many. */
export const rowsOf = (keyword: string, documents: ReadonlyArray<HashedDocument>) =>
  documents.map(({ body, hash, kind, source, title, url }) => ({
    keyword,
    url,
    title,
    body,
    source: source ?? null,
    kind: kind ?? null,
    content_hash: hash
  }))

/** `postgres`, the client of that name. */
export const postgresPeer = (url: string): Peer => {
  const sql = connect(url)
  return ofClient({
    name: "postgres",
    close: () => sql.end(),
    lookup: async (keyword) =>
      read(keyword, (await sql.unsafe(statements.lookup, [keyword]))[0]?.["payload"]),
    insert: (keyword, index) => sql.unsafe(statements.insert, [keyword, JSON.stringify(payload(index))]),
    store: (keyword, index) =>
      sql.begin(async (tx) => {
        await tx.unsafe(statements.researched, [keyword])
        await tx`INSERT INTO research_documents ${tx(rowsOf(keyword, few))} ON CONFLICT (keyword, url) DO NOTHING`
        await tx.unsafe(statements.insert, [keyword, JSON.stringify(payload(index))])
      })
  })
}
