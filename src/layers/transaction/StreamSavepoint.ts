import { Effect, type Scope, Stream } from "effect"
import type { SqlError } from "effect/sql"

const mark = "SAVEPOINT aquifer_stream"

/** How statements are sent in the transaction. */
interface Sending {
  /** With the next statement, before it. */
  readonly beforeNext: (sql: string) => void
  /** By itself. */
  readonly now: (sql: string) => Effect.Effect<unknown, SqlError.SqlError>
}

/**
 * The rows of a stream in a transaction, until the scope closes.
 *
 * A stream that is ended before its last row is cancelled by the driver where the rest takes long, and the server ends
 * the transaction with it. So it is taken back to where the stream began, as if its statement had not been.
 */
export const within = <A>(
  rows: Stream.Stream<A, SqlError.SqlError>,
  send: Sending
): Effect.Effect<Stream.Stream<A, SqlError.SqlError>, never, Scope.Scope> => {
  let left: "open" | "whole" | "failed" = "open"
  const settle = Effect.suspend(() => {
    if (left === "failed") return Effect.void // with the transaction, or back to a savepoint before it
    const release = `RELEASE ${mark}`
    if (left === "whole") return Effect.sync(() => send.beforeNext(release))
    send.beforeNext(`ROLLBACK TO ${mark}`)
    return Effect.ignore(send.now(release))
  })
  return Effect.as(
    Effect.acquireRelease(
      Effect.sync(() => send.beforeNext(mark)),
      () => settle
    ),
    rows.pipe(
      Stream.onEnd(Effect.sync(() => (left = "whole"))),
      Stream.onError(() => Effect.sync(() => (left = "failed")))
    )
  )
}
