import { Effect } from "effect"

/** What this machine cannot have a run says once, and goes on; except under CI, where nothing is left out. */
export const goOnWithout =
  (what: string) =>
  <E extends { readonly message: string }>(error: E): Effect.Effect<undefined, E> =>
    process.env["CI"] === undefined
      ? Effect.sync(() => {
          console.warn(`No tests ${what}: ${error.message}`)
          return undefined
        })
      : Effect.fail(error)
