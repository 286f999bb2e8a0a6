// Neither package's index: what every command begins with is loaded before any of them does anything.
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Runtime from "effect/Runtime"
import * as Platform from "./Platform.ts"
import * as StandardOutput from "./StandardOutput.ts"
import * as Output from "./terminal/Output.ts"
import * as ProgramFailed from "./terminal/ProgramFailed.ts"

/** Traces, metrics and logs are sent only where OpenTelemetry's variables say so, and loaded only there. */
const telemetry = Layer.unwrap(
  Effect.promise(async (): Promise<Layer.Layer<never>> => {
    if (!Object.keys(process.env).some((name) => name.startsWith("OTEL_"))) return Layer.empty
    const { layerOtlp } = await import("../layers/measure/Telemetry.ts")
    return layerOtlp
  })
)

/** Ends the process with the program's status, when all that it printed is read; a second Ctrl-C does not wait. */
const teardown: Runtime.Teardown = (exit, end) =>
  Runtime.defaultTeardown(exit, (status) => StandardOutput.flushed(() => end(status)))

/** Runs a program as this process: what it fails with is told in one sentence, Ctrl-C and SIGTERM end it in order. */
export const launch = <E>(program: Effect.Effect<void, E, Platform.Services>): void =>
  program.pipe(
    ProgramFailed.report,
    Effect.provide(telemetry),
    Effect.provide([Logger.layer([Output.logger]), Output.presenter]),
    Effect.provide(Platform.layer),
    NodeRuntime.runMain({ disableErrorReporting: true, teardown })
  )
