import { Effect } from "effect"
import { faultProxy } from "../support/FaultProxy.ts"
import { aquifer, urlOf } from "../support/program.ts"
import type { Bench } from "./Bench.ts"
import { limit, type Result } from "./rounds.ts"

const rounds = 5

/** Seconds that `aquifer doctor` takes, its start included: the longest of a few runs. */
const longest = Effect.fnUntraced(function* (name: string, env: Record<string, string>) {
  let most = 0
  const runs = Math.min(rounds, limit.rounds)
  for (let run = 0; run < runs; run++) {
    const before = performance.now()
    yield* aquifer(["doctor"], env)
    most = Math.max(most, (performance.now() - before) / 1000)
  }
  const result: Result = {
    name: `doctor, ${name}, longest`,
    unit: "s",
    rounds: runs,
    aquifer: Number(most.toFixed(1)),
    peers: {},
    ratio: {}
  }
  return result
})

/** How long a deployment's examination takes, while all is well and while nobody answers. */
export const doctor = Effect.fnUntraced(function* (bench: Bench) {
  const env = {
    DATABASE_URL: urlOf(bench.direct),
    DATABASE_POOL_URL: urlOf(bench.pooled),
    PGBOUNCER_ADMIN_URL: urlOf(bench.console)
  }
  const results = [yield* longest("every server well", env)]
  const [direct, pooled] = [yield* faultProxy(bench.direct), yield* faultProxy(bench.pooled)]
  const away = {
    DATABASE_URL: urlOf({ ...bench.direct, port: direct.port }),
    DATABASE_POOL_URL: urlOf({ ...bench.pooled, port: pooled.port })
  }
  direct.blackhole = true
  pooled.blackhole = true
  results.push(yield* longest("hosts that do not answer", away))
  direct.blackhole = false
  pooled.blackhole = false
  const hang = (chunk: Buffer) => (chunk.includes("READ ONLY") ? "swallow answer" : "pass")
  direct.decide = hang
  pooled.decide = hang
  results.push(yield* longest("both hang in the middle", away))
  process.kill(bench.pgbouncerPid, "SIGSTOP")
  results.push(
    yield* Effect.ensuring(
      longest("PgBouncer stopped", env),
      Effect.sync(() => process.kill(bench.pgbouncerPid, "SIGCONT"))
    )
  )
  return results
}, Effect.scoped)
