import { CliOutput, TerminalCapabilities } from "effect/cli"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stdio from "effect/Stdio"
import * as HelpText from "./HelpText.ts"
import * as PlainText from "./PlainText.ts"

/*
 * All that commands print goes through here, because much of it was written by others: keywords, statements, names of
 * files, messages of servers. A terminal shows it and does not obey it.
 */

/** A result, on standard output. */
export const print = (text: string): Effect.Effect<void> => Console.log(PlainText.visible(text))

/** What is said beside the result, on standard error. */
export const tell = (text: string): Effect.Effect<void> => Console.error(PlainText.visible(text))

/** Logs, on standard error. */
export const logger = Logger.withConsoleError(
  Logger.map(Logger.formatSimple, (line) => PlainText.visible(line))
)

/** A console for what brings colours of its own. */
const coloured = (console: Console.Console): Console.Console =>
  Object.assign(Object.create(console) as Console.Console, {
    log: (text: unknown) => console.log(PlainText.visibleInColour(String(text))),
    error: (text: unknown) => console.error(PlainText.visibleInColour(String(text)))
  })

/** All of a console's lines on standard error. */
const toError = (console: Console.Console): Console.Console =>
  Object.assign(Object.create(console) as Console.Console, { log: (text: unknown) => console.error(text) })

/** How help is shown on a stream: coloured, and no wider than the terminal, where it is one. */
const formatterFor = Effect.fnUntraced(function* (stream: NodeJS.WriteStream) {
  const stdio = yield* Stdio.Stdio
  const there = { ...stdio, stdoutIsTerminal: Effect.succeed(stream.isTTY) }
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities.pipe(
    Effect.provide(TerminalCapabilities.layer),
    Effect.provideService(Stdio.Stdio, there)
  )
  // A terminal that nobody told its size says 0.
  return HelpText.formatter({ colors: canColor, columns: (stream.isTTY && stream.columns) || Infinity })
})

/**
 * Help and wrong usage as the command line shows them: it knows escapes in what it quotes, but not all commands. Help that
 * nobody asked for is no result, and goes where the errors go.
 */
export const presenter = Layer.effect(
  CliOutput.Presenter,
  Effect.gen(function* () {
    const formatters = {
      out: yield* formatterFor(process.stdout),
      error: yield* formatterFor(process.stderr)
    }
    return {
      present: (event) =>
        Console.consoleWith((console) => {
          const isWrong = event._tag === "InvalidInvocation"
          const shown = coloured(console)
          return CliOutput.defaultPresenter
            .present(event)
            .pipe(
              Effect.provideService(CliOutput.Formatter, isWrong ? formatters.error : formatters.out),
              Effect.provideService(Console.Console, isWrong ? toError(shown) : shown)
            )
        })
    }
  })
)
