import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { SessionGuard } from "../guard/SessionGuard.ts"
import * as CurrentIdentity from "../transaction/CurrentIdentity.ts"
import type { PgSession, Transform } from "../transaction/PgSession.ts"

/** Lends a session for one statement. */
export type WithSession = <A>(
  run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
) => Effect.Effect<A, SqlError.SqlError>

/**
 * A connection for one statement that is taken only when the statement is known: what cannot be sent is refused
 * before it waits for anything.
 */
export class GatedConnection implements SqlConnection.Connection {
  readonly #lend: WithSession
  readonly #guard: SessionGuard | undefined

  constructor(lend: WithSession, guard?: SessionGuard) {
    this.#lend = lend
    this.#guard = guard
  }

  #checked<A>(
    sql: string,
    parameters: ReadonlyArray<unknown>,
    run: (session: PgSession, parameters: ReadonlyArray<unknown>) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const sent = Parameters.prepare(parameters)
    if (sent instanceof Rejected) return Effect.fail(DriverError.fromFailure(sent, "encode"))
    const judged = this.#guard?.judge(sql, undefined)
    const lent = this.#lend((session) => run(session, sent))
    return judged === undefined ? lent : Effect.andThen(judged, lent)
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(sql, params, (session, sent) => session.execute(sql, sent, transform))
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(sql, params, (session, sent) => session.executeUnprepared(sql, sent, transform))
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sent) => session.executeRaw(sql, sent))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sent) => session.executeValues(sql, sent))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sent) => session.executeValuesUnprepared(sql, sent))
  }

  /** A stream outlives the statement that begins it, so it checks its connection out by another way. */
  executeStream(): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.die(new Error("a stream needs a checkout of its own"))
  }
}

/** Runs something in a transaction of its own, on the connection of it. */
export type InTransaction = <A>(
  run: (connection: SqlConnection.Connection) => Effect.Effect<A, SqlError.SqlError>
) => Effect.Effect<A, SqlError.SqlError>

/** What single statements run on that have an identity: each in a transaction of its own, which has it. */
export class IdentifiedConnection implements SqlConnection.Connection {
  readonly #alone: InTransaction

  constructor(alone: InTransaction) {
    this.#alone = alone
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#alone((connection) => connection.execute(sql, params, transform))
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#alone((connection) => connection.executeUnprepared(sql, params, transform))
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#alone((connection) => connection.executeRaw(sql, params))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#alone((connection) => connection.executeValues(sql, params))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#alone((connection) => connection.executeValuesUnprepared(sql, params))
  }

  executeStream(): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.fail(CurrentIdentity.unbounded)
  }
}
