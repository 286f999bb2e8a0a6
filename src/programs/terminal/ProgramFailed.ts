import * as Cause from "effect/Cause"
import { CliError } from "effect/cli"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Runtime from "effect/Runtime"
import * as Output from "./Output.ts"

/** Ends the program with an exit status: 1 when it found or met a failure, 2 for wrong usage. Already told. */
export class ProgramFailed extends Error {
  override readonly name = "ProgramFailed"
  override readonly [Runtime.errorExitCode]: 1 | 2
  override readonly [Runtime.errorReported] = false

  constructor(status: 1 | 2) {
    super(`exit status ${status}`)
    this[Runtime.errorExitCode] = status
  }
}

/** One sentence about a failure, and the status it ends with. */
const verdict = (error: unknown): readonly [sentence: string | undefined, status: 1 | 2] => {
  if (CliError.isCliError(error)) return [undefined, 2] // the command line has shown its help already
  if (error instanceof Config.ConfigError) return [error.message.replace(/^SourceError:\s*/, ""), 2]
  if (Predicate.hasProperty(error, "message") && Predicate.isString(error.message)) return [error.message, 1]
  return [String(error), 1]
}

/**
 * Tells a person in one sentence on standard error what a program failed with, and sets its exit status. A defect
 * is a mistake of ours and shows its trace.
 */
export const report = <E, R>(effect: Effect.Effect<void, E, R>): Effect.Effect<void, ProgramFailed, R> =>
  Effect.catchCause(effect, (cause) => {
    if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
    const error = Cause.squash(cause)
    if (error instanceof ProgramFailed) return Effect.fail(error)
    if (CliError.isCliError(error) && error._tag === "ShowHelp" && error.errors.length === 0)
      return Effect.void
    const [sentence, status] = verdict(error)
    const told = Cause.hasDies(cause) ? Cause.pretty(cause) : sentence
    return Effect.andThen(
      told === undefined ? Effect.void : Output.tell(`aquifer: ${told}`),
      Effect.fail(new ProgramFailed(status))
    )
  })

/** Ends the program for wrong usage, told in one sentence. */
export const wrongUsage = (told: string): Effect.Effect<never, ProgramFailed> =>
  Effect.andThen(Output.tell(`aquifer: ${told}`), Effect.fail(new ProgramFailed(2)))
