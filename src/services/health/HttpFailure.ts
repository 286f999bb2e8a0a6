import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import { DataError } from "../../layers/resilience/DataError.ts"

/** The name that `HttpApiError` has for a status, as its clients decode it. */
const names = {
  400: "BadRequest",
  409: "Conflict",
  500: "InternalServerError",
  503: "ServiceUnavailable"
} as const

/** What HTTP is told of a failure of the database. */
export interface HttpFailure {
  /** The status of the response: 400, 409, 500 or 503. */
  readonly status: keyof typeof names
  /** Seconds after which the same request may succeed, of those that have changed nothing. */
  readonly retryAfter?: number
}

/** What is in the caller's values, as our checks and the server's class 22 have it, and not in the program's SQL. */
const isInput = ({ field, sqlState }: PgFailure.Rejected): boolean =>
  sqlState === undefined ? field !== undefined : sqlState.startsWith("22")

const secondsOf = (failure: PgFailure.PgFailure): number | undefined => {
  if (failure.statement === "unknown") return undefined
  switch (PgFailure.advice(failure)) {
    case "backoff":
    case "transaction":
    case "other connection":
    case "unnamed":
      return 1
    case "slowly":
      return 30
    default:
      return failure._tag === "DeadlineExceeded" ? 1 : undefined
  }
}

/**
 * The status of a failure: 503 where the same request may succeed later, with `retryAfter` unless it may have changed
 * something; 400 for input that was refused, 409 for a constraint that the domain has no error for, and 500 for what
 * the program or its deployment has to mend, or nobody knows.
 */
export const of = ({ reason }: DataError): HttpFailure => {
  if (reason._tag === "ConstraintViolated") return { status: 409 }
  if (reason._tag === "Rejected" && isInput(reason)) return { status: 400 }
  const retryAfter = secondsOf(reason)
  if (retryAfter !== undefined) return { status: 503, retryAfter }
  return { status: reason._tag === "DeadlineExceeded" ? 503 : 500 }
}

/**
 * The response to a failure: its status, `Retry-After` where it has one, and nothing of what happened, which is for
 * the log. Its body is that of the `HttpApiError` of the status, so that the clients of an endpoint which declares that one
 * decode it.
 */
export const response = (error: DataError): HttpServerResponse.HttpServerResponse => {
  const { retryAfter, status } = of(error)
  const headers = {
    "cache-control": "no-store",
    ...(retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) })
  }
  return HttpServerResponse.jsonUnsafe({ _tag: names[status] }, { status, headers })
}

/**
 * Answers with a response where an effect fails with `DataError`, and logs what it was: a warning where the same
 * request may succeed later, an error where somebody has to mend something. Errors of the domain pass.
 *
 * **When to use**
 *
 * Around a handler of `effect/http` or `effect/http-api`, which both may return a response. Declare the
 * `HttpApiError`s that clients are to tell apart: `ServiceUnavailable`, `BadRequest`, `Conflict`, `InternalServerError`.
 *
 * **Example** (A product, or why there is none)
 *
 * ```ts
 * import { Lookup } from "aquifer"
 * import { HttpFailure } from "aquifer/health"
 * import { Effect, Option } from "effect"
 * import { HttpServerResponse } from "effect/http"
 *
 * const product = (products: Lookup.Lookup<string, { readonly name: string }>, sku: string) =>
 *   products.find(sku).pipe(
 *     Effect.map(
 *       Option.match({
 *         onNone: () => HttpServerResponse.empty({ status: 404 }),
 *         onSome: (found) => HttpServerResponse.jsonUnsafe(found)
 *       })
 *     ),
 *     HttpFailure.answered
 *   )
 * ```
 */
export const answered = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A | HttpServerResponse.HttpServerResponse, Exclude<E, DataError>, R> =>
  Effect.catch(
    effect,
    (error): Effect.Effect<HttpServerResponse.HttpServerResponse, Exclude<E, DataError>> => {
      if (!(error instanceof DataError)) return Effect.fail(error as Exclude<E, DataError>) // which it is not
      const { status } = of(error)
      const log = status === 500 ? Effect.logError : status === 503 ? Effect.logWarning : Effect.logDebug
      return Effect.as(log(error), response(error))
    }
  )
