import { Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

const flags = {
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document a line"),
    Flag.withDefault(false)
  )
}

/** `aquifer watch`: changes of the cache as they are committed, a line each, until it is stopped. */
export const watch = Command.make(
  "watch",
  flags,
  lazily(() => import("./watchHandler.ts"))
).pipe(
  Command.withDescription(
    "Print what changes in the cache as it is committed: by notifications (DATABASE_URL), or by polling (DATABASE_POOL_URL)"
  ),
  Command.withExamples([
    { command: "aquifer watch", description: "A line for each change, and for each gap" },
    { command: "aquifer watch --json", description: "The same for programs" }
  ])
)
