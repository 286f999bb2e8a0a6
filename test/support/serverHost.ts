import { dirname } from "node:path"
import { Context, Effect, Layer, type Scope } from "effect"
import { EmbeddedPg } from "../../src/layers/local/EmbeddedPg.ts"
import { LocalPgBouncer } from "../../src/layers/local/LocalPgBouncer.ts"
import type { PgBouncerNotFound } from "../../src/layers/local/pgbouncer/PgBouncerBinary.ts"
import type { LocalServerError } from "../../src/layers/local/process/LocalServerError.ts"
import * as ServerProcess from "../../src/layers/local/process/ServerProcess.ts"
import { commandLineOf } from "./processes.ts"

// A program that holds one server and says which, to be killed by the test that started it:
// serverHost.ts KIND [DIRECTORY]

type Held = Effect.Effect<
  { readonly pid: number; readonly folder: string },
  LocalServerError | PgBouncerNotFound,
  Scope.Scope
>

const [, , kind = "", directory] = process.argv

const kinds: Readonly<Record<string, Held>> = {
  process: Effect.map(
    ServerProcess.start({
      server: "postgres",
      title: "A server",
      command: "/bin/sh",
      args: ["-c", "echo ready; exec sleep 1000"],
      ready: { line: (line) => line === "ready" }
    }),
    ({ pid }) => ({ pid, folder: "" })
  ),
  postgres: Effect.map(Layer.build(EmbeddedPg.layerWith({ directory })), (context) => {
    const { directory: folder, pid } = Context.get(context, EmbeddedPg)
    return { pid, folder }
  }),
  pgbouncer: Effect.map(
    Layer.build(LocalPgBouncer.layerWith({ upstream: { host: "127.0.0.1", port: 1 }, users: [] })),
    (context) => {
      const { pid } = Context.get(context, LocalPgBouncer)
      return { pid, folder: dirname(commandLineOf(pid).split(" ").at(-1) ?? "") }
    }
  )
}

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const held = yield* kinds[kind] ?? Effect.die(new Error(`no kind ${kind}`))
      yield* Effect.sync(() => console.log(JSON.stringify(held)))
      return yield* Effect.never
    })
  )
)
