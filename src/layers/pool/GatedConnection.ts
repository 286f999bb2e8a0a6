import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { SessionGuard } from "../guard/SessionGuard.ts"
import * as CurrentIdentity from "../transaction/CurrentIdentity.ts"
import type { PgSession, Transform } from "../transaction/PgSession.ts"
import type { Renew } from "./RenewedStatement.ts"

/** Lends a session for one statement. */
export type WithSession = <A>(
  run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
) => Effect.Effect<A, SqlError.SqlError>

/** A connection whose single statements may say something else by the time that they are sent. */
export interface Renewable extends SqlConnection.Connection {
  readonly renewing?: (renew: Renew) => SqlConnection.Connection
}

/** Sends a statement on what was lent for it. */
type Send<C, A> = (
  connection: C,
  sql: string,
  parameters: ReadonlyArray<unknown>
) => Effect.Effect<A, SqlError.SqlError>

/**
 * A connection for one statement that is taken only when the statement is known: what cannot be sent is refused
 * before it waits for anything.
 */
export class GatedConnection implements Renewable {
  readonly #lend: WithSession
  readonly #guard: SessionGuard | undefined
  readonly #renew: Renew | undefined

  constructor(lend: WithSession, guard?: SessionGuard, renew?: Renew) {
    this.#lend = lend
    this.#guard = guard
    this.#renew = renew
  }

  renewing(renew: Renew): GatedConnection {
    return new GatedConnection(this.#lend, this.#guard, renew)
  }

  #checked<A>(
    sql: string,
    parameters: ReadonlyArray<unknown>,
    send: Send<PgSession, A>
  ): Effect.Effect<A, SqlError.SqlError> {
    const renew = this.#renew
    return this.#judged(sql, parameters, (sent) =>
      this.#lend((session) => {
        const renewed = renew?.()
        return renewed === undefined
          ? send(session, sql, sent)
          : this.#judged(...renewed, (sent) => send(session, renewed[0], sent))
      })
    )
  }

  #judged<A>(
    sql: string,
    parameters: ReadonlyArray<unknown>,
    run: (sent: ReadonlyArray<unknown>) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const sent = Parameters.prepare(parameters)
    if (sent instanceof Rejected) return Effect.fail(DriverError.fromFailure(sent, "encode"))
    const judged = this.#guard?.judge(sql, undefined)
    const allowed = run(sent)
    return judged === undefined ? allowed : Effect.andThen(judged, allowed)
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(sql, params, (session, sql, sent) => session.execute(sql, sent, transform))
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#checked(sql, params, (session, sql, sent) => session.executeUnprepared(sql, sent, transform))
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sql, sent) => session.executeRaw(sql, sent))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sql, sent) => session.executeValues(sql, sent))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#checked(sql, params, (session, sql, sent) => session.executeValuesUnprepared(sql, sent))
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
export class IdentifiedConnection implements Renewable {
  readonly #alone: InTransaction
  readonly #renew: Renew | undefined

  constructor(alone: InTransaction, renew?: Renew) {
    this.#alone = alone
    this.#renew = renew
  }

  renewing(renew: Renew): IdentifiedConnection {
    return new IdentifiedConnection(this.#alone, renew)
  }

  #sent<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    send: Send<SqlConnection.Connection, A>
  ): Effect.Effect<A, SqlError.SqlError> {
    return this.#alone((connection) => send(connection, ...(this.#renew?.() ?? ([sql, params] as const))))
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#sent(sql, params, (connection, sql, params) => connection.execute(sql, params, transform))
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#sent(sql, params, (connection, sql, params) =>
      connection.executeUnprepared(sql, params, transform)
    )
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#sent(sql, params, (connection, sql, params) => connection.executeRaw(sql, params))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#sent(sql, params, (connection, sql, params) => connection.executeValues(sql, params))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#sent(sql, params, (connection, sql, params) =>
      connection.executeValuesUnprepared(sql, params)
    )
  }

  executeStream(): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.fail(CurrentIdentity.unbounded)
  }
}
