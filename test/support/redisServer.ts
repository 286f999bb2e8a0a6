import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { withOwnLibraries } from "../../src/layers/local/pgbouncer/UnpackedProgram.ts"
import * as LocalPort from "../../src/layers/local/process/LocalPort.ts"
import * as ServerProcess from "../../src/layers/local/process/ServerProcess.ts"
import { unpacked } from "./distributionPackage.ts"
import { goOnWithout } from "./goOnWithout.ts"
import { openFolder } from "./openFolder.ts"

/** Where Redis is unpacked, of the distribution's own package; undefined where it cannot be had. */
export const redisFolder = await Effect.runPromise(
  unpacked("redis-tools").pipe(Effect.catch(goOnWithout("with Redis")))
)

const settings = { bind: LocalPort.host, save: "", appendonly: "no", "protected-mode": "yes" }

/** A private Redis that keeps nothing, until the scope closes. */
export const startRedis = Effect.fnUntraced(function* (root: string) {
  const server = "pgbouncer" // as whose package it was unpacked
  const folder = yield* openFolder
  // The server and the tools are one program, which goes by the name that it is called by.
  const program = join(folder, "redis-server")
  yield* Effect.sync(() => symlinkSync(join(root, "usr", "bin", "redis-check-rdb"), program))
  const [command = "", ...args] = yield* Effect.promise(() => withOwnLibraries(root, program))
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  return yield* LocalPort.claim(server, undefined, (port) =>
    ServerProcess.start({
      server,
      title: "Redis",
      command,
      args: [...args, ...options, "--dir", folder, "--port", `${port}`],
      ready: { line: (line) => line.includes("Ready to accept connections") }
    }).pipe(Effect.map(({ pid }) => ({ pid, url: `redis://${LocalPort.host}:${port}` })))
  )
})
