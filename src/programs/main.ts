// Neither package's index: what every command begins with is loaded before any of them does anything.
import { Command } from "effect/cli"
import { check } from "./check/check.ts"
import { doctor } from "./doctor/doctor.ts"
import { explain } from "./explain/explain.ts"
import { init } from "./init/init.ts"
import { launch } from "./launch.ts"
import { loadTest } from "./loadTest/loadTest.ts"
import { migrate } from "./migrate/migrate.ts"
import { monitor } from "./monitor.ts"
import * as NpmParent from "./NpmParent.ts"
import { report } from "./report/report.ts"
import { size } from "./size/size.ts"
import * as StandardOutput from "./StandardOutput.ts"
import { start } from "./start/start.ts"
import { watch } from "./watch/watch.ts"

const aquifer = Command.make("aquifer").pipe(
  Command.withDescription(
    "A functional Postgres data layer for Effect programs whose agents share a few connections"
  ),
  Command.withSubcommands([
    start,
    migrate,
    loadTest,
    monitor,
    size,
    report,
    doctor,
    check,
    explain,
    watch,
    init
  ])
)

NpmParent.follow()
StandardOutput.follow()

launch(Command.run(aquifer, { version: "0.1.0" }))
