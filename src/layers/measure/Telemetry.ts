import { ConfigProvider, Effect, Layer } from "effect"
import { FetchHttpClient, HttpRouter, HttpServerResponse } from "effect/http"
import { Otlp, OtlpSerialization, PrometheusMetrics } from "effect/observability"
import { catalogue, prometheusName } from "./MetricCatalogue.ts"
import * as StatementTracer from "./StatementTracer.ts"

/** OpenTelemetry's own defaults, which `effect` leaves out: what has an endpoint is sent there. */
const defaults = ConfigProvider.fromEnv({
  env: { OTEL_TRACES_EXPORTER: "otlp", OTEL_METRICS_EXPORTER: "otlp", OTEL_LOGS_EXPORTER: "otlp" }
})

/**
 * Sends traces, metrics and logs by OTLP where `OTEL_EXPORTER_OTLP_ENDPOINT` says, and nothing where it is not set.
 *
 * OpenTelemetry's other variables count as well (`OTEL_SERVICE_NAME`, `OTEL_EXPORTER_OTLP_HEADERS`, …). Spans carry a
 * statement's fingerprint, never its values.
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
export const layerOtlp = StatementTracer.layer(Otlp.layerFromConfig()).pipe(
  Layer.provide(OtlpSerialization.layerProtobuf),
  Layer.provide(FetchHttpClient.layer),
  Layer.provide(ConfigProvider.layerAdd(defaults))
)

const names: ReadonlyMap<string, string> = new Map(
  Object.values(catalogue).map((info) => [info.name, prometheusName(info)])
)

/** All metrics of this program in the text format of Prometheus, by the names that a collector gives them too. */
export const prometheusText: Effect.Effect<string> = PrometheusMetrics.format({
  metricNameMapper: (name) => names.get(name) ?? name
})

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
