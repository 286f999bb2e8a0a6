import * as Effect from "effect/Effect"

/**
 * A command's handler that is a module of its own, loaded when the command is run: `--help` and the other commands
 * begin without the services and drivers that it needs.
 */
export const lazily =
  <Options, E, R>(
    load: () => Promise<{ readonly handler: (options: Options) => Effect.Effect<void, E, R> }>
  ): ((options: Options) => Effect.Effect<void, E, R>) =>
  (options) =>
    Effect.flatMap(Effect.promise(load), ({ handler }) => handler(options))
