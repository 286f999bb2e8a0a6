import { Operation, PooledPg } from "aquifer"
import { Context, Effect, Layer, ManagedRuntime } from "effect"
import { SqlClient } from "effect/sql"

class Greetings extends Context.Service<Greetings>()("serverless/Greetings", {
  make: Effect.gen(function* () {
    const run = yield* Operation.make("Greetings")
    const sql = yield* SqlClient.SqlClient
    const greet = (name: string) =>
      sql<{ text: string }>`SELECT 'hello ' || ${name} AS text`.pipe(run.read("greet"))
    return { greet }
  })
}) {
  static readonly layer = Layer.effect(Greetings, Greetings.make).pipe(Layer.provide(PooledPg.layerSqlClient))
}

/** One for the instance, outside of the handler: the first call opens the pool, and those after it find it open. */
const runtime = ManagedRuntime.make(Layer.provide(Greetings.layer, PooledPg.layer))

/** What the platform calls, once for each request. */
export const handler = (name: string) =>
  runtime.runPromise(Effect.flatMap(Greetings, ({ greet }) => greet(name)))

process.once("SIGTERM", () => void runtime.dispose().finally(() => process.exit(0)))
