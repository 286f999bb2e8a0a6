import { hostname } from "node:os"
import { expect, inject, layer } from "@effect/vitest"
import { PgConfig, PgUrl, Telemetry } from "aquifer"
import { DatabaseActivity, PgBouncerConsole, ServerMetrics } from "aquifer/operations"
import { Context, Effect, Layer, Metric, Redacted, Result, Schedule } from "effect"
import { urlOf } from "../../support/program.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { connect } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const { pgbouncer118 } = inject("servers")

const until = <A, E, R>(sample: Effect.Effect<A, E, R>, good: (sample: A) => boolean) =>
  Effect.repeat(sample, { until: good, schedule: Schedule.spaced("10 millis") })

const consoleAt = (url: string) =>
  PgBouncerConsole.layerNoDeps.pipe(
    Layer.provide(PgConfig.layerWith({ console: Result.getOrThrow(PgUrl.fromString(url)) }))
  )

/** Everything published, with PgBouncer's console at a URL, in a registry of its own. */
const published = Effect.fnUntraced(function* (consoleUrl: string) {
  const registry = Context.make(Metric.MetricRegistry, new Map())
  const activity = Layer.succeed(DatabaseActivity, yield* DatabaseActivity)
  yield* Layer.build(
    ServerMetrics.layer("20 millis").pipe(Layer.provide(Layer.merge(activity, consoleAt(consoleUrl))))
  ).pipe(Effect.provideContext(registry))
  return Effect.provideContext(Telemetry.prometheusText, registry)
})

layer(DatabaseActivity.layerNoDeps.pipe(Layer.provideMerge(endpoints("direct"))), {
  excludeTestServices: true
})("ServerMetrics", (it) => {
  it.effect("say of Postgres and PgBouncer what their services say", () =>
    Effect.gen(function* () {
      const { app, name } = yield* SuiteDatabase
      // The only client of this suite's database; PgBouncer has others of other suites.
      const client = yield* connect(Redacted.make(urlOf(app("pgbouncer118"))))
      yield* client("SELECT 1")
      const text = yield* published(pgbouncer118?.adminUrl ?? "")
      const found = yield* until(
        text,
        (text) => /pgbouncer_up\{.*\} 1\n/.test(text) && /postgres_up\{.*\} 1\n/.test(text)
      )
      const { connections } = yield* (yield* DatabaseActivity).snapshot()
      const ofServer = (port = 0) => `server_address="${hostname().toLowerCase()}",server_port="${port}"`
      const direct = ofServer(app("direct").port)
      expect(found).toContain(`aquifer_postgres_connection_max{${direct}} ${connections.max}\n`)
      expect(found).toContain(`aquifer_postgres_up{${direct}} 1\n`)
      expect(found).toContain(`aquifer_pgbouncer_up{${ofServer(app("pgbouncer118").port)}} 1\n`)
      expect(found).toMatch(
        new RegExp(`aquifer_postgres_connections\\{${direct},aquifer_state="active"\\} [1-9]`)
      )
      expect(found).toMatch(
        new RegExp(`aquifer_pgbouncer_clients\\{.*db_namespace="${name}",.*aquifer_state="active"\\} 1\n`)
      )
    })
  )

  it.effect("say that a console which hangs is down, and go on with Postgres", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const text = yield* published(`postgresql://admin:x@127.0.0.1:${server.port}/pgbouncer`)
      const found = yield* until(text, (text) => /aquifer_pgbouncer_up\{.*\} 0\n/.test(text))
      expect(found).toMatch(/aquifer_postgres_up\{.*\} 1\n/)
      expect(found).not.toContain("aquifer_pgbouncer_clients")
    })
  )
})
