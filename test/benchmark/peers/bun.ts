import { globSync } from "node:fs"
import { found, ofProcess } from "./ofProcess.ts"
import type { Peer } from "./Peer.ts"

/** Bun's `SQL` in Bun; nothing where its binary is not there: `BUN`, that of the package `bun`, or that of the PATH. */
export const bunPeer = (url: string): Peer | undefined => {
  const command = found(
    [process.env["BUN"], ...globSync("node_modules/@oven/bun-*/bin/bun{,.exe}"), "bun"],
    ["--version"]
  )
  if (command === undefined) return undefined
  return ofProcess({
    name: "Bun.sql",
    works: ["lookups", "inserts", "stores", "mixed"],
    command,
    script: "./bunSql.ts",
    plans: true,
    url
  })
}
