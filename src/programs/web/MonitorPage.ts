import { Effect, type FileSystem, type Layer, type Path, type Redacted } from "effect"
import { HttpRouter } from "effect/http"
import type { Overview } from "../../services/monitor/Overview.ts"
import * as Access from "./Access.ts"
import { NotServable } from "./NotServable.ts"
import * as Site from "./Site.ts"

export { NotServable } from "./NotServable.ts"

/** Where the page is mounted, and who may see it. */
export interface MonitorPageOptions {
  /** Where it is, without a slash at the end; `/monitor` unless given. */
  readonly path?: `/${string}` | undefined
  /**
   * What a visitor has to bring, as `?token=` or as bearer: 16 characters or more. `undefined` lets everybody in whom the
   * program itself lets through to there; the page shows the names of tables and roles, and statements.
   */
  readonly token: Redacted.Redacted | undefined
}

const notThere = ({ _tag, message }: { readonly _tag: string; readonly message: string }) =>
  new NotServable({
    message:
      _tag === "PackageMissing"
        ? message
        : `the page's scripts and styles are not where the package has them (${message}); leave aquifer out of the bundle (external), and keep its folder beside the program`
  })

/**
 * The monitor's live page as routes of a program's own server, with what belongs to it: `/snapshot` and `/snapshots` for
 * `aquifer monitor --attach`, `/metrics` for Prometheus.
 *
 * `aquifer monitor --attach http://HOST:PORT/monitor?token=…` looks at the program from a terminal; at the default path the
 * address of the server is enough. The page's own parts are read from the package as the layer is built, so it fails
 * there where a bundler has left them behind, or uplot is not installed (`npm install uplot`). Asks the servers only while somebody looks.
 *
 * **Example** (The page at /monitor of an API)
 *
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { DirectPg, PgConfig, PooledPg } from "aquifer"
 * import { MonitorPage } from "aquifer/monitor"
 * import { DatabaseActivity, DatabaseInsight, Overview, PgBouncerConsole, PoolMonitor } from "aquifer/operations"
 * import { Layer, Redacted } from "effect"
 *
 * const overview = Overview.layerNoDeps({ program: "shop" }).pipe(
 *   Layer.provide([PoolMonitor.layerNoDeps, DatabaseActivity.layerNoDeps, DatabaseInsight.layerNoDeps]),
 *   Layer.provide([PooledPg.layerNoDeps, DirectPg.layerNoDeps, PgBouncerConsole.layerNoDeps]),
 *   Layer.provide(PgConfig.layer)
 * )
 *
 * // Beside the API's own routes, into HttpRouter.serve or HttpRouter.toWebHandler.
 * const routes = MonitorPage.layerRoutes({ token: Redacted.make("a-token-of-16-characters-or-more") }).pipe(
 *   Layer.provide([overview, NodeServices.layer])
 * )
 * ```
 */
export const layerRoutes = ({
  path = "/monitor",
  token
}: MonitorPageOptions): Layer.Layer<
  never,
  NotServable,
  HttpRouter.HttpRouter | Overview | FileSystem.FileSystem | Path.Path
> =>
  HttpRouter.use((router) =>
    Effect.gen(function* () {
      if (token !== undefined) yield* Access.checkToken(token, "the page's token")
      const answer = yield* Effect.mapError(Site.make({ token, loopback: false }, path, Site.page), notThere)
      yield* router.add("*", `${path}/*`, answer)
    })
  )
