import { Effect, Schema } from "effect"
import type { SqlError, Statement } from "effect/sql"

/** What a query gave, read by its schema; a row that does not fit is a mistake of ours. */
export const rows = <S extends Schema.Top & { readonly DecodingServices: never }>(
  schema: S,
  query: Statement.Statement<unknown>
): Effect.Effect<ReadonlyArray<S["Type"]>, SqlError.SqlError> =>
  Effect.flatMap(query, (rows) => Effect.orDie(Schema.decodeUnknownEffect(Schema.Array(schema))(rows)))

/** The one row of a query that always gives one. */
export const one = <S extends Schema.Top & { readonly DecodingServices: never }>(
  schema: S,
  query: Statement.Statement<unknown>
): Effect.Effect<S["Type"], SqlError.SqlError> =>
  Effect.flatMap(rows(schema, query), ([row]) =>
    row === undefined ? Effect.die("a row was to be there") : Effect.succeed(row)
  )
