import { spawn, spawnSync } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { poolSize } from "../Bench.ts"
import * as Workload from "../Workload.ts"
import { hashed } from "./hashed.ts"
import type { Peer } from "./Peer.ts"

const script = fileURLToPath(new URL("./database_pool.py", import.meta.url))

/** A Python that has asyncpg: `PYTHON`, that of the PATH, or the system's own. */
const python = (): string | undefined =>
  [process.env["PYTHON"], "python3", "/usr/bin/python3"].find(
    (command) => command !== undefined && spawnSync(command, ["-c", "import asyncpg"]).status === 0
  )

const setup = (url: string) => ({
  url,
  size: poolSize,
  sql: Workload.sql,
  keywords: Workload.keywordCount,
  payload: JSON.stringify(Workload.payload(1)),
  documents: hashed(Workload.documents(5)).map(({ hash, ...document }) => ({
    ...document,
    hash: hash.toString("hex")
  }))
})

/** asyncpg's pool as the document has it, in a process of its own that measures itself; nothing where Python lacks it. */
export const asyncpgPeer = (url: string): Peer | undefined => {
  const command = python()
  if (command === undefined) return undefined
  const child = spawn(command, [script], { stdio: ["pipe", "pipe", "inherit"] })
  const exited = new Promise((resolve) => child.once("exit", resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${JSON.stringify(setup(url))}\n`)
  const ask =
    (what: string) =>
    async (callers: number, total: number, round = 0): Promise<number> => {
      child.stdin.write(`${JSON.stringify({ what, callers, total, round })}\n`)
      const { done, value } = await lines.next()
      if (done === true) throw new Error("the Python process has ended; see above")
      return Number(JSON.parse(value).perSecond)
    }
  return {
    name: "asyncpg",
    lookups: ask("lookups"),
    inserts: ask("inserts"),
    mixed: ask("mixed"),
    close: async () => {
      child.stdin.end()
      await exited
    }
  }
}
