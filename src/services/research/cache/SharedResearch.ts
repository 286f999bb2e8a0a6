import { Duration, Effect, Option, Schedule, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { SingleFlight } from "../../../layers/resilience/SingleFlight.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { CacheRow, ResearchCacheRows } from "./ResearchCacheRows.ts"
import type { Lookups } from "./ResearchLookups.ts"

/** A machine that died blocks its keywords for so long. */
const leaseTime = Duration.seconds(30)

/** Missed twice, the lease still holds. */
const renewEvery = Duration.seconds(10)

/** How soon another process' research is found; a look shares its round trip with other lookups. */
const lookAgain = Schedule.exponential("50 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(1))))
)

type Found = Option.Option<ResearchPayload>

export interface FlightRequest {
  readonly keyword: string
  /** An entry that expired no longer ago than this is answered at once, and researched anew behind the caller. */
  readonly staleFor: Duration.Duration
  /** Whether a known absence is an answer. */
  readonly absence: boolean
  /** Stores what research found, or that there is nothing. */
  readonly put: (found: Found) => Effect.Effect<void, DataError>
}

export interface FlightsOptions {
  readonly rows: ResearchCacheRows
  readonly run: Operation.Run
  readonly lookups: Lookups
  readonly sql: SqlClient.SqlClient | undefined
}

const newHolder: Effect.Effect<string> = Effect.sync(() => crypto.randomUUID())

/**
 * Research of a keyword that the cache does not have: once however many ask.
 *
 * Within the process callers share one flight. Between processes there is a lease in the database: whoever has it
 * researches and renews it, the others look again until there is an entry or the lease is free. No connection is held
 * meanwhile. Inside a caller's transaction there is neither: what is stored there is not to be seen before it commits.
 */
export const make = Effect.fnUntraced(function* ({ lookups, rows, run, sql }: FlightsOptions) {
  const scope = yield* Effect.scope
  const holder = yield* newHolder
  const flights = new SingleFlight<Found>()
  const claim = (keyword: string) =>
    run("claim", { kind: "write", idempotent: true })(rows.claim(keyword, holder, leaseTime))
  const release = (keyword: string) =>
    Effect.ignore(run("release", { kind: "write", idempotent: true })(rows.release(keyword, holder)))

  /** What there is already, if that is an answer. */
  const held = (request: FlightRequest, stale: boolean) =>
    Effect.map(lookups.row(request.keyword, { stale }), (row): CacheRow | undefined =>
      row !== undefined &&
      (request.absence || !row.absent) &&
      (row.expiredMillis === undefined || row.expiredMillis <= Duration.toMillis(request.staleFor))
        ? row
        : undefined
    )

  const researched = <E, R>(request: FlightRequest, research: Effect.Effect<Found, E, R>) =>
    Effect.tap(research, request.put)

  const renewing = (keyword: string) =>
    Effect.repeat(Effect.delay(Effect.ignore(claim(keyword)), renewEvery), Schedule.forever)

  const underLease = <E, R>(request: FlightRequest, research: Effect.Effect<Found, E, R>) =>
    Effect.scoped(
      Effect.gen(function* () {
        yield* Effect.addFinalizer(() => release(request.keyword))
        yield* Effect.forkScoped(renewing(request.keyword))
        // Another process may have stored it between our look and our claim.
        const row = yield* held({ ...request, staleFor: Duration.zero }, false)
        return row === undefined ? yield* researched(request, research) : payloadOf(row)
      })
    )

  /** Researches it, or waits for the process that does. */
  const fly = <E, R>(
    request: FlightRequest,
    research: Effect.Effect<Found, E, R>
  ): Effect.Effect<Found, DataError | E, R> => {
    const once = Effect.gen(function* () {
      if (yield* claim(request.keyword)) return Option.some(yield* underLease(request, research))
      return Option.map(Option.fromUndefinedOr(yield* held(request, false)), payloadOf)
    })
    return Effect.flatMap(
      Effect.repeat(once, { schedule: lookAgain, until: Option.isSome }),
      Option.match({ onNone: () => Effect.never, onSome: Effect.succeed })
    )
  }

  /** Callers whose answers differ do not share. */
  const shared = <E, R>(request: FlightRequest, research: Effect.Effect<Found, E, R>) =>
    flights.run(`${request.absence ? "find" : "get"} ${request.keyword}`, fly(request, research))

  return <E, R>(
    request: FlightRequest,
    research: Effect.Effect<Found, E, R>
  ): Effect.Effect<Found, DataError | E, R> =>
    Effect.gen(function* () {
      const row = yield* held(request, Duration.isPositive(request.staleFor))
      if (row !== undefined && row.expiredMillis === undefined) return payloadOf(row)
      const context = yield* Effect.context<never>()
      if (Operation.inTransaction(sql, context)) return yield* researched(request, research)
      if (row === undefined) return yield* shared(request, research)
      yield* inBackground(shared({ ...request, staleFor: Duration.zero }, research), scope)
      return payloadOf(row)
    })
})

const payloadOf = (row: CacheRow): Found => (row.absent ? Option.none() : Option.some(row.payload))

/** Nobody waits for it, so its failure is a matter for the log; the next caller tries again. */
const inBackground = <A, E, R>(effect: Effect.Effect<A, E, R>, scope: Scope.Scope) =>
  Effect.forkIn(
    Effect.catchCause(effect, (cause) => Effect.logWarning("A stale entry could not be refreshed", cause)),
    scope
  )
