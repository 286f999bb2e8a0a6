import { Command, Flag } from "effect/cli"
import { countFlag } from "../terminal/CountFlag.ts"
import { durationFlag } from "../terminal/DurationFlag.ts"
import { lazily } from "../terminal/lazily.ts"

const flag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withDefault(false))

const flags = {
  status: flag(
    "status",
    "Say which changes the database has and change nothing; exit status 1 when some are missing"
  ),
  drift: flag(
    "drift",
    "Say what in the database is not as its changes made it, and leave it so; exit status 1 when something is not"
  ),
  print: flag("print", "Print the SQL that would run, as a script for psql, and change nothing"),
  to: countFlag("to", 0, 1_000_000).pipe(
    Flag.withDescription(
      "The last change to have: applies up to it, or undoes what is beyond it where that can be"
    ),
    Flag.optional
  ),
  from: Flag.String("from").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      "A module that exports changes of your own (Migration.ofSet), in place of the research store's; the kit's come first"
    ),
    Flag.optional
  ),
  into: Flag.String("into").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription(
      "A folder, such as supabase/migrations: write each change that it lacks into a file there, and ask no database"
    ),
    Flag.optional
  ),
  with: Flag.String("with").pipe(
    Flag.withMetavar("MODULES"),
    Flag.withDescription(
      "Make the tables of Effect's own modules too, or bring them up to date: queue, cache, cluster, or some of them"
    ),
    Flag.optional
  ),
  lockTimeout: durationFlag("lock-timeout").pipe(
    Flag.withDescription("Longest wait for a lock on a table, while others queue behind it; 1s unless given"),
    Flag.optional
  ),
  json: flag("json", "Print one JSON document instead of a table")
}

/** `aquifer migrate`: brings the schema up to date over the direct endpoint, undoes changes, or says what is amiss. */
export const migrate = Command.make(
  "migrate",
  flags,
  lazily(() => import("./migrateHandler.ts"))
).pipe(
  Command.withDescription("Bring the schema up to date over the direct endpoint (DATABASE_URL)"),
  Command.withExamples([
    { command: "aquifer migrate", description: "Apply what is missing, all or nothing" },
    { command: "aquifer migrate --status", description: "Only say what is missing" },
    { command: "aquifer migrate --print > schema.sql", description: "The SQL, for whoever runs it by hand" },
    { command: "aquifer migrate --to 5", description: "Undo the changes after the fifth, if they can be" },
    { command: "aquifer migrate --from ./schema.ts", description: "Changes of your own" },
    { command: "aquifer migrate --into supabase/migrations", description: "A file each, for another tool" },
    { command: "aquifer migrate --with queue,cache", description: "Effect's PersistedQueue, Persistence" },
    { command: "aquifer migrate --drift", description: "What somebody has changed by hand since" }
  ])
)
