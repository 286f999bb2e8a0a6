import { found, ofProcess } from "./ofProcess.ts"
import type { Peer } from "./Peer.ts"

/** asyncpg's pool as the document has it; nothing where no Python has that. */
export const asyncpgPeer = (url: string): Peer | undefined => {
  const pythons = [process.env["PYTHON"], "python3", "/usr/bin/python3"]
  const command = found(pythons, ["-c", "import asyncpg"])
  if (command === undefined) return undefined
  return ofProcess({
    name: "asyncpg",
    works: ["lookups", "inserts", "mixed"],
    command,
    script: "./database_pool.py",
    url
  })
}
