import { NodeRuntime } from "@effect/platform-node"
import { Lease, PooledPg } from "aquifer"
import { Console, Effect, Layer, Option } from "effect"

// A program that holds a lease of a second until it is told to end: leaseHolder.ts NAME

const [, , name = ""] = process.argv

const held = Effect.gen(function* () {
  const { token } = yield* Lease.Held
  yield* Console.log(`holding ${token}`)
  return yield* Effect.never
})

const layer = Lease.layer.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

held.pipe(
  Lease.tryWith(name, { time: "1 second" }),
  Effect.tap((outcome) => Console.log(Option.isNone(outcome) ? "taken" : "done")),
  Effect.catchTag("LeaseLost", ({ _tag }) => Console.log(_tag)),
  Effect.provide(layer),
  NodeRuntime.runMain
)
