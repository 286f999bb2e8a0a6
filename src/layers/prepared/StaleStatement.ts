import type { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"

/** A statement as it was sent by a name. */
export interface NamedStatement {
  readonly sql: string
  /** The text that it was prepared with. */
  readonly text: string
  readonly params: ReadonlyArray<unknown>
}

/**
 * Codes that a statement fails with when the types that it was prepared for are no longer its columns' or functions',
 * beside those of class 22: its values are read as the old types. Wrong statements fail with them as well.
 */
const typeCodes: ReadonlySet<string> = new Set(["42704", "42725", "42804", "42846", "42883"])

/**
 * What an error says of the name that the statement was sent by: that what it stands for is gone, that the types may
 * have changed, or nothing.
 */
export const suspicion = (error: SqlError.SqlError): "gone" | "types" | undefined => {
  const failure = PgFailure.classify(error)
  const { server, sqlState = "" } = failure
  if (server?.severity === "FATAL") return undefined // and so is the session
  if (PgFailure.advice(failure) === "unnamed") return "gone"
  return sqlState.startsWith("22") || typeCodes.has(sqlState) ? "types" : undefined
}

/** What is the case with a statement that may have been prepared for other types than it would be now. */
export type Found = "stale" | "fresh" | "unknown"

interface Prepared {
  readonly names: ReadonlyArray<string>
  readonly oids: ReadonlyArray<string>
}

type Ask = <Row>(
  sql: string,
  params?: ReadonlyArray<unknown>
) => Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError>

const types = "parameter_types::text[] AS names, parameter_types::oid[]::text[] AS oids"
const probe = "aquifer_probe"

/** As what the driver sends numbers by itself. */
const numbers: ReadonlySet<string> = new Set(["integer", "bigint", "double precision"])

/** The type that a parameter is sent with, if not the server tells it: then it was prepared with that one too. */
const declared = (param: unknown, type: string): string => {
  const isUntyped =
    param === null ||
    param === undefined ||
    typeof param === "string" ||
    (Array.isArray(param) && param.length === 0) ||
    (typeof param === "number" && !numbers.has(type))
  // A type that is gone has a number for its name.
  return isUntyped || /^\d/.test(type) ? "unknown" : type
}

const isSame = (one: ReadonlyArray<string>, other: ReadonlyArray<string> | undefined): boolean =>
  one.length === other?.length && one.every((oid, index) => oid === other[index])

/** Whether the statement would get other types now than it was prepared with. */
const differs = Effect.fnUntraced(function* (
  ask: Ask,
  { params, sql }: NamedStatement,
  { names, oids }: Prepared
) {
  const given = names.map((name, index) => declared(params[index], name)).join(", ")
  yield* ask(`PREPARE ${probe} (${given}) AS ${sql}`)
  const [now] = yield* ask<Prepared>(
    `SELECT ${types} FROM pg_catalog.pg_prepared_statements WHERE name = '${probe}'`
  )
  yield* ask(`DEALLOCATE ${probe}`)
  return !isSame(oids, now?.oids)
})

const compared = Effect.fnUntraced(function* (ask: Ask, statement: NamedStatement) {
  const prepared = yield* ask<Prepared>(
    `SELECT ${types} FROM pg_catalog.pg_prepared_statements WHERE statement = $1 AND NOT from_sql`,
    [statement.text]
  )
  for (const each of prepared) if (yield* differs(ask, statement, each)) return "stale"
  return prepared.length === 0 ? "unknown" : "fresh"
})

/**
 * Looks whether the session's own prepared statement of this text has other types than preparing it anew gives.
 *
 * A statement that cannot be prepared anew is wrong by itself, and not stale.
 */
export const look = (
  connection: PgConnection.PgConnection,
  statement: NamedStatement
): Effect.Effect<Found> => {
  if (statement.params.length === 0) return Effect.succeed("fresh")
  const ask: Ask = <Row>(sql: string, params: ReadonlyArray<unknown> = []) =>
    Effect.map(
      connection.query(sql, params, false),
      ({ rows }) => rows as ReadonlyArray<unknown> as ReadonlyArray<Row>
    )
  return Effect.catch(compared(ask, statement), () => Effect.succeed<Found>("fresh"))
}

/** The same through a pooler: on the server connection that is given, which may or may not be the one it failed on. */
export const lookThrough = (
  connection: PgConnection.PgConnection,
  statement: NamedStatement
): Effect.Effect<Found> =>
  Effect.gen(function* () {
    yield* connection.query("BEGIN", [], false)
    const found = yield* look(connection, statement)
    yield* connection.query("ROLLBACK", [], false)
    return found
  }).pipe(Effect.catch(() => Effect.succeed<Found>("unknown")))
