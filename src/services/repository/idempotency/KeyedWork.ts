import { Effect, Schema, SchemaParser } from "effect"
import type { SqlError } from "effect/sql"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"
import { Current } from "../transaction/ClientTransaction.ts"
import * as KeyedRequest from "./KeyedRequest.ts"
import * as Keys from "./Keys.ts"

/** What a key adds to what its work fails with. */
export type Fails = Keys.KeyReused | Rejected | SqlError.SqlError

/** What the Schema of the result says of it, when the work is done or was done before. */
const afterwards = ({ field, message }: Rejected): Rejected =>
  new Rejected({
    statement: "rolled back",
    ...(field === undefined ? undefined : { field }),
    message: `${message}; so the transaction was rolled back: mend the Schema of the result`
  })

const decode = <A>(schema: KeyedRequest.Plain<A>, result: unknown): Effect.Effect<A, Rejected> =>
  Effect.mapError(SchemaParser.decodeUnknownEffect(Schema.toCodecJson(schema))(result), (issue) =>
    afterwards(SchemaRefusal.refusal(issue, "result"))
  )

/** Makes work that is done once for a key, in the transaction that it asks for, which ends with it if it `isLast`. */
export const once =
  <Result>(request: KeyedRequest.KeyedRequest, schema: KeyedRequest.Plain<Result>, isLast: boolean) =>
  <E, R>(work: Effect.Effect<Result, E, R>): Effect.Effect<Result, E | Fails, R | Current> =>
    Effect.gen(function* () {
      const { claim, conclude } = Keys.of((yield* Current).sql)
      const claimed = yield* claim(request)
      if (claimed._tag === "reused") return yield* new Keys.KeyReused({ key: request.key })
      if (claimed._tag === "repeated") return yield* decode(schema, claimed.result)
      const result = yield* work
      const json = yield* Effect.mapError(KeyedRequest.encode(schema, "result", result), afterwards)
      yield* conclude(request, JSON.stringify(json), isLast)
      return result
    })
