import { execFileSync } from "node:child_process"
import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer, Redacted } from "effect"
import * as DeployedOverview from "../../../src/programs/monitor/DeployedOverview.ts"
import { following, isSilent, parts } from "../../support/following.ts"
import { urlOf } from "../../support/program.ts"
import { restartableServers } from "../../support/RestartableServers.ts"

describe("The samples of an overview", () => {
  it.live(
    "show a Postgres and a PgBouncer that are stopped as such, and as well again when they go on",
    () =>
      Effect.gen(function* () {
        const { pgbouncer, pooled, postgres } = yield* restartableServers
        const env = {
          DATABASE_URL: Redacted.value(postgres.server.url()),
          DATABASE_POOL_URL: urlOf(pooled),
          PGBOUNCER_ADMIN_URL: Redacted.value(pgbouncer.server.adminUrl)
        }
        const pids = {
          postgres: () => [postgres.server.pid, ...childrenOf(postgres.server.pid)],
          pgbouncer: () => [pgbouncer.server.pid]
        }
        yield* Effect.gen(function* () {
          const next = yield* following
          for (const part of parts) {
            const other = part === "postgres" ? "pgbouncer" : "postgres"
            yield* next((sample) => parts.every((each) => sample[each]._tag === "Shown"))
            yield* Effect.scoped(
              Effect.gen(function* () {
                yield* stopped(pids[part]())
                const silent = yield* next((sample) => isSilent(sample[part]))
                expect(silent[part]).toMatchObject({ _tag: "Shown" }) // its last numbers
                expect(silent[other]).toMatchObject({ _tag: "Shown", silentMillis: 0 })
                const missing = yield* next((sample) => sample[part]._tag === "Missing")
                expect(missing[other]).toMatchObject({ _tag: "Shown" })
                expect(missing.pools).toMatchObject({ _tag: "Shown" })
              })
            )
          }
          yield* next((sample) => parts.every((each) => sample[each]._tag === "Shown"))
        }).pipe(
          Effect.scoped,
          Effect.provide(
            DeployedOverview.layer({ longerThan: Duration.minutes(5), metrics: false }).pipe(
              Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
            )
          )
        )
      }),
    120_000
  )
})

const childrenOf = (pid: number): ReadonlyArray<number> =>
  execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map(Number)

/** Processes that do nothing until the scope closes. */
const stopped = (pids: ReadonlyArray<number>) => {
  const signal = (name: NodeJS.Signals) =>
    Effect.sync(() => {
      for (const pid of pids) process.kill(pid, name)
    })
  return Effect.acquireRelease(signal("SIGSTOP"), () => signal("SIGCONT"))
}
