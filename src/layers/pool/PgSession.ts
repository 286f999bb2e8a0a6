import type { PgConnection } from "@effect/sql-pg"
import { Effect, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import { detached } from "../deadline/Detached.ts"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { Checkout } from "../gate/Checkout.ts"
import type { OpenTransaction, SessionGuard } from "../guard/SessionGuard.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import type { NamedStatement } from "../prepared/StaleStatement.ts"
import * as RawParameters from "../socket/RawParameters.ts"

export type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined
type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/**
 * The driver's connection as the `Connection` that `effect/sql` speaks to.
 *
 * Its errors are the driver's own; the pool turns them into what they mean.
 */
export class PgSession implements SqlConnection.Connection {
  protected readonly connection: PgConnection.PgConnection
  protected readonly named: PreparedStatements

  constructor(connection: PgConnection.PgConnection, named: PreparedStatements) {
    this.connection = connection
    this.named = named
  }

  /** How a statement of this session is run. */
  protected run<A>(
    _sql: string,
    _params: ReadonlyArray<unknown>,
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return statement()
  }

  /** What an error of the driver on this session means. */
  protected meant(error: SqlError.SqlError): SqlError.SqlError {
    return DriverError.refine(error)
  }

  /** Prepares a statement anew whose name is stale, as after a migration, and sends it once more. */
  protected recover<A>(
    error: SqlError.SqlError,
    statement: NamedStatement,
    again: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.flatMap(this.named.isStale(error, this.connection, statement), (isStale) =>
      isStale ? again() : Effect.fail(error)
    )
  }

  #sent<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    prepare: boolean,
    query: (text: string, params: ReadonlyArray<unknown>) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const send = (text: string) => RawParameters.sending(params, (params) => query(text, params))
    if (!prepare) return send(sql)
    const text = this.named.textOf(sql)
    return Effect.catch(send(text), (error) =>
      this.recover(error, { sql, text, params }, () => send(this.named.textOf(sql)))
    )
  }

  #query(sql: string, params: ReadonlyArray<unknown>, prepare: boolean) {
    return this.#sent(sql, params, prepare, (text, params) => this.connection.query(text, params, prepare))
  }

  #values(sql: string, params: ReadonlyArray<unknown>, prepare: boolean) {
    return this.#sent(sql, params, prepare, (text, params) =>
      this.connection.queryValues(text, params, prepare)
    )
  }

  #rows(sql: string, params: ReadonlyArray<unknown>, transform: Transform, prepare: boolean): Rows {
    return this.run(sql, params, () =>
      Effect.map(this.#query(sql, params, prepare), ({ rows }) =>
        transform === undefined ? rows : transform(rows)
      )
    )
  }

  execute(sql: string, params: ReadonlyArray<unknown>, transform: Transform): Rows {
    return this.#rows(sql, params, transform, this.named.allowed)
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform): Rows {
    return this.#rows(sql, params, transform, false)
  }

  executeRaw(
    sql: string,
    params: ReadonlyArray<unknown>
  ): Effect.Effect<PgConnection.Result, SqlError.SqlError> {
    return this.run(sql, params, () => this.#query(sql, params, this.named.allowed))
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.run(sql, params, () => this.#values(sql, params, this.named.allowed))
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
    const rows = Stream.mapError(this.connection.stream(sql, params), (error) => this.meant(error))
    return transform === undefined ? rows : Stream.map(rows, (row) => transform([row])[0])
  }
}

/** Who judges what is sent on a session that is held, and the transaction that is open on it. */
export interface Guarded {
  readonly guard: SessionGuard | undefined
  readonly transaction?: OpenTransaction
}

/** While rows of a stream arrive, the connection carries nothing else; the driver would wait for the stream's end. */
const streaming = new Rejected({
  statement: "did not run",
  message:
    "a stream of this transaction or session is open, and its connection carries nothing else until the stream has ended; collect its rows first (Stream.runCollect), or read the stream outside of the transaction"
})

/** A session that is held for more than one statement: what cannot be sent on it is refused, and errors are settled. */
export class HeldSession extends PgSession {
  readonly checkout: Checkout
  readonly #guarded: Guarded | undefined
  #streams = 0

  constructor(
    connection: PgConnection.PgConnection,
    named: PreparedStatements,
    checkout: Checkout,
    guarded?: Guarded
  ) {
    super(connection, named)
    this.checkout = checkout
    this.#guarded = guarded
  }

  /** Cuts the connection off. */
  readonly destroy = (): void => this.checkout.cutOff()

  /** Closes the connection when it is given back. */
  readonly retire = (): void => this.checkout.connection?.retire()

  /** Until its connection is over. */
  readonly closed: Effect.Effect<void> = Effect.suspend(() => this.checkout.connection?.closed ?? Effect.void)

  /** Whether its connection is still there, as far as is known on this side. */
  get isOpen(): boolean {
    return this.checkout.connection?.isOpen() ?? false
  }

  /** Whether a stream is open on it. */
  get isStreaming(): boolean {
    return this.#streams > 0
  }

  protected override meant(error: SqlError.SqlError): SqlError.SqlError {
    return this.checkout.refine(error)
  }

  protected override run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const refusal = Parameters.refuse(params)
    if (refusal !== undefined) return Effect.fail(DriverError.fromFailure(refusal, "encode"))
    const judged = this.#judge(sql)
    return judged === undefined ? this.settled(statement) : Effect.andThen(judged, this.settled(statement))
  }

  /** Runs what need not be judged. */
  protected settled<A>(
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.suspend(() =>
      this.isStreaming
        ? Effect.fail(DriverError.fromFailure(streaming, "query"))
        : Effect.mapError(detached(statement(), this.destroy), (error) => this.meant(error))
    )
  }

  #judge(sql: string): Effect.Effect<void, SqlError.SqlError> | undefined {
    return this.#guarded?.guard?.judge(sql, this.#guarded.transaction)
  }

  override executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    const rows = super.executeStream(sql, params, transform)
    return Stream.unwrap(Effect.as(Effect.andThen(this.#judge(sql) ?? Effect.void, this.#openStream), rows))
  }

  readonly #openStream = Effect.acquireRelease(
    Effect.suspend(() => {
      if (this.isStreaming) return Effect.fail(DriverError.fromFailure(streaming, "query"))
      this.#streams++
      return Effect.void
    }),
    () => Effect.sync(() => this.#streams--)
  )
}
