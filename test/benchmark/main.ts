import { cpus } from "node:os"
import { EmbeddedPg, LocalPgBouncer, PgUrl } from "aquifer"
import { Context, Effect, Layer, Redacted, Result } from "effect"
import { deadlines } from "./deadlines.ts"
import { overhead } from "./overhead.ts"
import type * as Rounds from "./rounds.ts"

const endpointOf = (url: Redacted.Redacted) => Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))

const servers = Effect.gen(function* () {
  const postgres = Context.get(yield* Layer.build(EmbeddedPg.layer), EmbeddedPg)
  const layer = LocalPgBouncer.layerWith({
    upstream: postgres,
    users: [{ name: postgres.user, password: postgres.password }],
    poolSize: 10
  })
  const pgbouncer = Context.get(yield* Layer.build(layer), LocalPgBouncer)
  return {
    pooled: endpointOf(pgbouncer.url("postgres", postgres.user, postgres.password)),
    console: endpointOf(pgbouncer.adminUrl),
    pid: pgbouncer.pid
  }
})

const show = ({ aquifer, name, peers, ratio, rounds, unit }: Rounds.Result): string =>
  [
    `${name} (${rounds} rounds)`,
    `  aquifer ${aquifer} ${unit}`,
    ...Object.entries(peers).map(([peer, value]) => `  ${peer} ${value} ${unit}; ratio ${ratio[peer]}`)
  ].join("\n")

const before = `Measured on this machine (${cpus().length} × ${cpus()[0]?.model ?? "unknown"}), servers and client sharing its
cores, over loopback; connecting is not counted. Contenders take turns, round after round in alternating order after one
round to warm up; figures are medians of the rounds, ratios medians of each round's ratio.
`

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("-"))
const json = process.argv.includes("--json")

const main = Effect.gen(function* () {
  const { console: admin, pid, pooled } = yield* servers
  const benchmarks = { overhead: overhead(pooled), deadlines: deadlines(pooled, admin, pid) }
  if (!json) console.log(before)
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (names.length > 0 && !names.includes(name)) continue
    for (const result of yield* benchmark) console.log(json ? JSON.stringify(result) : show(result))
  }
}).pipe(Effect.scoped)

await Effect.runPromise(main)
