// Neither package's index: what every command begins with is loaded before any of them does anything.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { check } from "./check/check.ts"
import { doctor } from "./doctor/doctor.ts"
import { explain } from "./explain/explain.ts"
import { loadTest } from "./loadTest/loadTest.ts"
import { migrate } from "./migrate/migrate.ts"
import { monitor } from "./monitor.ts"
import * as NpmParent from "./NpmParent.ts"
import { report } from "./report/report.ts"
import { size } from "./size/size.ts"
import { start } from "./start/start.ts"
import * as Output from "./terminal/Output.ts"
import * as ProgramFailed from "./terminal/ProgramFailed.ts"
import { watch } from "./watch/watch.ts"

const aquifer = Command.make("aquifer").pipe(
  Command.withDescription(
    "A functional Postgres data layer for Effect programs whose agents share a few connections"
  ),
  Command.withSubcommands([start, migrate, loadTest, monitor, size, report, doctor, check, explain, watch])
)

/** Traces, metrics and logs are sent only where OpenTelemetry's variables say so, and loaded only there. */
const telemetry = Layer.unwrap(
  Effect.promise(async (): Promise<Layer.Layer<never>> => {
    if (!Object.keys(process.env).some((name) => name.startsWith("OTEL_"))) return Layer.empty
    const { layerOtlp } = await import("../layers/measure/Telemetry.ts")
    return layerOtlp
  })
)

NpmParent.follow()

aquifer.pipe(
  Command.run({ version: "0.1.0" }),
  ProgramFailed.report,
  Effect.provide(telemetry),
  Effect.provide([NodeServices.layer, Logger.layer([Output.logger]), Output.presenter]),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
