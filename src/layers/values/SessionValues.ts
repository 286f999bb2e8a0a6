import type { PgConnection } from "@effect/sql-pg"
import { Effect, Scope, Stream } from "effect"
import type { SqlError } from "effect/sql"
import type { ColumnTypes } from "../decode/ColumnTypes.ts"
import * as ForeignRows from "../decode/ForeignRows.ts"
import { madeSoFar } from "../decode/ForeignValue.ts"
import { TypeCatalogue } from "../decode/TypeCatalogue.ts"
import { Undecided } from "../encode/Undecided.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import * as RawParameters from "../socket/wire/RawParameters.ts"
import { ParameterTypes } from "./ParameterTypes.ts"

type Connection = PgConnection.PgConnection
type Parameters = ReadonlyArray<unknown>

/** Opens a connection beside the pool. */
type Extra = Effect.Effect<Connection, SqlError.SqlError, Scope.Scope>

const isUndecided = (value: unknown): boolean => value instanceof Undecided

const asking = (connection: Connection): ForeignRows.Asking => ({
  connection,
  values: (sql, parameters) =>
    RawParameters.sending(parameters, (given) => connection.queryValues(sql, given, false))
})

/** What is known of the types of one database, and how values go to it and come back by that. */
export class SessionValues {
  readonly types: ForeignRows.Types
  readonly #parameters: ParameterTypes

  constructor(sockets: PgSockets, columns: ColumnTypes) {
    this.types = { columns, catalogue: new TypeCatalogue() }
    this.#parameters = new ParameterTypes(sockets, this.types.catalogue)
  }

  /** Parameters for which it matters where they go, as they are sent; nothing where none are such. */
  decided(
    connection: Connection,
    sql: string,
    parameters: Parameters
  ): Effect.Effect<Parameters, SqlError.SqlError> | undefined {
    return parameters.some(isUndecided) ? this.#parameters.decide(connection, sql, parameters) : undefined
  }

  /** Runs a statement on a connection that its caller holds, and gives what becomes of it when its rows are read. */
  exchange<A, B>(
    connection: Connection,
    statement: { readonly sql: string; readonly parameters: Parameters; readonly named: boolean },
    send: (parameters: Parameters, named: boolean) => Effect.Effect<A, SqlError.SqlError>,
    read: { readonly rows: (result: A) => ReadonlyArray<object>; readonly result: (result: A) => B }
  ): Effect.Effect<B, SqlError.SqlError> {
    const before = madeSoFar()
    const { named, parameters, sql } = statement
    const decided = this.decided(connection, sql, parameters)
    return Effect.flatMap(
      decided === undefined
        ? send(parameters, named)
        : Effect.flatMap(decided, (given) => {
            // A name keeps the types that it was first parsed with, also when a migration changes a column's.
            const untyped = given.some((value, index) => value !== parameters[index])
            return send(given, named && !untyped)
          }),
      (result) =>
        madeSoFar() === before
          ? Effect.succeed(read.result(result))
          : Effect.map(
              ForeignRows.settle(this.types, read.rows(result), Effect.succeed(asking(connection))),
              () => read.result(result)
            )
    )
  }

  /** Reads the rows of a stream. Its own connection is taken, so what has to be asked is asked on another. */
  stream<A extends object>(
    rows: Stream.Stream<A, SqlError.SqlError>,
    extra: Extra
  ): Stream.Stream<A, SqlError.SqlError> {
    return Stream.unwrap(
      Effect.gen({ self: this }, function* () {
        const scope = yield* Effect.scope
        const other = yield* Effect.cached(Scope.provide(extra, scope))
        let before = madeSoFar()
        return Stream.mapArrayEffect(rows, (chunk) => {
          if (madeSoFar() === before) return Effect.succeed(chunk)
          before = madeSoFar()
          return Effect.as(ForeignRows.settle(this.types, chunk, Effect.map(other, asking)), chunk)
        })
      })
    )
  }
}
