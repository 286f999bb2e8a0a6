import { Effect, Option, Stream } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

/** The rows of a query from a cursor that is held open outside of any transaction, `batch` at a time. */
export const make =
  (sql: SqlClient.SqlClient) =>
  (
    query: string,
    { batch = 1_000 }: { readonly batch?: number | undefined } = {}
  ): Stream.Stream<unknown, SqlError.SqlError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const session = yield* sql.reserve
        const send = (statement: string) => session.executeUnprepared(statement, [], undefined)
        yield* send(`DECLARE aquifer_held NO SCROLL CURSOR WITH HOLD FOR ${query}`)
        return Stream.paginate(undefined, () =>
          Effect.map(send(`FETCH ${batch} FROM aquifer_held`), (rows) => [
            rows,
            rows.length < batch ? Option.none() : Option.some(undefined)
          ])
        )
      })
    )
