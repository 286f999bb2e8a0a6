import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { DataError, PgFailure } from "aquifer"
import { HttpFailure } from "aquifer/health"
import { Data, Effect, Schema } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiError } from "effect/http-api"

class OutOfStock extends Data.TaggedError("OutOfStock")<{}> {}

const error = (reason: PgFailure.PgFailure) =>
  new DataError({ service: "Orders", operation: "place", reason })

const said = { message: "the password is secret" }
const notRun = { ...said, statement: "did not run" } as const
const rolledBack = { ...said, statement: "rolled back" } as const
const unknown = { ...said, statement: "unknown" } as const

const later = { status: 503, retryAfter: 1 } as const

const told: ReadonlyArray<readonly [PgFailure.PgFailure, HttpFailure.HttpFailure]> = [
  [new PgFailure.PoolExhausted(notRun), later],
  [new PgFailure.Unavailable(notRun), later],
  [new PgFailure.Unavailable(rolledBack), later],
  [new PgFailure.Contention(rolledBack), later],
  [new PgFailure.ReadOnly(rolledBack), later],
  [new PgFailure.DeadlineExceeded({ ...notRun, phase: "queued" }), later],
  [new PgFailure.DeadlineExceeded({ ...unknown, phase: "running" }), { status: 503 }],
  [new PgFailure.StorageFull(rolledBack), { status: 503, retryAfter: 30 }],
  [new PgFailure.Rejected({ ...notRun, field: "key" }), { status: 400 }],
  [new PgFailure.Rejected({ ...rolledBack, sqlState: "22003" }), { status: 400 }],
  [new PgFailure.Rejected({ ...rolledBack, sqlState: "42703", field: "name" }), { status: 500 }],
  [new PgFailure.Rejected(notRun), { status: 500 }],
  [new PgFailure.ConstraintViolated(rolledBack), { status: 409 }],
  [new PgFailure.OutcomeUnknown(unknown), { status: 500 }],
  [new PgFailure.Misconfigured(notRun), { status: 500 }],
  [new PgFailure.Unclassified(unknown), { status: 500 }]
]

const errors = {
  400: HttpApiError.BadRequest,
  409: HttpApiError.Conflict,
  500: HttpApiError.InternalServerError,
  503: HttpApiError.ServiceUnavailable
}

describe("What HTTP is told of a failure", () => {
  it.each(told)("is the status of its reason, and when to come again: %s", (reason, failure) => {
    expect(HttpFailure.of(error(reason))).toEqual(failure)
  })

  it.effect("is a response that says no more, and that the clients of an API decode", () =>
    Effect.gen(function* () {
      for (const [reason, { retryAfter, status }] of told) {
        const web = HttpServerResponse.toWeb(HttpFailure.response(error(reason)))
        const text = yield* Effect.promise(() => web.text())
        expect(text).not.toContain("secret")
        expect(Schema.decodeUnknownSync(Schema.fromJsonString(errors[status]))(text)).toBeInstanceOf(
          errors[status]
        )
        expect([web.status, web.headers.get("retry-after")]).toEqual([
          status,
          retryAfter === undefined ? null : String(retryAfter)
        ])
      }
    })
  )

  it.effect("leaves the domain's errors and answers as they are", () =>
    Effect.gen(function* () {
      const work = (failure: OutOfStock | DataError): Effect.Effect<number, OutOfStock | DataError> =>
        Effect.fail(failure)
      const answered = HttpFailure.answered(work(error(new PgFailure.Unavailable(notRun))))
      expectTypeOf(answered).toEqualTypeOf<
        Effect.Effect<number | HttpServerResponse.HttpServerResponse, OutOfStock>
      >()
      expect(yield* answered).toMatchObject({ status: 503 })
      expect(yield* Effect.flip(HttpFailure.answered(work(new OutOfStock())))).toBeInstanceOf(OutOfStock)
      expect(yield* HttpFailure.answered(Effect.succeed(1))).toBe(1)
    })
  )
})
