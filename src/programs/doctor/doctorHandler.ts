import { Clock, Context, Effect, Layer, Option, Scope } from "effect"
import { PgConfig, type Reading } from "../../layers/PgConfig.ts"
import * as Doctor from "../../services/doctor/Doctor.ts"
import { researchIndexes } from "../../services/research/schema/ResearchIndexes.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import * as ChangeModule from "../migrate/ChangeModule.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
import * as DoctorReport from "./DoctorReport.ts"

interface Options {
  readonly instances: number
  readonly poolers: Option.Option<number>
  readonly from: Option.Option<string>
  readonly json: boolean
}

/** What the research store and the kit beneath it have in a database, as far as it is there. */
const installed: Doctor.ExpectedSchema = {
  changes: researchSchema,
  indexes: researchIndexes,
  sets: "installed",
  migrate: "aquifer migrate"
}

/** What a module of the user's exports, all of it. */
const exported = Effect.fnUntraced(function* (file: string) {
  const changes = yield* ChangeModule.load(file)
  return { changes, migrate: `aquifer migrate --from ${file}` } satisfies Doctor.ExpectedSchema
})

/** With neither URL set the private pair is what every other command works on, so it is what is examined. */
const readingOrLocal = Effect.gen(function* () {
  const reading: Reading = yield* PgConfig.reading
  const { direct, pooled } = reading.settings
  if (direct !== undefined || pooled !== undefined || reading.problems.length > 0) return reading
  if (reading.contradictions.length > 0) return reading
  const context = yield* Layer.buildWithScope(PgConfig.layer, yield* Scope.Scope)
  yield* Output.tell("Neither DATABASE_URL nor DATABASE_POOL_URL is set: this is the private Postgres.")
  return { ...reading, settings: Context.get(context, PgConfig) }
})

/** Examines the deployment, and prints what it finds. */
export const handler = Effect.fnUntraced(function* ({ from, instances, json, poolers }: Options) {
  const schema = Option.isSome(from) ? yield* exported(from.value) : installed
  const reading = yield* readingOrLocal
  const began = yield* Clock.currentTimeMillis
  const seen = yield* Doctor.examine(reading, {
    instances,
    poolers: Option.getOrUndefined(poolers),
    schema
  })
  const report = DoctorReport.make(seen, (yield* Clock.currentTimeMillis) - began)
  yield* Output.print(json ? JSON.stringify(report) : DoctorReport.render(report))
  if (report.counts.error > 0) yield* Effect.fail(new ProgramFailed(1))
}, Effect.scoped)
