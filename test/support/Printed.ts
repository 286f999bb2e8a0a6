import { Deferred, Effect } from "effect"

/** What a program printed and ended with; `status` is null when a signal ended it. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a program prints, while it runs and once it has ended. */
export class Printed {
  stdout = ""
  stderr = ""
  readonly #listeners = new Set<() => void>()
  readonly #ended = Deferred.makeUnsafe<Ended>()

  readonly write = (stream: "stderr" | "stdout", text: string): void => {
    this[stream] += text
    for (const listener of this.#listeners) listener()
  }

  /** To be called when it has ended and no more of its output can come. */
  readonly end = (status: number | null): void => {
    const { stderr, stdout } = this
    Deferred.doneUnsafe(this.#ended, Effect.succeed({ status, stdout, stderr }))
  }

  readonly ended = Deferred.await(this.#ended)

  /** Waits until it has printed this on either stream; dies when it ends without that. */
  readonly said = (text: string): Effect.Effect<void> => {
    const has = () => this.stdout.includes(text) || this.stderr.includes(text)
    const waiting = Effect.callback<void>((resume) => {
      const listener = () => {
        if (has()) resume(Effect.void)
      }
      this.#listeners.add(listener)
      listener()
      return Effect.sync(() => this.#listeners.delete(listener))
    })
    const over = Effect.flatMap(this.ended, ({ status, stderr, stdout }) =>
      has()
        ? Effect.void
        : Effect.die(new Error(`it ended with ${status} and never said ${text}:\n${stdout}${stderr}`))
    )
    return Effect.raceFirst(waiting, over)
  }
}
