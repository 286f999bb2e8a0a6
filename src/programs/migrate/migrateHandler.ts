import { type Duration, Effect, Option } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import { nameOf, title } from "../../layers/migration/Change.ts"
import * as SchemaDrift from "../../layers/migration/drift/SchemaDrift.ts"
import type { EffectModule } from "../../layers/migration/EffectTables.ts"
import * as Migration from "../../layers/migration/Migration.ts"
import * as MigrationBooks from "../../layers/migration/MigrationBooks.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import * as FileProblem from "../terminal/FileProblem.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as Table from "../terminal/Table.ts"
import * as ChangeModule from "./ChangeModule.ts"
import * as EffectModules from "./EffectModules.ts"
import * as MigrateDocument from "./MigrateDocument.ts"
import * as MigrationFolder from "./MigrationFolder.ts"

type Schema = ReadonlyArray<Migration.Change>

interface Options {
  readonly status: boolean
  readonly drift: boolean
  readonly print: boolean
  readonly to: Option.Option<number>
  readonly from: Option.Option<string>
  readonly into: Option.Option<string>
  readonly with: Option.Option<string>
  readonly lockTimeout: Option.Option<Duration.Duration>
  readonly json: boolean
}

const print = (json: boolean, document: MigrateDocument.MigrateDocument, text: string) =>
  Output.print(json ? JSON.stringify(document) : text)

const showStatus = Effect.fnUntraced(function* (json: boolean, schema: Schema) {
  const changes = yield* Migration.status(schema)
  const document = MigrateDocument.status(changes)
  const { missing } = document
  yield* print(
    json,
    document,
    Table.render(
      missing === 0
        ? "Schema: up to date"
        : `Schema: ${missing} of ${changes.length} ${changes.length === 1 ? "change" : "changes"} missing`,
      changes.map(({ appliedAt, id, name, set }) => [set, id, name, appliedAt?.toISOString() ?? "missing"])
    )
  )
  if (missing > 0) yield* Effect.fail(new ProgramFailed(1))
})

const clauses = ({ actual, expected }: SchemaDrift.Drift): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  ...(expected === undefined ? [] : [["", "", `made as  ${expected}`]]),
  ...(actual === undefined ? [] : [["", "", `is now   ${actual}`]])
]

const showDrift = Effect.fnUntraced(function* (json: boolean, schema: Schema) {
  const drift = yield* SchemaDrift.find(schema)
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

const names = (changes: ReadonlyArray<Migration.ChangeName>): string =>
  changes.map(({ id, name, set }) => `${set} ${id}_${name}`).join(", ")

const showPlan = Effect.fnUntraced(function* (
  json: boolean,
  schema: Schema,
  options: Migration.MigrationOptions
) {
  const { apply, script, undo } = yield* Migration.plan(schema, options)
  yield* print(
    json,
    {
      format: "aquifer-migrate-print-1",
      apply: apply.map(nameOf),
      undo: undo.map(nameOf),
      script
    },
    script
  )
})

const migrateNow = Effect.fnUntraced(function* (
  json: boolean,
  schema: Schema,
  options: Migration.MigrationOptions,
  modules: ReadonlyArray<EffectModule>
) {
  const undone = options.to === undefined ? [] : yield* Migration.undo(schema, { ...options, to: options.to })
  const applied = yield* Migration.run(schema, options)
  if (modules.length > 0) yield* EffectModules.make(modules)
  const done = [
    ...(undone.length === 0 ? [] : [`undid ${names(undone)}`]),
    ...(applied.length === 0 ? [] : [`applied ${names(applied)}`]),
    ...(modules.length === 0 ? [] : [`has the tables of Effect's ${modules.join(", ")}`])
  ]
  yield* print(
    json,
    { format: "aquifer-migrate-1", applied, undone, ...(modules.length === 0 ? {} : { with: modules }) },
    done.length === 0 ? "Schema: up to date, nothing to do" : `Schema: ${done.join(", ")}`
  )
})

const writeInto = Effect.fnUntraced(function* (json: boolean, schema: Schema, folder: string) {
  const written = yield* Effect.catchTag(MigrationFolder.write(folder, schema), "PlatformError", (error) =>
    wrongUsage(
      `--into ${folder === "" ? "of the empty path" : folder} cannot be written: ${FileProblem.because(error)}; give a folder that is yours and has room, or is to be made`
    )
  )
  yield* print(
    json,
    { format: "aquifer-migrate-files-1", written },
    written.length === 0
      ? `Schema: ${folder} has every change`
      : Table.render(
          `Schema: ${written.length} ${written.length === 1 ? "change" : "changes"} written`,
          written.map(({ file, id, name, set }) => [set, id, name, file])
        )
  )
})

/**
 * The research store's changes; in a database of somebody else's, the kit's alone, as far as it was begun there.
 */
const installed = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const recorded = yield* Effect.mapError(MigrationBooks.readAll(sql), PgFailure.classify)
  if (recorded.length === 0) return researchSchema
  const changes = MigrationBooks.begun(researchSchema, recorded)
  const own = MigrationBooks.strangers(researchSchema, recorded)
  if (changes.length === 0) {
    return yield* wrongUsage(`this database has changes of ${own.join(", ")} alone; --from FILE names them`)
  }
  if (own.length > 0) {
    yield* Output.tell(
      `This database has changes of ${own.join(", ")} too, which --from FILE names: only Aquifer's own are looked at.`
    )
  }
  return changes
})

const isKnown = (schema: Schema, to: number): boolean =>
  to === 0 || schema.some(({ id, set }) => set === schema.at(-1)?.set && id === to)

/** Says of a change that was refused whose it is: of the user's own in which file. */
const fromWhere = (failed: Migration.MigrationFailed, from: Option.Option<string>) => {
  const { change, message, reason } = failed
  if (change === undefined) return failed
  const place =
    Option.isSome(from) && change.set !== "kit" ? `exported by ${from.value}` : "one of Aquifer's own"
  return new Migration.MigrationFailed({
    change,
    reason,
    message: `${message}\n${title(change)} is ${place}`
  })
}

/** Brings the schema up to date, or says what the flags ask for. */
export const handler = Effect.fnUntraced(function* ({
  drift,
  from,
  into,
  json,
  lockTimeout,
  print,
  status,
  to,
  with: effect
}: Options) {
  const options = { lockTimeout: Option.getOrUndefined(lockTimeout), to: Option.getOrUndefined(to) }
  if ([drift, print, status, Option.isSome(into)].filter(Boolean).length > 1) {
    return yield* wrongUsage("--status, --drift, --print and --into each do something else; give one of them")
  }
  if (Option.isSome(to) && (drift || status || Option.isSome(into))) {
    return yield* wrongUsage("--to says how far to migrate; give it alone, or with --print")
  }
  const modules = Option.isSome(effect) ? yield* EffectModules.read(effect.value) : []
  if (modules.length > 0 && (drift || print || status || Option.isSome(into))) {
    return yield* wrongUsage("--with makes tables; give it without --status, --drift, --print and --into")
  }
  const own = Option.isSome(from) ? yield* ChangeModule.load(from.value) : undefined
  if (Option.isSome(into)) return yield* writeInto(json, own ?? researchSchema, into.value)
  const work = Effect.gen(function* () {
    const schema = own ?? (yield* installed)
    if (options.to !== undefined && !isKnown(schema, options.to)) {
      return yield* wrongUsage(`there is no change ${options.to}; --status lists them`)
    }
    if (status) return yield* showStatus(json, schema)
    if (drift) return yield* showDrift(json, schema)
    return yield* print ? showPlan(json, schema, options) : migrateNow(json, schema, options, modules)
  })
  return yield* work.pipe(
    Effect.mapError((error) => (error instanceof Migration.MigrationFailed ? fromWhere(error, from) : error)),
    Effect.provide(DirectPg.layer)
  )
})
