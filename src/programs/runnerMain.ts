import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { launch } from "./launch.ts"
import * as FleetRunner from "./start/fleet/FleetRunner.ts"

launch(
  FleetRunner.run(process.argv[2] ?? "").pipe(
    // That others end with it is no news.
    Effect.provideService(References.MinimumLogLevel, "Error")
  )
)
