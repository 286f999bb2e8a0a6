import { Effect, Schema } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"

/**
 * A server that Aquifer runs on this machine could not be had.
 *
 * The message is one sentence: what happened, with numbers, the likely cause and the next step. It never holds a
 * password.
 *
 * **Example** (What a person is told)
 *
 * ```ts
 * import type { PooledPg } from "aquifer"
 * import { LocalServerError } from "aquifer/local"
 * import { Effect, Layer } from "effect"
 *
 * declare const pool: Layer.Layer<PooledPg, LocalServerError>
 *
 * const started = Layer.build(pool).pipe(
 *   Effect.catchTag("LocalServerError", ({ message, server }) => Effect.logError(`${server}: ${message}`))
 * )
 * ```
 */
export class LocalServerError extends Schema.TaggedError<LocalServerError>()("LocalServerError", {
  /** Which of the two could not be had. */
  server: Schema.Literals(["postgres", "pgbouncer"]),
  /** What happened, the likely cause and the next step; never a password. */
  message: Schema.String,
  /** What Node, the operating system or the server said; absent where nothing beneath has failed. */
  cause: Schema.optionalKey(Schema.Defect())
}) {
  /** Runs Node's promise; its rejection fails with the sentence that `explain` makes of its error code. */
  static readonly attempt = <A>(
    server: LocalServer,
    explain: (code: string) => string,
    promise: () => Promise<A>
  ): Effect.Effect<A, LocalServerError> =>
    Effect.tryPromise({
      try: promise,
      catch: (cause) => new LocalServerError({ server, message: explain(ErrorCode.of(cause)), cause })
    })
}

/** The server that an error is about. */
export type LocalServer = (typeof LocalServerError.Type)["server"]
