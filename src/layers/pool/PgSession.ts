import type { PgConnection } from "@effect/sql-pg"
import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import { detached } from "../deadline/Detached.ts"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import type { Checkout } from "../gate/Checkout.ts"
import type { OpenTransaction, SessionGuard } from "../guard/SessionGuard.ts"
import * as RawParameters from "../socket/RawParameters.ts"
import type { PreparedStatements } from "./PreparedStatements.ts"

export type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined
type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/** Whether statements may be named and prepared; it can change from one to the next. */
export type Named = Pick<PreparedStatements, "allowed">

/**
 * The driver's connection as the `Connection` that `effect/sql` speaks to.
 *
 * Its errors are the driver's own; the pool turns them into what they mean.
 */
export class PgSession implements SqlConnection.Connection {
  protected readonly connection: PgConnection.PgConnection
  readonly #named: Named

  constructor(connection: PgConnection.PgConnection, named: Named) {
    this.connection = connection
    this.#named = named
  }

  /** How a statement of this session is run. */
  protected run<A>(
    _sql: string,
    _params: ReadonlyArray<unknown>,
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return statement()
  }

  #query(sql: string, params: ReadonlyArray<unknown>, prepare: boolean) {
    return RawParameters.sending(params, (params) => this.connection.query(sql, params, prepare))
  }

  #values(sql: string, params: ReadonlyArray<unknown>, prepare: boolean) {
    return RawParameters.sending(params, (params) => this.connection.queryValues(sql, params, prepare))
  }

  #rows(sql: string, params: ReadonlyArray<unknown>, transform: Transform, prepare: boolean): Rows {
    return this.run(sql, params, () =>
      Effect.map(this.#query(sql, params, prepare), ({ rows }) =>
        transform === undefined ? rows : transform(rows)
      )
    )
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform): Rows {
    return this.#rows(sql, params, transform, this.#named.allowed)
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform): Rows {
    return this.#rows(sql, params, transform, false)
  }

  executeRaw(
    sql: string,
    params: ReadonlyArray<unknown>
  ): Effect.Effect<PgConnection.Result, SqlError.SqlError> {
    return this.run(sql, params, () => this.#query(sql, params, this.#named.allowed))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.run(sql, params, () => this.#values(sql, params, this.#named.allowed))
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.run(sql, params, () => this.#values(sql, params, false))
  }

  executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    const refusal = Parameters.refuse(params)
    if (refusal !== undefined) return Stream.fail(DriverError.fromFailure(refusal, "encode"))
    const rows = Stream.mapError(this.connection.stream(sql, params), DriverError.refine)
    return transform === undefined ? rows : Stream.map(rows, (row) => transform([row])[0])
  }
}

/** Who judges what is sent on a session that is held, and the transaction that is open on it. */
export interface Guarded {
  readonly guard: SessionGuard | undefined
  readonly transaction?: OpenTransaction
}

/** A session that is held for more than one statement: what cannot be sent on it is refused, and errors are settled. */
export class HeldSession extends PgSession {
  readonly checkout: Checkout
  readonly #guarded: Guarded | undefined

  constructor(connection: PgConnection.PgConnection, named: Named, checkout: Checkout, guarded?: Guarded) {
    super(connection, named)
    this.checkout = checkout
    this.#guarded = guarded
  }

  /** Cuts the connection off. */
  readonly destroy = (): void => this.checkout.cutOff()

  protected override run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const refusal = Parameters.refuse(params)
    if (refusal !== undefined) return Effect.fail(DriverError.fromFailure(refusal, "encode"))
    const judged = this.#judge(sql)
    return judged === undefined
      ? this.settled(statement)
      : Effect.andThen(
          judged,
          Effect.suspend(() => this.settled(statement))
        )
  }

  /** Runs what need not be judged. */
  protected settled<A>(
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.mapError(detached(statement(), this.destroy), (error) => this.checkout.refine(error))
  }

  #judge(sql: string): Effect.Effect<void, SqlError.SqlError> | undefined {
    return this.#guarded?.guard?.judge(sql, this.#guarded.transaction)
  }

  override executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    const judged = this.#judge(sql)
    const rows = super.executeStream(sql, params, transform)
    return judged === undefined ? rows : Stream.unwrap(Effect.as(judged, rows))
  }
}
