import { Deferred, Effect } from "effect"

/** Research that waits until it is let go, and counts how often it ran. */
export const heldResearch = Effect.gen(function* () {
  const begun = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<number>()
  let runs = 0
  const work = Effect.suspend(() => {
    runs++
    return Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(letGo))
  })
  return { begun, letGo, runs: () => runs, work }
})
