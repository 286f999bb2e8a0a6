import { type Context, Duration, Effect, Option, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import * as Backoff from "../../../layers/resilience/Backoff.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { SingleFlight } from "../../../layers/resilience/SingleFlight.ts"
import * as OwnWrites from "../../../layers/transaction/OwnWrites.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { CacheRow } from "./CacheEntry.ts"
import type { Held } from "./ResearchCacheStorage.ts"
import type { ResearchLease } from "./ResearchLease.ts"
import type { ResearchLookups } from "./ResearchLookups.ts"

/** How soon another process' research is found; a look shares its round trip with other lookups. */
const lookAgain = Backoff.capped("50 millis", "1 second")

type Found = Option.Option<ResearchPayload>

export interface ResearchRequest {
  readonly keyword: string
  /** An entry that expired no longer ago than this is answered at once, and researched anew behind the caller. */
  readonly staleFor: Duration.Duration
  /** Whether a known absence is an answer. */
  readonly absence: boolean
  /** Stores what research found, or that there is nothing, and gives the lease back with that. */
  readonly put: (found: Found, lease?: Held) => Effect.Effect<void, DataError>
}

/** Answers a request: from the cache, by research, or by waiting for another's research. */
export type SharedResearch = <E, R>(
  request: ResearchRequest,
  research: Effect.Effect<Found, E, R>
) => Effect.Effect<Found, DataError | E, R>

interface Parts {
  readonly lease: ResearchLease
  readonly lookups: Pick<ResearchLookups, "row">
  readonly sql: SqlClient.SqlClient | undefined
}

const payloadOf = (row: Pick<CacheRow, "payload" | "absent">): Found =>
  row.absent ? Option.none() : Option.some(row.payload)

/** Whether what there is answers a request. */
const answers = ({ absence }: ResearchRequest, row: Pick<CacheRow, "absent"> | undefined): boolean =>
  row !== undefined && (absence || !row.absent)

/** What there is already, if that is an answer. */
const held = ({ lookups }: Parts, request: ResearchRequest) =>
  Effect.map(
    lookups.row(request.keyword, { stale: Duration.isPositive(request.staleFor) }),
    (row): CacheRow | undefined =>
      answers(request, row) &&
      (row?.expiredMillis === undefined || row.expiredMillis <= Duration.toMillis(request.staleFor))
        ? row
        : undefined
  )

/** Researches, or waits for the process that does. */
const researchOrWait = <E, R>(
  { lease }: Parts,
  request: ResearchRequest,
  research: Effect.Effect<Found, E, R>
): Effect.Effect<Found, DataError | E, R> => {
  const attempt = lease({
    keyword: request.keyword,
    // Another process may have stored an entry between our look and that of the lease.
    answer: (held) =>
      held !== undefined && answers(request, held) ? Option.some(payloadOf(held)) : Option.none<Found>(),
    research,
    conclude: request.put
  })
  return Effect.flatMap(
    Effect.repeat(attempt, { schedule: lookAgain, until: Option.isSome }),
    Option.match({ onNone: () => Effect.never, onSome: Effect.succeed })
  )
}

/** Nobody waits for it, so its failure is a matter for the log; the next caller tries again. */
const inBackground = <A, E, R>(effect: Effect.Effect<A, E, R>, scope: Scope.Scope) =>
  Effect.forkIn(
    Effect.catchCause(effect, (cause) => Effect.logWarning("A stale entry could not be refreshed", cause)),
    scope
  )

/**
 * Makes the function that researches what the cache does not have: once, however many ask.
 *
 * Callers in this process share one run. Between processes there is a lease: whoever has it researches, the others look
 * again until there is an entry or the lease is free. No connection is held meanwhile. A caller inside a transaction
 * shares nothing: what is stored there must not be seen before it commits.
 */
export const make = Effect.fnUntraced(function* (parts: Parts) {
  const scope = yield* Effect.scope
  const flights = new SingleFlight<Found>()

  /** Callers for whom an absence is an answer do not share with those for whom it is none. */
  const shared = <E, R>(request: ResearchRequest, research: Effect.Effect<Found, E, R>) =>
    Effect.contextWith((context: Context.Context<R>) =>
      Effect.onExitPrimitive(
        flights.run(
          `${request.absence ? "find" : "get"} ${request.keyword}`,
          researchOrWait(parts, request, research)
        ),
        () => OwnWrites.ended(context) // what was stored is so for each who shares it
      )
    )

  const run: SharedResearch = (request, research) =>
    Effect.gen(function* () {
      const row = yield* held(parts, request)
      if (row !== undefined && row.expiredMillis === undefined) return payloadOf(row)
      const context = yield* Effect.context<never>()
      if (Operation.inTransaction(parts.sql, context)) return yield* Effect.tap(research, request.put)
      if (row === undefined) return yield* shared(request, research)
      yield* inBackground(shared({ ...request, staleFor: Duration.zero }, research), scope)
      return payloadOf(row)
    })
  return run
})
