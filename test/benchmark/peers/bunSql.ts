// Bun's client in a process of Bun: one request a line on standard input, JSON both ways.
import { createInterface } from "node:readline"
import { payload, read } from "../Workload.ts"
import { few, row } from "./hashed.ts"
import { ofClient } from "./ofClient.ts"

/** What of Bun's client is used here; Bun's own types belong to programs that run on it. */
interface Sql {
  readonly unsafe: (
    text: string,
    values: ReadonlyArray<unknown>
  ) => Promise<ReadonlyArray<{ payload?: unknown }>>
  readonly begin: (work: (tx: Sql) => Promise<unknown>) => Promise<unknown>
  readonly close: () => Promise<void>
}
declare const Bun: {
  readonly SQL: new (url: string, options: { readonly max: number; readonly prepare: boolean }) => Sql
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { size, sql: statements, url } = JSON.parse(String((await lines.next()).value))
const sql = new Bun.SQL(url, { max: size, prepare: false })

const insert = (client: Sql, keyword: string, index: number) =>
  client.unsafe(statements.insert, [keyword, JSON.stringify(payload(index))])

const peer = ofClient({
  name: "Bun.sql",
  close: () => sql.close(),
  lookup: async (keyword) => read(keyword, (await sql.unsafe(statements.lookup, [keyword]))[0]?.payload),
  insert: (keyword, index) => insert(sql, keyword, index),
  store: (keyword, index) =>
    sql.begin(async (tx) => {
      await tx.unsafe(statements.researched, [keyword])
      for (const document of few) await tx.unsafe(statements.document, row(keyword, document))
      await insert(tx, keyword, index)
    })
})

for await (const line of lines) {
  const { callers, millis, plan, round, work } = JSON.parse(line)
  const answer = plan ? peer.planned?.(work, plan, round) : peer.asked(work, callers, millis, round)
  console.log(JSON.stringify(await answer))
}
await peer.close()
