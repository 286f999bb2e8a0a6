import { CliOutput } from "effect/cli"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
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

/**
 * Help and wrong usage as the command line shows them: it knows escapes in what it quotes, but not all commands. Help that
 * nobody asked for is no result, and goes where the errors go.
 */
export const presenter = CliOutput.layerPresenter({
  present: (event) =>
    Console.consoleWith((console) => {
      const shown = coloured(console)
      return Effect.provideService(
        CliOutput.defaultPresenter.present(event),
        Console.Console,
        event._tag === "InvalidInvocation" ? toError(shown) : shown
      )
    })
})
