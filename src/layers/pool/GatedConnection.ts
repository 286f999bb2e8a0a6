import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import * as Parameters from "../Parameters.ts"
import * as DriverError from "./DriverError.ts"
import type { PgSession, Transform } from "./PgSession.ts"

/** Lends a session for one statement. */
export type Lend = <A>(
  run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
) => Effect.Effect<A, SqlError.SqlError>

/**
 * A connection for one statement that is taken only when the statement is known: what cannot be sent is refused
 * before it waits for anything.
 */
export class GatedConnection implements SqlConnection.Connection {
  readonly #lend: Lend

  constructor(lend: Lend) {
    this.#lend = lend
  }

  #checked<A>(
    parameters: ReadonlyArray<unknown>,
    run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const refusal = Parameters.refuse(parameters)
    return refusal === undefined ? this.#lend(run) : Effect.fail(DriverError.fromFailure(refusal, "encode"))
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(params, (session) => session.execute(sql, params, transform))
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(params, (session) => session.executeUnprepared(sql, params, transform))
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(params, (session) => session.executeRaw(sql, params))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(params, (session) => session.executeValues(sql, params))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(params, (session) => session.executeValuesUnprepared(sql, params))
  }

  /** A stream outlives the statement that begins it, so it leases its connection by another way. */
  executeStream(): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.die(new Error("a stream needs a lease of its own"))
  }
}
