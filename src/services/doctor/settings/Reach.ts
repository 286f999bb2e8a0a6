import { Effect, Result, type Scope } from "effect"
import type { PgEndpoint } from "../../../layers/config/PgUrl.ts"
import * as AdminConsole from "../../../layers/probe/AdminConsole.ts"
import {
  applicationName,
  type Ask,
  type Deployment,
  type Endpoint,
  orUnchecked,
  Unchecked
} from "../deployment/Deployment.ts"
import type { Finding } from "../deployment/Finding.ts"
import * as Entrance from "./Entrance.ts"

interface Reached<A> {
  readonly way: Effect.Effect<A, Unchecked>
  readonly findings: ReadonlyArray<Finding>
}

const reach = (
  variable: Endpoint["variable"],
  url: PgEndpoint | undefined
): Effect.Effect<Reached<Endpoint>> =>
  url === undefined
    ? Effect.succeed({ way: Effect.fail(new Unchecked({ reason: `${variable} is not set` })), findings: [] })
    : Effect.map(
        Effect.result(Entrance.enter(variable, url)),
        Result.match({
          onSuccess: (endpoint) => ({ way: Effect.succeed(endpoint), findings: [] }),
          onFailure: (finding) => ({
            way: Effect.fail(new Unchecked({ reason: `no session at ${variable} (${finding.name})` })),
            findings: [finding]
          })
        })
      )

/** PgBouncer lets in whom admin_users or stats_users names; Supabase's pooler has no console. */
const openConsole = Effect.fnUntraced(function* (
  console: PgEndpoint | undefined
): Effect.fn.Return<Ask, Unchecked, Scope.Scope> {
  if (console === undefined) {
    return yield* new Unchecked({
      reason: "no console of PgBouncer is known; PGBOUNCER_ADMIN_URL names one"
    })
  }
  const { ask } = yield* orUnchecked(AdminConsole.make(console))
  yield* orUnchecked(ask("SHOW VERSION"))
  return ask
})

/** Tries every way into a deployment at once; what fails is a finding, and what it stood for cannot be checked. */
export const deployment = Effect.fnUntraced(function* (
  told: Pick<Deployment, "reading" | "instances" | "poolers" | "schema">
) {
  const { settings } = told.reading
  const [direct, pooled, opened] = yield* Effect.all(
    [
      reach("DATABASE_URL", settings.direct && { ...settings.direct, applicationName }),
      reach("DATABASE_POOL_URL", settings.pooled),
      Effect.result(openConsole(settings.console))
    ],
    { concurrency: "unbounded" }
  )
  const console = Effect.fromResult(opened)
  const ways: Deployment = { ...told, direct: direct.way, pooled: pooled.way, console }
  return { deployment: ways, findings: [...direct.findings, ...pooled.findings] }
})
