import type { PgConnection } from "@effect/sql-pg"
import { Effect, type Scope, Stream } from "effect"
import type { SqlConnection, SqlError } from "effect/sql"
import * as StandIn from "../decode/StandIn.ts"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import type { NamedStatement } from "../prepared/StaleStatement.ts"
import * as RawParameters from "../socket/wire/RawParameters.ts"
import type { SessionValues } from "../values/SessionValues.ts"

export type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined
type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/** How a session sends and reads. */
export interface SessionManner {
  /** Whether statements may be named and prepared, which can change from one to the next, and by which texts. */
  readonly named: PreparedStatements
  readonly values: SessionValues
  /** A connection beside the pool, for what a stream has to ask while it has its own. */
  readonly extra: Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>
}

type Given = ReadonlyArray<unknown>
type Values = ReadonlyArray<ReadonlyArray<unknown>>

interface ReadResult<A> {
  readonly rows: (result: PgConnection.Result) => ReadonlyArray<object>
  readonly result: (result: PgConnection.Result) => A
}

const rowsOf = ({ rows }: PgConnection.Result): ReadonlyArray<object> => rows

const values = { rows: (rows: Values) => rows, result: (rows: Values) => rows }
const raw: ReadResult<PgConnection.Result> = {
  rows: rowsOf,
  result: (result) => ({
    ...result,
    fields: result.fields.map((field) => ({ ...field, dataTypeId: StandIn.typeOf(field.dataTypeId) }))
  })
}
const transformed = (transform: Transform): ReadResult<ReadonlyArray<unknown>> => ({
  rows: rowsOf,
  result: ({ rows }) => (transform === undefined ? rows : transform(rows))
})
const untransformed = transformed(undefined)

/**
 * The driver's connection as the `Connection` that `effect/sql` speaks to.
 *
 * Its errors are the driver's own; the pool turns them into what they mean.
 */
export class PgSession implements SqlConnection.Connection {
  protected readonly connection: PgConnection.PgConnection
  protected readonly named: PreparedStatements
  readonly #manner: SessionManner

  constructor(connection: PgConnection.PgConnection, manner: SessionManner) {
    this.connection = connection
    this.named = manner.named
    this.#manner = manner
  }

  /** How a statement of this session is run, with its parameters as they are sent. */
  protected run<A>(
    _sql: string,
    params: Given,
    statement: (params: Given) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return statement(params)
  }

  /** What an error of the driver on this session means. */
  protected meant(error: SqlError.SqlError): SqlError.SqlError {
    return DriverError.refine(error)
  }

  /** Whatever else has to travel with a statement. */
  protected travelling<A>(
    statement: Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return statement
  }

  /** Whatever else has to travel with a statement whose rows are streamed. */
  protected travellingStream<A>(
    rows: Stream.Stream<A, SqlError.SqlError>
  ): Stream.Stream<A, SqlError.SqlError> {
    return rows
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
    params: Given,
    named: boolean,
    query: (text: string, params: Given) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const send = (text: string) => RawParameters.sending(params, (params) => query(text, params))
    if (!named) return send(sql)
    const text = this.named.textOf(sql)
    return Effect.catch(send(text), (error) =>
      this.recover(error, { sql, text, params }, () => send(this.named.textOf(sql)))
    )
  }

  #exchange<A, B>(
    sql: string,
    params: Given,
    named: boolean,
    ask: (text: string, params: Given, named: boolean) => Effect.Effect<A, SqlError.SqlError>,
    read: { readonly rows: (result: A) => ReadonlyArray<object>; readonly result: (result: A) => B }
  ): Effect.Effect<B, SqlError.SqlError> {
    const send = (sent: Given, named: boolean) =>
      this.#sent(sql, sent, named, (text, params) => this.travelling(ask(text, params, named)))
    return this.run(sql, params, (parameters) =>
      this.#manner.values.exchange(this.connection, { sql, parameters, named }, send, read)
    )
  }

  #query<A>(sql: string, params: Given, named: boolean, read: ReadResult<A>) {
    return this.#exchange(sql, params, named, this.connection.query, read)
  }

  #values(sql: string, params: Given, named: boolean): Effect.Effect<Values, SqlError.SqlError> {
    return this.#exchange(sql, params, named, this.connection.queryValues, values)
  }

  #rows(sql: string, params: Given, transform: Transform, named: boolean): Rows {
    return this.#query(sql, params, named, transform === undefined ? untransformed : transformed(transform))
  }

  execute(sql: string, params: Given, transform: Transform): Rows {
    return this.#rows(sql, params, transform, this.named.allowed)
  }

  executeUnprepared(sql: string, params: Given, transform: Transform): Rows {
    return this.#rows(sql, params, transform, false)
  }

  executeRaw(sql: string, params: Given): Effect.Effect<PgConnection.Result, SqlError.SqlError> {
    return this.#query(sql, params, this.named.allowed, raw)
  }

  executeValues(sql: string, params: Given) {
    return this.#values(sql, params, this.named.allowed)
  }

  executeValuesUnprepared(sql: string, params: Given) {
    return this.#values(sql, params, false)
  }

  executeStream(sql: string, params: Given, transform: Transform): Stream.Stream<unknown, SqlError.SqlError> {
    const prepared = Parameters.prepare(params)
    if (prepared instanceof Rejected) return Stream.fail(DriverError.fromFailure(prepared, "encode"))
    const { extra, values } = this.#manner
    const decided = values.decided(this.connection, sql, prepared)
    const read = (sent: Given) =>
      values.stream(
        this.travellingStream(RawParameters.streaming(sent, (given) => this.connection.stream(sql, given))),
        extra
      )
    const stream = decided === undefined ? read(prepared) : Stream.unwrap(Effect.map(decided, read))
    const rows = Stream.mapError(stream, (error) => this.meant(error))
    return transform === undefined ? rows : Stream.map(rows, (row) => transform([row])[0])
  }
}
