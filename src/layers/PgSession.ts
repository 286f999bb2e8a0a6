import type { PgConnection } from "@effect/sql-pg"
import { Effect, Predicate, Stream } from "effect"
import { type SqlConnection, SqlError } from "effect/sql"
import { Contention } from "./PgFailure.ts"

type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined

const rolledBack = new SqlError.SqlError({
  reason: new SqlError.UnknownError({
    operation: "commit",
    cause: new Contention({
      statement: "rolled back",
      message:
        "COMMIT was answered with ROLLBACK: a statement of the transaction had failed and its error was caught; let the error end the transaction, or run that statement in a nested transaction"
    })
  })
})

/** The driver's connection as the `Connection` that `effect/sql` speaks to. */
export class PgSession implements SqlConnection.Connection {
  readonly #connection: PgConnection.PgConnection

  /** Postgres answers the COMMIT of an aborted transaction with ROLLBACK, which is no commit. */
  static readonly commit = (session: SqlConnection.Connection): Effect.Effect<void, SqlError.SqlError> =>
    Effect.flatMap(session.executeRaw("COMMIT", []), (result) =>
      Predicate.hasProperty(result, "command") && result.command === "ROLLBACK"
        ? Effect.fail(rolledBack)
        : Effect.void
    )

  constructor(connection: PgConnection.PgConnection) {
    this.#connection = connection
  }

  #rows(sql: string, params: ReadonlyArray<unknown>, transform: Transform, prepare: boolean) {
    return Effect.map(this.#connection.query(sql, params, prepare), ({ rows }) =>
      transform === undefined ? rows : transform(rows)
    )
  }

  execute(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError> {
    return this.#rows(sql, params, transform, true)
  }

  executeUnprepared(sql: string, params: ReadonlyArray<unknown>, transform: Transform) {
    return this.#rows(sql, params, transform, false)
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.#connection.query(sql, params)
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.#connection.queryValues(sql, params)
  }

  executeValuesUnprepared(sql: string, params: ReadonlyArray<unknown>) {
    return this.#connection.queryValues(sql, params, false)
  }

  executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    const rows = this.#connection.stream(sql, params)
    return transform === undefined ? rows : Stream.map(rows, (row) => transform([row])[0])
  }
}
