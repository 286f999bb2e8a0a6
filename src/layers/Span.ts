import { Context, Effect, References, Tracer } from "effect"

const noStack = (): undefined => undefined

const untraced = Context.get(Context.empty(), Tracer.Tracer)

/**
 * Runs an effect in a span of this name, for what is called a hundred thousand times a second.
 *
 * Without a tracer nobody would see the span, and making it would take longer than a hit in memory; then only its name
 * is noted, for those who ask who holds a connection.
 */
export const named = (
  name: string
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => {
  return (effect) =>
    Effect.withFiber((fiber) =>
      fiber.getRef(Tracer.Tracer) === untraced
        ? Effect.provideService(effect, References.CurrentStackFrame, {
            name,
            stack: noStack,
            parent: fiber.getRef(References.CurrentStackFrame)
          })
        : Effect.withSpan(effect, name)
    )
}
