import { Effect, Exit, Metric, Option, Predicate } from "effect"
import * as Monotonic from "../deadline/Monotonic.ts"
import { bounds } from "./Durations.ts"
import { always, catalogue } from "./MetricCatalogue.ts"

const { description, name, unit } = catalogue.operationDuration
const boundaries = bounds.map((millis) => millis / 1_000)

const make = (operation: string, error: string | undefined): Metric.Histogram<number> =>
  Metric.histogram(name, {
    description,
    boundaries,
    attributes: {
      unit,
      ...always(name),
      "db.operation.name": operation,
      ...(error === undefined ? undefined : { "error.type": error })
    }
  })

const series = new Map<string, Metric.Histogram<number>>()

/** The series of an operation that ended so; there are as many as operations and reasons for failure. */
const seriesOf = (operation: string, error: string | undefined): Metric.Histogram<number> => {
  const key = error === undefined ? operation : `${operation} ${error}`
  const found = series.get(key)
  if (found !== undefined) return found
  const made = make(operation, error)
  series.set(key, made)
  return made
}

const tagOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string" ? error._tag : undefined

/** A failure by its tag, or by its reason's where it wraps one; a domain's may have none. */
const errorOf = <A, E>(exit: Exit.Failure<A, E>): string =>
  Option.match(Exit.findErrorOption(exit), {
    onNone: () => (Exit.hasInterrupts(exit) ? "interrupted" : "defect"),
    onSome: (error) =>
      (Predicate.hasProperty(error, "reason") ? tagOf(error.reason) : undefined) ?? tagOf(error) ?? "untagged"
  })

/** Records how long an operation of a service took, and why it failed if it did. */
export const timed = (
  operation: string
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => {
  const succeeded = seriesOf(operation, undefined)
  return (effect) =>
    Effect.withFiber((fiber) => {
      const since = Monotonic.millis(fiber)
      return Effect.onExitPrimitive(effect, (exit) => {
        const seconds = (Monotonic.millis(fiber) - since) / 1_000
        const series = Exit.isSuccess(exit) ? succeeded : seriesOf(operation, errorOf(exit))
        series.updateUnsafe(seconds, fiber.context)
        return undefined
      })
    })
}
