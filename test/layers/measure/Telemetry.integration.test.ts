import { readFileSync } from "node:fs"
import { describe, expect, it, layer } from "@effect/vitest"
import { MetricCatalogue, PooledPg, Telemetry } from "aquifer"
import { PoolMetrics, PoolMonitor } from "aquifer/operations"
import { ResearchCache } from "aquifer/research"
import { Effect, Fiber, Latch, Layer, Metric, Schedule } from "effect"
import { exposition } from "../../support/exposition.ts"
import { promtool } from "../../support/promtool.ts"
import { endpoints, research } from "../../support/ResearchStore.ts"

const { catalogue, prometheusName } = MetricCatalogue

const dashboard = readFileSync(
  new URL("../../../src/programs/dashboard/grafana.json", import.meta.url),
  "utf8"
)

/** What a metric is stored as: a histogram as three. */
const stored = new Set(
  Object.values(catalogue).flatMap((info) => {
    const name = prometheusName(info)
    return info.kind === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
  })
)

describe("The dashboard", () => {
  it("asks for every metric of the catalogue, and for no other", () => {
    const { panels } = JSON.parse(dashboard) as {
      panels: ReadonlyArray<{ targets: ReadonlyArray<{ expr: string }> }>
    }
    const asked = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }) => expr.replace(/\{[^}]*\}|by \([^)]*\)/g, ""))
      .flatMap((expr) => expr.match(/\b(?:db_client|aquifer)_\w+/g) ?? [])
    expect(asked.filter((name) => !stored.has(name))).toEqual([])
    const families = new Set(asked.map((name) => name.replace(/_(bucket|sum|count)$/, "")))
    const known = Object.values(catalogue).map((info) =>
      prometheusName(info).replace(/_(bucket|sum|count)$/, "")
    )
    expect(known.filter((name) => !families.has(name))).toEqual([])
  })
})

/** OpenTelemetry's name for the number of connections breaks a rule of Prometheus', and a collector keeps it too. */
const conventional =
  'db_client_connection_count non-histogram and non-summary metrics should not have "_count" suffix'

const pools = Layer.mergeAll(PoolMonitor.layerNoDeps, PoolMetrics.layer).pipe(
  Layer.provideMerge(endpoints("pgbouncer124")),
  Layer.provideMerge(Layer.succeed(Metric.MetricRegistry, new Map()))
)

layer(research("pgbouncer124").pipe(Layer.provideMerge(Layer.succeed(Metric.MetricRegistry, new Map()))), {
  excludeTestServices: true
})("The duration of operations", (it) => {
  it.effect("is told apart by operation and by the reason for a failure", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      yield* cache.lookup("nothing of the sort")
      yield* Effect.flip(cache.store("never fresh", {}, { timeToLive: "-1 days" }))
      const text = yield* Telemetry.prometheusText
      const count = (labels: string) =>
        new RegExp(`^db_client_operation_duration_seconds_count\\{${labels}\\} (.*)$`, "m").exec(text)?.[1]
      expect(count(`db_system_name="postgresql",db_operation_name="ResearchCache.lookup"`)).toBe("1")
      expect(
        count(`db_system_name="postgresql",db_operation_name="ResearchCache.store",error_type="Rejected"`)
      ).toBe("1")
    })
  )
})

layer(pools, { excludeTestServices: true })("Metrics", (it) => {
  it.effect(
    "are in Prometheus' format, and promtool finds nothing to say against them but for a name of OpenTelemetry's",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* sql`SELECT 1`
        const text = yield* Telemetry.prometheusText
        const families = exposition(text)
        const ours = new Set(Object.values(catalogue).map(prometheusName))
        expect([...families.keys()].filter((name) => name.startsWith("db_client_connection"))).not.toEqual([])
        expect([...families.keys()].filter((name) => !ours.has(name) && /^(db|aquifer)_/.test(name))).toEqual(
          []
        )
        if (promtool !== undefined) expect(promtool(["check", "metrics"], text).printed).toBe(conventional)
      })
  )

  it.effect("agree with the pool's own books at rest and while connections are held", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const { snapshot } = yield* PoolMonitor
      const letGo = yield* Latch.make(false)
      const holders = yield* Effect.forEach([1, 2, 3], () =>
        Effect.forkChild(sql.withTransaction(Effect.andThen(sql`SELECT 1`, letGo.await)))
      )
      yield* Effect.repeat(snapshot, {
        until: ({ pooled }) => pooled.used === 2 || pooled.used === 3,
        schedule: Schedule.spaced("5 millis")
      })
      const value = (text: string, name: string, labels: string) =>
        Number(new RegExp(`^${name}\\{${labels}\\} (.*)$`, "m").exec(text)?.[1])
      const own = `db_client_connection_pool_name="pooled"`
      const pool = `db_system_name="postgresql",${own}`
      const agree = Effect.gen(function* () {
        const { pooled } = yield* snapshot
        const text = yield* Telemetry.prometheusText
        const count = (state: string) =>
          value(text, "db_client_connection_count", `${pool},db_client_connection_state="${state}"`)
        expect([count("used"), count("idle")]).toEqual([pooled.used, pooled.free])
        expect(value(text, "aquifer_pool_acquired_total", own)).toBe(pooled.acquired)
        expect(value(text, "db_client_connection_wait_time_seconds_count", pool)).toBe(pooled.waits.count)
        expect(value(text, "db_client_connection_use_time_seconds_count", pool)).toBe(pooled.holds.count)
        expect(value(text, "db_client_connection_create_time_seconds_count", pool)).toBe(
          pooled.connections.opened
        )
      })
      yield* agree
      yield* letGo.open
      yield* Effect.forEach(holders, Fiber.join)
      yield* agree
    })
  )
})
