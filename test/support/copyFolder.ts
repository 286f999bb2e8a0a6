import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect } from "effect"

const run = promisify(execFile)

/** Copies a folder to a place where there is none yet, with its owners and modes. */
export const copyFolder = (from: string, to: string): Effect.Effect<string> =>
  Effect.as(
    Effect.promise(() => run("cp", ["-a", from, to])),
    to
  )
