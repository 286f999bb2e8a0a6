import { Context, Effect, Tracer } from "effect"

const untraced = Context.get(Context.empty(), Tracer.Tracer)

/**
 * Runs an effect in a span of this name, for what is called a hundred thousand times a second.
 *
 * Without a tracer nobody would see the span, and making it would take longer than a hit in memory.
 */
export const whereTraced = (
  name: string
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => {
  return (effect) =>
    Effect.withFiber((fiber) =>
      fiber.getRef(Tracer.Tracer) === untraced ? effect : Effect.withSpan(effect, name)
    )
}
