import { Console, Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { DirectPg } from "../layers/DirectPg.ts"
import * as Migration from "../layers/migration/Migration.ts"
import * as SchemaDrift from "../layers/migration/SchemaDrift.ts"
import { researchSchema } from "../services/research/schema/ResearchSchema.ts"
import * as MigrateDocument from "./MigrateDocument.ts"
import { countFlag } from "./terminal/CountFlag.ts"
import { durationFlag } from "./terminal/DurationFlag.ts"
import { ProgramFailed, wrongUsage } from "./terminal/ProgramFailed.ts"
import * as Table from "./terminal/Table.ts"

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
  lockTimeout: durationFlag("lock-timeout").pipe(
    Flag.withDescription("Longest wait for a lock on a table, while others queue behind it; 1s unless given"),
    Flag.optional
  ),
  json: flag("json", "Print one JSON document instead of a table")
}

type Options = Command.Command.Config.Infer<typeof flags>

const print = (json: boolean, document: MigrateDocument.MigrateDocument, text: string) =>
  Console.log(json ? JSON.stringify(document) : text)

const showStatus = Effect.fnUntraced(function* (json: boolean) {
  const changes = yield* Migration.status(researchSchema)
  const document = MigrateDocument.status(changes)
  const { missing } = document
  yield* print(
    json,
    document,
    Table.render(
      missing === 0 ? "Schema: up to date" : `Schema: ${missing} of ${changes.length} changes missing`,
      changes.map(({ appliedAt, id, name }) => [id, name, appliedAt?.toISOString() ?? "missing"])
    )
  )
  if (missing > 0) yield* Effect.fail(new ProgramFailed(1))
})

const clauses = ({ actual, expected }: SchemaDrift.Drift): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  ...(expected === undefined ? [] : [["", "", `made as  ${expected}`]]),
  ...(actual === undefined ? [] : [["", "", `is now   ${actual}`]])
]

const showDrift = Effect.fnUntraced(function* (json: boolean) {
  const drift = yield* SchemaDrift.find(researchSchema)
  yield* print(
    json,
    { format: "aquifer-migrate-drift-1", drift },
    drift.length === 0
      ? "Schema: as its changes made it"
      : Table.render(
          "Schema: not as its changes made it",
          drift.flatMap((found) => [[found.difference, found.kind, found.name], ...clauses(found)])
        )
  )
  if (drift.length > 0) yield* Effect.fail(new ProgramFailed(1))
})

const names = (changes: ReadonlyArray<Pick<Migration.Change, "id" | "name">>): string =>
  changes.map(({ id, name }) => `${id}_${name}`).join(", ")

const brief = ({ id, name }: Pick<Migration.Change, "id" | "name">) => ({ id, name })

const showPlan = Effect.fnUntraced(function* (json: boolean, options: Migration.MigrationOptions) {
  const { apply, script, undo } = yield* Migration.plan(researchSchema, options)
  yield* print(
    json,
    { format: "aquifer-migrate-print-1", apply: apply.map(brief), undo: undo.map(brief), script },
    script
  )
})

const migrateNow = Effect.fnUntraced(function* (json: boolean, options: Migration.MigrationOptions) {
  const undone =
    options.to === undefined ? [] : yield* Migration.undo(researchSchema, { ...options, to: options.to })
  const applied = yield* Migration.run(researchSchema, options)
  const done = [
    ...(undone.length === 0 ? [] : [`undid ${names(undone)}`]),
    ...(applied.length === 0 ? [] : [`applied ${names(applied)}`])
  ]
  yield* print(
    json,
    { format: "aquifer-migrate-1", applied, undone },
    done.length === 0 ? "Schema: up to date, nothing to do" : `Schema: ${done.join(", ")}`
  )
})

const known = (to: number): boolean => to === 0 || researchSchema.some(({ id }) => id === to)

const chosen = ({ drift, json, lockTimeout, print, status, to }: Options) => {
  const options = { lockTimeout: Option.getOrUndefined(lockTimeout), to: Option.getOrUndefined(to) }
  if ([drift, print, status].filter(Boolean).length > 1) {
    return wrongUsage("--status, --drift and --print each say something else; give one of them")
  }
  if (options.to !== undefined && !known(options.to)) {
    return wrongUsage(`there is no change ${options.to}; --status lists them`)
  }
  const work = status
    ? showStatus(json)
    : drift
      ? showDrift(json)
      : print
        ? showPlan(json, options)
        : migrateNow(json, options)
  return Effect.provide(work, DirectPg.layer)
}

/** `aquifer migrate`: brings the schema up to date over the direct endpoint, undoes changes, or says what is amiss. */
export const migrate = Command.make("migrate", flags, chosen).pipe(
  Command.withDescription("Bring the schema up to date over the direct endpoint (DATABASE_URL)"),
  Command.withExamples([
    { command: "aquifer migrate", description: "Apply what is missing, all or nothing" },
    { command: "aquifer migrate --status", description: "Only say what is missing" },
    { command: "aquifer migrate --print > schema.sql", description: "The SQL, for whoever runs it by hand" },
    { command: "aquifer migrate --to 5", description: "Undo the changes after the fifth, if they can be" },
    { command: "aquifer migrate --drift", description: "What somebody has changed by hand since" }
  ])
)
