import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect, type Scope } from "effect"

const script = fileURLToPath(new URL("./delayLine.ts", import.meta.url))

/**
 * A proxy on 127.0.0.1 in front of a server that is `roundTripMillis` away, until the scope closes: half of it each
 * way, and a whole round trip before a new connection is open, as TCP needs it. It has a process of its own, so that
 * what it does takes nothing from a client's turn.
 */
export const delayProxy = (
  upstream: { readonly host: string; readonly port: number },
  roundTripMillis: number
): Effect.Effect<{ readonly port: number }, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(
        process.execPath,
        [script, upstream.host, String(upstream.port), String(roundTripMillis)],
        { stdio: ["pipe", "pipe", "inherit"] }
      )
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      return { port: Number((await lines.next()).value), child }
    }),
    ({ child }) => Effect.sync(() => child.stdin.end())
  )
