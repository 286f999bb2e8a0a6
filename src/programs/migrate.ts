import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { DirectPg } from "../layers/DirectPg.ts"
import * as Migration from "../layers/Migration.ts"
import { researchSchema } from "../services/ResearchSchema.ts"
import { ProgramFailed } from "./ProgramFailed.ts"
import * as Table from "./Table.ts"

const flags = {
  status: Flag.Boolean("status").pipe(
    Flag.withDescription(
      "Say which changes the database has and change nothing; exit status 1 when some are missing"
    ),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of a table"),
    Flag.withDefault(false)
  )
}

const showStatus = Effect.fnUntraced(function* (json: boolean) {
  const changes = yield* Migration.status(researchSchema)
  const missing = changes.filter(({ appliedAt }) => appliedAt === undefined).length
  yield* Console.log(
    json
      ? JSON.stringify({ changes, missing })
      : Table.render(
          missing === 0 ? "Schema: up to date" : `Schema: ${missing} of ${changes.length} changes missing`,
          changes.map(({ appliedAt, id, name }) => [id, name, appliedAt?.toISOString() ?? "missing"])
        )
  )
  if (missing > 0) yield* Effect.fail(new ProgramFailed(1))
})

const migrateNow = Effect.fnUntraced(function* (json: boolean) {
  const applied = yield* Migration.run(researchSchema)
  const names = applied.map(({ id, name }) => `${id}_${name}`).join(", ")
  yield* Console.log(
    json
      ? JSON.stringify({ applied })
      : applied.length === 0
        ? "Schema: up to date, nothing to do"
        : `Schema: applied ${names}`
  )
})

/** `aquifer migrate`: brings the schema up to date over the direct endpoint, or says what is missing. */
export const migrate = Command.make("migrate", flags, ({ json, status }) =>
  (status ? showStatus(json) : migrateNow(json)).pipe(Effect.provide(DirectPg.layer))
).pipe(
  Command.withDescription("Bring the schema up to date over the direct endpoint (DATABASE_URL)"),
  Command.withExamples([
    { command: "aquifer migrate", description: "Apply what is missing" },
    { command: "aquifer migrate --status", description: "Only say what is missing" }
  ])
)
