import { execFileSync } from "node:child_process"
import { describe, expect, it } from "@effect/vitest"
import { DatabaseActivity, PgBouncerConsole } from "aquifer/operations"
import { Clock, ConfigProvider, Duration, Effect, type Fiber, Layer, Queue, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as DeployedOverview from "../../../src/programs/monitor/DeployedOverview.ts"
import { Overview, type OverviewSnapshot } from "../../../src/services/monitor/Overview.ts"
import type { Panel } from "../../../src/services/monitor/Panel.ts"
import { overviewSample } from "../../support/overviewSample.ts"
import { urlOf } from "../../support/program.ts"
import { restartableServers } from "../../support/RestartableServers.ts"

type Part = "postgres" | "pgbouncer"
const parts = ["postgres", "pgbouncer"] as const

/** Whether a sample says that a part does not answer: beside its last numbers, or instead of them. */
const isSilent = (panel: Panel<unknown>): boolean =>
  panel._tag === "Shown" ? panel.silentMillis >= 400 : /has not answered|no answer/.test(panel.reason)

/** All samples from now on, and the next that is as wanted. */
const following = Effect.gen(function* () {
  const { snapshots } = yield* Overview
  const seen = yield* Queue.unbounded<OverviewSnapshot>()
  yield* Effect.forkScoped(Stream.runForEach(snapshots, (sample) => Queue.offer(seen, sample)))
  return (wanted: (sample: OverviewSnapshot) => boolean) => Effect.repeat(Queue.take(seen), { until: wanted })
})

/** What a fiber has come to; a failure of the test when it is still at it. */
const settled = <A, E>(fiber: Fiber.Fiber<A, E>) => Effect.flatten(Effect.fromNullishOr(fiber.pollUnsafe()))

const valueOf = <A>(panel: Panel<A>): Effect.Effect<A> =>
  panel._tag === "Shown" ? Effect.succeed(panel.value) : Effect.die(new Error(panel.reason))

/** Servers that answer at once until they are to hang; asked anything beyond a sample they are not there. */
const servers = (hanging: Set<Part>) => {
  const { pgbouncer, postgres } = overviewSample()
  const unless = <A>(part: Part, panel: Panel<A>) =>
    Effect.suspend(() => (hanging.has(part) ? Effect.never : valueOf(panel)))
  const activity = { snapshot: () => unless("postgres", postgres), largestTables: () => Effect.succeed([]) }
  const console = { snapshot: unless("pgbouncer", pgbouncer), clients: Effect.succeed([]) }
  return Overview.layerNoDeps({ program: "a program" }).pipe(
    Layer.provide(
      Layer.merge(
        Layer.succeed(DatabaseActivity, activity as unknown as DatabaseActivity["Service"]),
        Layer.succeed(PgBouncerConsole, console as unknown as PgBouncerConsole["Service"])
      )
    )
  )
}

describe("The samples of an overview", () => {
  for (const part of parts) {
    it.effect(`say that ${part} hangs within two seconds, whenever it begins to`, () =>
      Effect.gen(function* () {
        for (const after of [1, 300, 500, 700, 999]) {
          const hanging = new Set<Part>()
          yield* Effect.gen(function* () {
            const next = yield* following
            yield* next((sample) => !parts.some((each) => isSilent(sample[each])))
            yield* TestClock.adjust(Duration.millis(after))
            const now = yield* Clock.currentTimeMillis
            hanging.add(part)
            const told = yield* Effect.forkChild(next((sample) => isSilent(sample[part])))
            yield* TestClock.adjust("2 seconds")
            const sample = yield* settled(told)
            expect(sample.at - now).toBeLessThanOrEqual(2_000)
            expect(sample[part]).toMatchObject({ _tag: "Shown" })
            const missing = yield* Effect.forkChild(next((sample) => sample[part]._tag === "Missing"))
            yield* TestClock.adjust("2 seconds")
            const other = part === "postgres" ? "pgbouncer" : "postgres"
            const later = yield* settled(missing)
            expect(later[other]).toMatchObject({ _tag: "Shown", silentMillis: 0 })
          }).pipe(Effect.scoped, Effect.provide(servers(hanging)))
        }
      })
    )
  }

  it.effect("begin half a second after the first look though nobody answers it", () =>
    Effect.gen(function* () {
      const next = yield* following
      const first = yield* Effect.forkChild(next(() => true))
      yield* TestClock.adjust("500 millis")
      const sample = yield* settled(first)
      expect(sample.postgres).toEqual({ _tag: "Missing", reason: "no answer yet" })
    }).pipe(Effect.scoped, Effect.provide(servers(new Set(parts))))
  )

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
