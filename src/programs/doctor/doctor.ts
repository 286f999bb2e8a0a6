import { Command, Flag } from "effect/cli"
import { countFlag } from "../terminal/CountFlag.ts"
import { lazily } from "../terminal/lazily.ts"

const flags = {
  instances: countFlag("instances", 1, 100_000).pipe(
    Flag.withDescription("How many processes run with these settings, for the sums of pools; 1 unless given"),
    Flag.withDefault(1)
  ),
  poolers: countFlag("poolers", 1, 1_000).pipe(
    Flag.withDescription(
      "How many PgBouncers like this one stand in front of the database; the peers that it knows unless given"
    ),
    Flag.optional
  ),
  from: Flag.String("from").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      "A module that exports changes of your own, as aquifer migrate takes it: looks for these and the kit's"
    ),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of text"),
    Flag.withDefault(false)
  )
}

/** `aquifer doctor`: what is wrong with a deployment, and how to mend it. */
export const doctor = Command.make(
  "doctor",
  flags,
  lazily(() => import("./doctorHandler.ts"))
).pipe(
  Command.withDescription("Find what is wrong with a deployment, and say how to mend it; it changes nothing"),
  Command.withExamples([
    { command: "aquifer doctor", description: "Examine what the environment names" },
    { command: "aquifer doctor --from ./schema.ts", description: "Changes of your own" },
    { command: "aquifer doctor --instances 4 --json", description: "Four processes; for a program" }
  ])
)
