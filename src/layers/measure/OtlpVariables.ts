import { Config, ConfigProvider, Context, Effect, Layer, Option } from "effect"
import { OtlpSerialization } from "effect/observability"

/** A variable's value; one that is set to nothing is not set, as OpenTelemetry has it. */
const variable = (name: string): Effect.Effect<string | undefined> =>
  Effect.map(Effect.option(Config.String(name)), (value) => Option.getOrUndefined(value)?.trim() || undefined)

const attributes = "OTEL_RESOURCE_ATTRIBUTES"

/** What the program is called where neither `OTEL_SERVICE_NAME` nor `OTEL_RESOURCE_ATTRIBUTES` says it. */
const unknown = "unknown_service:node"

/** The name to give to `effect`, which has none of its own; undefined where the environment names one. */
export const serviceName: Effect.Effect<string | undefined> = Effect.gen(function* () {
  const given = (yield* variable(attributes)) ?? ""
  const isNamed =
    (yield* variable("OTEL_SERVICE_NAME")) !== undefined || /(?:^|,)\s*service\.name\s*=/.test(given)
  return isNamed ? undefined : unknown
})

/** For all signals, and for each. */
const signals = ["", "_TRACES", "_METRICS", "_LOGS"]

const endpoints = signals.map((signal) => `OTEL_EXPORTER_OTLP${signal}_ENDPOINT`)

/** What is wrong with an address, which may hold a password and is not repeated: `collector:4318` would be taken for a scheme. */
export const misaddressed: Effect.Effect<string | undefined> = Effect.gen(function* () {
  for (const name of endpoints) {
    const value = yield* variable(name)
    if (value !== undefined && !/^https?:\/\//i.test(value))
      return `${name} has no http:// or https:// in front`
    if (value !== undefined && /^https?:\/\/[^/]*@/i.test(value))
      return `${name} has a name or a password in it; write authorization=Basic%20… into OTEL_EXPORTER_OTLP_HEADERS`
  }
  return undefined
})

/** What `effect` reads as a number, or as one of a few words in small letters. */
const readable: ReadonlyMap<string, RegExp> = new Map([
  ["OTEL_SDK_DISABLED", /^(?:true|false)$/i],
  ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", /^(?:cumulative|delta)$/i],
  ...signals.map((signal) => [`OTEL_EXPORTER_OTLP${signal}_COMPRESSION`, /^(?:gzip|none)$/i] as const),
  ...[
    ...signals.map((signal) => `OTEL_EXPORTER_OTLP${signal}_TIMEOUT`),
    ...["SCHEDULE_DELAY", "EXPORT_TIMEOUT", "MAX_EXPORT_BATCH_SIZE"].flatMap((name) => [
      `OTEL_BSP_${name}`,
      `OTEL_BLRP_${name}`
    ]),
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_METRIC_EXPORT_TIMEOUT"
  ].map((name) => [name, /^\d+$/] as const)
])

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/**
 * What `effect` reads otherwise than OpenTelemetry wants it, in `effect`'s words: case does not count, and a value that
 * cannot be read is told and is as if it were not set. One attribute that cannot be decoded takes all of them along.
 */
export const strictly: Effect.Effect<ConfigProvider.ConfigProvider> = Effect.gen(function* () {
  const current = yield* ConfigProvider.ConfigProvider
  const instead = new Map<string, ConfigProvider.Node | undefined>()
  const leaveOut = (name: string) => {
    instead.set(name, undefined)
    return Effect.logWarning(`${name} cannot be read, and is taken as if it were not set`)
  }
  for (const [name, pattern] of readable) {
    const value = yield* variable(name)
    if (value === undefined) continue
    if (pattern.test(value)) instead.set(name, ConfigProvider.makeValue(value.toLowerCase()))
    else yield* leaveOut(name)
  }
  if (!isDecodable((yield* variable(attributes)) ?? "")) yield* leaveOut(attributes)
  return ConfigProvider.make((path) => {
    const name = path.join("_")
    return instead.has(name) ? Effect.succeed(instead.get(name)) : current.load(path)
  })
})

/** Says of exporters that are not there that they are not; the others are used. */
export const tellExporters: Effect.Effect<void> = Effect.gen(function* () {
  for (const signal of ["TRACES", "METRICS", "LOGS"]) {
    const name = `OTEL_${signal}_EXPORTER`
    const asked = ((yield* variable(name)) ?? "").toLowerCase().split(",")
    const unknown = asked.map((each) => each.trim()).filter((each) => !["", "otlp", "none"].includes(each))
    if (unknown.length > 0) {
      yield* Effect.logWarning(
        `${name} has ${unknown.join(", ")}, which is not known; known are otlp and none, and without otlp nothing of it is sent`
      )
    }
  }
})

type Serialization = OtlpSerialization.OtlpSerialization["Service"]

const protocols = {
  "http/protobuf": OtlpSerialization.layerProtobuf,
  "http/json": OtlpSerialization.layerJson
} as const

const usual = "http/protobuf"

const isKnown = (name: string): name is keyof typeof protocols => Object.hasOwn(protocols, name)

/** Who writes traces, metrics and logs; what cannot be spoken (gRPC) is said once, and the usual one is spoken. */
const spoken = Effect.gen(function* () {
  const general = (yield* variable("OTEL_EXPORTER_OTLP_PROTOCOL")) ?? usual
  const askedFor = (signal: string) =>
    Effect.map(variable(`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`), (own) => own ?? general)
  const [traces, metrics, logs] = [
    yield* askedFor("TRACES"),
    yield* askedFor("METRICS"),
    yield* askedFor("LOGS")
  ]
  for (const unknown of new Set([traces, metrics, logs].filter((protocol) => !isKnown(protocol)))) {
    yield* Effect.logWarning(
      `OpenTelemetry's protocol is ${unknown}, which is not spoken: sent is ${usual}, for which collectors listen on port 4318`
    )
  }
  const written = (protocol: string) => Layer.build(protocols[isKnown(protocol) ? protocol : usual])
  return { traces: written(traces), metrics: written(metrics), logs: written(logs) }
})

type Metrics = Parameters<Serialization["metrics"]>[0]

/** `effect` keeps a metric's unit among its attributes, which tell series apart; sent, it is the metric's and no attribute. */
const withoutUnits = (data: Metrics): Metrics => {
  for (const { scopeMetrics } of data.resourceMetrics) {
    for (const { gauge, histogram, sum } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
      for (const point of [gauge, histogram, sum].flatMap((of) => of?.dataPoints ?? [])) {
        if (point.attributes === undefined) continue
        point.attributes = point.attributes.filter(({ key }) => key !== "unit")
      }
    }
  }
  return data
}

/** Each signal as `OTEL_EXPORTER_OTLP_PROTOCOL`, or the signal's own variable, has it. */
export const layerSerialization: Layer.Layer<OtlpSerialization.OtlpSerialization> = Layer.effect(
  OtlpSerialization.OtlpSerialization,
  Effect.gen(function* () {
    const writers = yield* spoken
    const of = Effect.map(Context.get(OtlpSerialization.OtlpSerialization))
    const [traces, metrics, logs] = [
      yield* of(writers.traces),
      yield* of(writers.metrics),
      yield* of(writers.logs)
    ]
    return {
      traces: traces.traces,
      metrics: (data) => metrics.metrics(withoutUnits(data)),
      logs: logs.logs
    }
  })
)

/** Which of the spans are sent: of those that have no parent, a share; the others go with their parent where that counts. */
export interface Sampler {
  readonly ratio: number
  readonly byParent: boolean
}

const always: Sampler = { ratio: 1, byParent: true }

const share = (text: string | undefined): number => {
  const ratio = Number(text ?? 1)
  return ratio >= 0 && ratio <= 1 ? ratio : 1
}

/** As `OTEL_TRACES_SAMPLER` and its argument have it; what is not known there says so, and all are sent. */
export const sampler: Effect.Effect<Sampler> = Effect.gen(function* () {
  const asked = (yield* variable("OTEL_TRACES_SAMPLER")) ?? "parentbased_always_on"
  const byParent = asked.startsWith("parentbased_")
  switch (asked.replace("parentbased_", "")) {
    case "always_on":
      return { ratio: 1, byParent }
    case "always_off":
      return { ratio: 0, byParent }
    case "traceidratio":
      return { ratio: share(yield* variable("OTEL_TRACES_SAMPLER_ARG")), byParent }
    default:
      yield* Effect.logWarning(`OTEL_TRACES_SAMPLER is ${asked}, which is not known: all traces are sent`)
      return always
  }
})
