import { Cause, ConfigProvider, Effect, Layer, Predicate } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { Otlp, OtlpExporter, PrometheusMetrics } from "effect/observability"
import { catalogue, prometheusName } from "./MetricCatalogue.ts"
import * as OtlpCollector from "./OtlpCollector.ts"
import * as OtlpVariables from "./OtlpVariables.ts"
import * as Series from "./Series.ts"
import * as StatementTracer from "./StatementTracer.ts"

/** OpenTelemetry's own defaults, which `effect` leaves out: what has an endpoint is sent there. */
const defaults = ConfigProvider.fromEnv({
  env: { OTEL_TRACES_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "otlp", OTEL_LOGS_EXPORTER: "otlp" }
})

/** What `effect` says of a variable that it cannot read, in a sentence. */
const said = (problem: unknown): string => {
  const text = Predicate.hasProperty(problem, "message") ? String(problem.message) : String(problem)
  const [, expected, name] = Array.from(text.matchAll(/Expected (.+?)\s+at \["(OTEL_\w+)"\]/gs)).at(-1) ?? []
  return name === undefined ? text.replaceAll(/\s+/g, " ") : `${name} cannot be read; it takes ${expected}`
}

/** Telemetry never keeps a program from its work: what of its variables cannot be read is said once, and nothing is sent. */
const nothing = (why: string) =>
  Layer.effectDiscard(Effect.logWarning(`Nothing is sent to OpenTelemetry: ${why}`)).pipe(
    Layer.provideMerge(OtlpExporter.layerFlusher)
  )

/**
 * Sends traces, metrics and logs by OTLP where `OTEL_EXPORTER_OTLP_ENDPOINT` says, and nothing where it is not set.
 *
 * Names and attributes are those of OpenTelemetry's semantic conventions 1.44 for databases. Spans carry a statement's
 * fingerprint, never its values. The chapter on monitoring lists the variables that count; one that cannot be read is told
 * in the log and does not count.
 *
 * **Example** (Traces, metrics and logs of a program)
 *
 * ```ts
 * import { PooledPg, Telemetry } from "aquifer"
 * import { Effect, Layer } from "effect"
 *
 * declare const program: Effect.Effect<void, never, PooledPg>
 *
 * const observed = Effect.provide(program, Layer.merge(PooledPg.layer, Telemetry.layerOtlp))
 * ```
 */
export const layerOtlp: Layer.Layer<OtlpExporter.Flusher> = Layer.unwrap(
  Effect.gen(function* () {
    const problem = yield* OtlpVariables.misaddressed
    if (problem !== undefined) return nothing(problem)
    yield* OtlpVariables.tellExporters
    const serviceName = yield* OtlpVariables.serviceName
    return StatementTracer.layer(Otlp.layerFromConfig({ resource: { serviceName } }), OtlpVariables.sampler)
  })
).pipe(
  Layer.provide(OtlpVariables.layerSerialization),
  Layer.provide(OtlpCollector.layerClient),
  Layer.catchCause((cause) => nothing(said(Cause.squash(cause)))),
  Layer.provideMerge(Series.layerKept),
  Layer.provide(ConfigProvider.layer(OtlpVariables.strictly)),
  Layer.provide(ConfigProvider.layerAdd(defaults))
)

const names: ReadonlyMap<string, string> = new Map(
  Object.values(catalogue).map((info) => [info.name, prometheusName(info)])
)

/** `effect` calls every counter one, also those that go down again. */
const upAndDown = new RegExp(
  `^(# TYPE (?:${Object.values(catalogue)
    .flatMap((info) => (info.kind === "upDownCounter" ? [prometheusName(info)] : []))
    .join("|")}) )counter$`,
  "gm"
)

/** All metrics of this program in the text format of Prometheus, by the names that a collector gives them too. */
export const prometheusText: Effect.Effect<string> = Effect.map(
  PrometheusMetrics.format({ metricNameMapper: (name) => names.get(name) ?? name }),
  (text) => text.replaceAll(upAndDown, "$1gauge")
)

/** Answers `GET /metrics` of a router with {@link prometheusText}. */
export const layerPrometheus: Layer.Layer<never, never, HttpRouter.HttpRouter> = Layer.effectDiscard(
  Effect.flatMap(HttpRouter.HttpRouter, (router) =>
    router.add(
      "GET",
      "/metrics",
      Effect.map(prometheusText, (text) =>
        HttpServerResponse.text(text, { contentType: "text/plain; version=0.0.4; charset=utf-8" })
      )
    )
  )
)
