import { Clock, Console, Context, Effect, Layer, Scope } from "effect"
import { Command, Flag } from "effect/cli"
import { PgConfig, type Reading } from "../../layers/PgConfig.ts"
import * as Doctor from "../../services/doctor/Doctor.ts"
import { researchIndexes } from "../../services/research/schema/ResearchIndexes.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import { countFlag } from "../terminal/CountFlag.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
import * as DoctorReport from "./DoctorReport.ts"

const flags = {
  instances: countFlag("instances", 1, 100_000).pipe(
    Flag.withDescription("How many processes run with these settings, for the sums of pools; 1 unless given"),
    Flag.withDefault(1)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of text"),
    Flag.withDefault(false)
  )
}

/** What the database of the research store should hold. */
const schema = { changes: researchSchema, indexes: researchIndexes, migrate: "aquifer migrate" }

/** With neither URL set the private pair is what every other command works on, so it is what is examined. */
const readingOrLocal = Effect.gen(function* () {
  const reading: Reading = yield* PgConfig.reading
  const { direct, pooled } = reading.settings
  if (direct !== undefined || pooled !== undefined || reading.problems.length > 0) return reading
  if (reading.contradictions.length > 0) return reading
  const context = yield* Layer.buildWithScope(PgConfig.layer, yield* Scope.Scope)
  yield* Console.error("Neither DATABASE_URL nor DATABASE_POOL_URL is set: this is the private Postgres.")
  return { ...reading, settings: Context.get(context, PgConfig) }
})

/** `aquifer doctor`: what is wrong with a deployment, and how to mend it. */
export const doctor = Command.make(
  "doctor",
  flags,
  Effect.fnUntraced(function* ({ instances, json }) {
    const reading = yield* readingOrLocal
    const began = yield* Clock.currentTimeMillis
    const seen = yield* Doctor.examine(reading, { instances, schema })
    const report = DoctorReport.make(seen, (yield* Clock.currentTimeMillis) - began)
    yield* Console.log(json ? JSON.stringify(report) : DoctorReport.render(report))
    if (report.counts.error > 0) yield* Effect.fail(new ProgramFailed(1))
  }, Effect.scoped)
).pipe(
  Command.withDescription("Find what is wrong with a deployment, and say how to mend it; it changes nothing"),
  Command.withExamples([
    { command: "aquifer doctor", description: "Examine what the environment names" },
    { command: "aquifer doctor --instances 4 --json", description: "Four processes; for a program" }
  ])
)
