import { Context, Effect, Layer, Metric, Scope } from "effect"
import type { Durations } from "./Durations.ts"
import { always, type MetricInfo } from "./MetricCatalogue.ts"

type Attributes = Readonly<Record<string, string>>

/** The scope until whose end series are there, where it is not that of their owner. */
const Kept = Context.Reference<Scope.Scope | undefined>("aquifer/layers/measure/Series/Kept", {
  defaultValue: () => undefined
})

/**
 * Keeps the series of what is built on this layer until it closes: what was counted last is sent when the program ends, and
 * then the pools are gone already.
 */
export const layerKept: Layer.Layer<never> = Layer.effect(Kept, Effect.scope)

/** Registers series whose values are read when somebody looks, until the scope closes. */
export interface Register {
  readonly number: (info: MetricInfo, attributes: Attributes, value: () => number) => void
  readonly histogram: (info: MetricInfo, attributes: Attributes, durations: () => Durations) => void
  /** Takes back all that was registered. */
  readonly clear: () => void
}

const ignored = { update: () => undefined, modify: () => undefined }

const state = (durations: Durations): Metric.HistogramState => ({
  buckets: durations.atMost.map(([millis, count]) => [millis / 1_000, count]),
  count: durations.count,
  sum: durations.sumMillis / 1_000,
  min: 0,
  max: durations.maxMillis / 1_000
})

const options = ({ description, name, unit }: MetricInfo, attributes: Attributes) => ({
  description,
  attributes: { ...always(name), ...attributes, unit }
})

/** A place to register series of this fiber's metric registry. */
export const register: Effect.Effect<Register, never, Scope.Scope> = Effect.gen(function* () {
  const context = Context.make(Metric.MetricRegistry, yield* Metric.MetricRegistry)
  const registered: Array<Metric.Registration> = []
  const clear = () => {
    for (const { remove } of registered.splice(0)) remove()
  }
  yield* Scope.addFinalizer((yield* Kept) ?? (yield* Effect.scope), Effect.sync(clear))
  return {
    clear,
    number: (info, attributes, value) => {
      const incremental = info.kind === "counter"
      const series =
        incremental || info.kind === "upDownCounter"
          ? Metric.registerUnsafe(
              Metric.counter(info.name, { ...options(info, attributes), incremental }),
              context,
              { ...ignored, get: () => ({ count: value(), incremental }) }
            )
          : Metric.registerUnsafe(Metric.gauge(info.name, options(info, attributes)), context, {
              ...ignored,
              get: () => ({ value: value() })
            })
      registered.push(series)
    },
    histogram: (info, attributes, durations) => {
      const metric = Metric.histogram(info.name, { ...options(info, attributes), boundaries: [] })
      registered.push(Metric.registerUnsafe(metric, context, { ...ignored, get: () => state(durations()) }))
    }
  }
})
