import { spawn, spawnSync } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { poolSize } from "../Bench.ts"
import * as Workload from "../Workload.ts"
import { hashed } from "./hashed.ts"
import type { Peer, Work } from "./Peer.ts"

/** What such a process is told first: one line of JSON. */
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

/** The first of some commands that runs, with these arguments. */
export const found = (
  commands: ReadonlyArray<string | undefined>,
  args: ReadonlyArray<string>
): string | undefined =>
  commands.find((command) => command !== undefined && command !== "" && spawnSync(command, args).status === 0)

export interface ProcessOptions {
  readonly name: string
  readonly works: ReadonlyArray<Work>
  readonly command: string
  /** Beside this module. */
  readonly script: string
  readonly url: string
  /** Whether it can send by a plan. */
  readonly plans?: boolean
}

/** A peer of another runtime, in a process of its own that measures itself: a request a line, JSON both ways. */
export const ofProcess = ({ command, name, plans = false, script, url, works }: ProcessOptions): Peer => {
  const child = spawn(command, [fileURLToPath(new URL(script, import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const exited = new Promise((resolve) => child.once("exit", resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${JSON.stringify(setup(url))}\n`)
  const ask = async (request: object) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { done, value } = await lines.next()
    if (done === true) throw new Error(`the process of ${name} has ended; see above`)
    return JSON.parse(value)
  }
  return {
    name,
    works,
    asked: (work, callers, millis, round) => ask({ work, callers, millis, round }),
    ...(plans ? { planned: (work, plan, round) => ask({ work, plan, round }) } : {}),
    close: async () => {
      child.stdin.end()
      await exited
    }
  }
}
