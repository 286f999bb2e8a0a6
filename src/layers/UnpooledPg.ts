import { PgClient, PgConnection } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient } from "effect/sql"
import { configProblem } from "./config/ConfigProblem.ts"
import * as CurrentDeadline from "./deadline/CurrentDeadline.ts"
import { ColumnTypes } from "./decode/ColumnTypes.ts"
import { maxMessageBytes } from "./encode/ParameterBytes.ts"
import * as DriverError from "./failure/DriverError.ts"
import { PgConfig } from "./PgConfig.ts"
import { PreparedStatements } from "./prepared/PreparedStatements.ts"
import * as DriverConfig from "./socket/DriverConfig.ts"
import { PgSockets } from "./socket/PgSockets.ts"
import { PgSession } from "./transaction/PgSession.ts"
import { SessionValues } from "./values/SessionValues.ts"

/**
 * A new connection to Postgres itself for each statement: what a program does without a pool.
 *
 * It is here to be measured against; nothing limits how many connections it opens.
 */
export class UnpooledPg extends Context.Service<UnpooledPg, { readonly sql: SqlClient.SqlClient }>()(
  "aquifer/layers/UnpooledPg"
) {
  static readonly layerNoDeps: Layer.Layer<UnpooledPg, Config.ConfigError, PgConfig> = Layer.effect(
    UnpooledPg,
    Effect.gen(function* () {
      const { direct } = yield* PgConfig
      if (direct === undefined) {
        return yield* Effect.fail(
          configProblem("DATABASE_URL is not set; give it the URL of Postgres itself (port 5432)")
        )
      }
      const columns = new ColumnTypes()
      const sockets = yield* PgSockets.make(direct, columns)
      const connect = sockets.walking(
        PgConnection.make({
          ...DriverConfig.of(direct, sockets),
          prepare: false,
          maxMessageSize: maxMessageBytes
        })
      )
      const manner = {
        named: new PreparedStatements("never"),
        values: new SessionValues(sockets, columns),
        extra: connect
      }
      const sql = yield* SqlClient.make({
        driver: "pg",
        acquirer: Effect.withFiber((fiber) => {
          const deadline = fiber.getRef(CurrentDeadline.Current)
          CurrentDeadline.connecting(deadline, sockets)
          return connect.pipe(
            Effect.mapError(DriverError.refine),
            Effect.map((connection) => {
              CurrentDeadline.reached(deadline, "running", true)
              return new PgSession(connection, manner)
            })
          )
        }),
        compiler: PgClient.makeCompiler(),
        spanAttributes: [["db.system.name", "postgresql"]]
      }).pipe(Effect.provideServiceEffect(Reactivity.Reactivity, Reactivity.make))
      return { sql }
    })
  )
}
