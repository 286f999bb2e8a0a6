import { Context, Effect, type Fiber, Tracer } from "effect"

const untraced = Context.get(Context.empty(), Tracer.Tracer)

/** Whether somebody sees the spans of this fiber. */
export const isTraced = (fiber: Fiber.Fiber<unknown, unknown>): boolean =>
  fiber.getRef(Tracer.Tracer) !== untraced

/**
 * Runs an effect in a span of this name, for what is called a hundred thousand times a second.
 *
 * Without a tracer nobody would see the span, and making it would take longer than a hit in memory.
 */
export const whereTraced = (
  name: string
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => {
  return (effect) => Effect.withFiber((fiber) => (isTraced(fiber) ? Effect.withSpan(effect, name) : effect))
}
