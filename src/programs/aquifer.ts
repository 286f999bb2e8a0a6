#!/usr/bin/env node
// Not the package's index: loading all of it takes half a second more before any command begins.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Logger } from "effect"
import { Command } from "effect/cli"
import * as Telemetry from "../layers/measure/Telemetry.ts"
import { check } from "./check/check.ts"
import { doctor } from "./doctor/doctor.ts"
import { explain } from "./explain.ts"
import { loadTest } from "./loadTest/loadTest.ts"
import { migrate } from "./migrate.ts"
import { monitor } from "./monitor.ts"
import { report } from "./report/report.ts"
import { size } from "./size/size.ts"
import { start } from "./start/start.ts"
import * as ProgramFailed from "./terminal/ProgramFailed.ts"
import { watch } from "./watch.ts"

const aquifer = Command.make("aquifer").pipe(
  Command.withDescription(
    "A functional Postgres data layer for Effect programs whose agents share a few connections"
  ),
  Command.withSubcommands([start, migrate, loadTest, monitor, size, report, doctor, check, explain, watch])
)

aquifer.pipe(
  Command.run({ version: "0.1.0" }),
  ProgramFailed.report,
  Effect.provide(Telemetry.layerOtlp),
  Effect.provide([NodeServices.layer, Logger.layer([Logger.withConsoleError(Logger.formatSimple)])]),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
