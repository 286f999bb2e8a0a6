import { NodeServices } from "@effect/platform-node"
import { ConfigProvider, Console, Context, Effect, Fiber, Layer, Logger, Runtime, Sink, Stdio } from "effect"
import { Command } from "effect/cli"
import * as ProgramFailed from "../../src/programs/terminal/ProgramFailed.ts"
import { type Ended, Printed } from "./Printed.ts"

const decoder = new TextDecoder()

/** Standard output and error of a program that runs in this process. */
const printing = ({ write }: Printed) => {
  const sink = (stream: "stderr" | "stdout") => () =>
    Sink.forEach((part: string | Uint8Array) =>
      Effect.sync(() => write(stream, typeof part === "string" ? part : decoder.decode(part)))
    )
  const line =
    (stream: "stderr" | "stdout") =>
    (...parts: ReadonlyArray<unknown>) =>
      write(stream, `${parts.join(" ")}\n`)
  const console: Console.Console = { ...globalThis.console, log: line("stdout"), error: line("stderr") }
  return Layer.mergeAll(
    NodeServices.layer,
    Layer.succeed(Console.Console, console),
    Logger.layer([Logger.withConsoleError(Logger.formatSimple)])
  ).pipe(Layer.merge(Stdio.layerTest({ stdout: sink("stdout"), stderr: sink("stderr") })))
}

type Program<Name extends string, Input, E> = Command.Command<Name, Input, object, E, Command.Environment>

/** Starts a command in this process as `aquifer` runs it in one of its own; it is stopped with the scope. */
export const startCommand =
  <Name extends string, Input, E>(program: Program<Name, Input, E>) =>
  (args: ReadonlyArray<string>, env: Record<string, string> = {}) =>
    Effect.gen(function* () {
      const printed = new Printed()
      const running = yield* Command.runWith(program, { version: "0.0.0" })(args).pipe(
        ProgramFailed.report,
        Effect.provide(Layer.merge(printing(printed), ConfigProvider.layer(ConfigProvider.fromEnv({ env })))),
        // As in a process: nothing of the suite's, whose layers it would take for its own, nor of its clock.
        Effect.updateContext((_suite: Context.Context<never>) => Context.empty()),
        Effect.forkScoped
      )
      running.addObserver((exit) => Runtime.defaultTeardown(exit, printed.end))
      const { ended, said } = printed
      /** Ends it as Ctrl-C does. */
      const stop = Effect.andThen(Fiber.interrupt(running), ended)
      return { ended, said, stop }
    })

/**
 * Runs a command in this process to its end; many times as fast as a process, and as good for all that does not depend
 * on being one.
 */
export const command =
  <Name extends string, Input, E>(program: Program<Name, Input, E>) =>
  (args: ReadonlyArray<string>, env: Record<string, string> = {}): Effect.Effect<Ended> =>
    Effect.scoped(Effect.flatMap(startCommand(program)(args, env), ({ ended }) => ended))
