import { type Config, Context, type Duration, Effect, Layer, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as Deadline from "../../layers/deadline/Deadline.ts"
import type { LocalServerError } from "../../layers/local/process/LocalServerError.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { type Fails, reasonOf } from "../../layers/resilience/DataError.ts"
import { SingleFlight } from "../../layers/resilience/SingleFlight.ts"

/** That the program answers at all. */
export const Liveness = Schema.Struct({
  /** Always the same: a program that does not live answers nothing. */
  status: Schema.Literal("live")
})
/** The answer of a program that lives. */
export interface Liveness extends Schema.Schema.Type<typeof Liveness> {}

/** Whether the database answers this program; for anybody's eyes, so it names no host, user or operation. */
export const Readiness = Schema.Struct({
  /** `ready` where the database has answered in time through the program's pool. */
  status: Schema.Literals(["ready", "not ready"]),
  /** What stands in the way, such as `Unavailable`; absent where it is ready. Its message is in the log. */
  reason: Schema.optionalKey(Schema.String),
  /** The pool at that moment, from `PoolStats`. */
  pool: Schema.Struct({
    /** Connections that it may open. */
    max: Schema.Int,
    /** Connections that are held. */
    used: Schema.Int,
    /** Callers who wait for one. */
    waiting: Schema.Int
  })
})
/** The answer of a program that was asked whether it is ready. */
export interface Readiness extends Schema.Schema.Type<typeof Readiness> {}

/** How long a probe waits for its answer. */
export interface PgHealthOptions {
  /** How long the database has to answer; 1 second unless given. */
  readonly within?: Duration.Input | undefined
}

/** Where the routes are. */
export interface HealthPaths {
  /** Whether the program runs; `layerRoutes` has it at `/health/live`. */
  readonly live: HttpRouter.PathInput
  /** Whether the database answers it; `layerRoutes` has it at `/health/ready`. */
  readonly ready: HttpRouter.PathInput
}

const live: Liveness = { status: "live" }

const make = Effect.fnUntraced(function* (
  { sql, stats }: Pick<PooledPg["Service"], "sql" | "stats">,
  { within = "1 second" }: PgHealthOptions
): Effect.fn.Return<PgHealth["Service"]> {
  // A probe is nobody's: it is part of no transaction, deadline or identity of who asks.
  const own = yield* Effect.context<never>()
  const flights = new SingleFlight<Readiness>()
  let last: string | undefined
  const noted = (reason: string | undefined, log: Effect.Effect<void>) =>
    Effect.suspend(() => {
      if (reason === last) return Effect.void
      last = reason
      return log
    })
  const answered = Effect.as(
    Effect.andThen(sql`SELECT 1`, noted(undefined, Effect.logInfo("The database answers again"))),
    undefined
  )
  const unanswered = (error: Fails) => {
    const failure = reasonOf(error)
    const reason = failure?._tag ?? "Unclassified"
    return Effect.as(noted(reason, Effect.logWarning(`Not ready: ${failure?.message ?? reason}`)), reason)
  }
  const look = Effect.gen(function* (): Effect.fn.Return<Readiness> {
    const bounded = Deadline.within(within, "PgHealth.ready")(answered)
    const reason = yield* Effect.catch(bounded, unanswered)
    const { max, used, waiting } = yield* stats
    const pool = { max, used, waiting }
    return reason === undefined ? { status: "ready", pool } : { status: "not ready", reason, pool }
  })
  return {
    live: Effect.succeed(live),
    ready: Effect.updateContext(flights.run("ready", look), () => own)
  }
})

/** What a load balancer reads must not be kept on the way. */
const response = (body: Liveness | Readiness, status: 200 | 503) =>
  HttpServerResponse.jsonUnsafe(body, { status, headers: { "cache-control": "no-store" } })

/**
 * Whether this program is alive, and whether it is ready: a statement has been answered through its own pool in time.
 *
 * **Details**
 *
 * A probe waits for a connection like any caller, and gives it back within its bound whatever the network does. Probes
 * that ask at the same moment share one statement. What is not answered in time is not ready, whether the server is away,
 * paused, or the pool so busy that nobody gets a connection: then the traffic goes to another instance for a while. A
 * change is logged once, with its message.
 *
 * Liveness does not ask the database: an outage of it is no reason to start the program anew.
 *
 * **Example** (Routes for an orchestrator: 200 or 503, with a JSON body)
 *
 * ```ts
 * import { PgHealth } from "aquifer/health"
 * import { Layer } from "effect"
 * import { HttpRouter } from "effect/http"
 *
 * const routes = PgHealth.layerRoutes.pipe(Layer.provide(PgHealth.layer))
 *
 * const { dispose, handler } = HttpRouter.toWebHandler(routes) // or HttpRouter.serve(routes)
 * ```
 */
export class PgHealth extends Context.Service<
  PgHealth,
  {
    /** Answers at once, and asks no database. */
    readonly live: Effect.Effect<Liveness>
    /** Never fails: what stands in the way is its answer. */
    readonly ready: Effect.Effect<Readiness>
  }
>()("aquifer/services/health/PgHealth") {
  /** On the pooled endpoint that the program provides. */
  static readonly layerNoDeps: Layer.Layer<PgHealth, never, PooledPg> = Layer.effect(
    PgHealth,
    Effect.flatMap(PooledPg, (pool) => make(pool, {}))
  )

  /** On the endpoint that the environment names. */
  static readonly layer: Layer.Layer<PgHealth, Config.ConfigError | LocalServerError> = Layer.provide(
    PgHealth.layerNoDeps,
    PooledPg.layer
  )

  /** On any pool, such as one of `PooledPg.Service`. */
  static readonly layerOf = <Self>(
    pool: Context.Key<Self, PooledPg["Service"]>,
    options: PgHealthOptions = {}
  ): Layer.Layer<PgHealth, never, Self> =>
    Layer.effect(
      PgHealth,
      Effect.flatMap(pool, (service) => make(service, options))
    )

  /** Routes at these paths: liveness is 200, readiness 200 or 503. */
  static readonly layerRoutesAt = ({
    live,
    ready
  }: HealthPaths): Layer.Layer<never, never, HttpRouter.HttpRouter | PgHealth> =>
    HttpRouter.use((router) =>
      Effect.gen(function* () {
        const health = yield* PgHealth
        yield* router.add(
          "GET",
          live,
          Effect.map(health.live, (body) => response(body, 200))
        )
        yield* router.add(
          "GET",
          ready,
          Effect.map(health.ready, (body) => response(body, body.status === "ready" ? 200 : 503))
        )
      })
    )

  /** The same at `/health/live` and `/health/ready`. */
  static readonly layerRoutes: Layer.Layer<never, never, HttpRouter.HttpRouter | PgHealth> =
    PgHealth.layerRoutesAt({ live: "/health/live", ready: "/health/ready" })
}
