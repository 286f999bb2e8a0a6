import { type Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { countFlag } from "../terminal/CountFlag.ts"
import * as OptionalPackage from "../terminal/OptionalPackage.ts"
import * as Output from "../terminal/Output.ts"
import { wrongUsage } from "../terminal/ProgramFailed.ts"
import { type Address, loopback } from "./Address.ts"

/** Where the page is unless told otherwise; one place, so that a page that is open finds the next run. */
const usualPort = 8_432

/** The flags of every program that can serve the monitor's page. */
export const flags = {
  web: Flag.Boolean("web").pipe(
    Flag.withDescription("Serve the monitor as a web page, live"),
    Flag.withDefault(false)
  ),
  port: countFlag("port", 1, 65_535).pipe(
    Flag.withDescription(`Port of --web; ${usualPort} unless given`),
    Flag.optional
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription(
      `Address that --web listens on; ${loopback} unless given. Others need MONITOR_TOKEN in the environment`
    ),
    Flag.withMetavar("ADDRESS"),
    Flag.optional
  )
}

export type Options = Command.Command.Config.Infer<typeof flags>

/** Loaded only here, so that a run without a page never loads what serves one. */
const loaded = (by: string, packages: ReadonlyArray<string>) =>
  OptionalPackage.load(by, packages, () => import("./MonitorServer.ts"))

const refused = ({ message }: { readonly message: string }) => wrongUsage(message)

const servePage = Effect.fnUntraced(function* (address: Address) {
  const { serve } = yield* loaded("the monitor's page", ["@effect/platform-node", "uplot"])
  return yield* Effect.catchTag(serve(address), "NotServable", refused)
})

const refuseAddress = ({ host, port }: Options) =>
  Option.isNone(host) && Option.isNone(port)
    ? Effect.void
    : wrongUsage("--host and --port are where --web serves its page; add --web")

/** Serves the page where the flags ask for it, until the scope closes, and says where. */
export const serve = Effect.fnUntraced(function* (options: Options) {
  const { host, port, web } = options
  if (!web) return yield* refuseAddress(options)
  const at = yield* servePage({
    host: Option.getOrElse(host, () => loopback),
    port: Option.getOrElse(port, () => usualPort)
  })
  yield* Output.tell(`aquifer: the monitor is at ${at}`)
})

/** Serves the page of a program's own pools where the flags ask for it; without them nothing of it is built. */
export const serveProgram = Effect.fnUntraced(function* (name: string, options: Options) {
  if (!options.web) return yield* refuseAddress(options)
  const ProgramOverview = yield* Effect.promise(() => import("../monitor/ProgramOverview.ts"))
  yield* Effect.provide(serve(options), yield* Layer.build(ProgramOverview.layer(name)))
})

/** Keeps serving when there is no more work: whoever asked for the page wants to see what came of it. */
export const untilInterrupted = Effect.andThen(
  Output.tell("aquifer: the work is done; the page stays until Ctrl-C"),
  Effect.never
)

/** Serves the metrics until the scope closes, and says where. */
export const serveMetrics = Effect.fnUntraced(function* (address: Address) {
  const { serveMetrics } = yield* loaded("monitor --prometheus", ["@effect/platform-node"])
  const at = yield* Effect.catchTag(serveMetrics(address), "NotServable", refused)
  yield* Output.tell(`aquifer: metrics are at ${at}metrics`)
})
