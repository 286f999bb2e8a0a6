import { of } from "../Verdict.ts"

/** What tools around Postgres have in common to say; their tables use these. */

/** The server that a tool works on is not there for it; no statement was concerned. */
export const noServer = of("Unavailable", "the tool could not reach the server that it works on", [
  "Look whether the server runs and accepts connections from here; the reason is in the line before, or in its own log"
])

/** A tool's own settings or its command line. */
export const setUp = of("Misconfigured", "the tool's own settings do not fit what it was asked to do", [
  "Correct what it names: a path, an option, a variable, a name; then run it again"
])

/** A tool was asked for something that is not there, or not as it has to be. */
export const notThere = of(
  "Rejected",
  "what the tool was asked for is not there, or is not what it takes",
  ["List what there is (backups, slots, clusters, files) and ask for one of those"],
  { statement: "did not run" }
)

/** A directory that has to be empty, or has to be the server's own. */
export const directory = of(
  "Misconfigured",
  "the directory is not what the tool or server expects: not empty, or not its own",
  [
    "Look what is in it before anything is removed: it may be the only copy of a database",
    "Give another directory, or its owner and permissions (postgres, 0700)"
  ]
)
