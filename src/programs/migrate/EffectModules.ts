import { Effect } from "effect"
import type { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import type { EffectModule } from "../../layers/migration/EffectTables.ts"
import { MigrationFailed } from "../../layers/migration/Migration.ts"
import { type ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"

const known: ReadonlyArray<EffectModule> = ["queue", "cache", "cluster"]

/** Which of Effect's modules a flag names. */
export const read = Effect.fnUntraced(function* (
  flag: string
): Effect.fn.Return<ReadonlyArray<EffectModule>, ProgramFailed> {
  const asked = flag.split(",").map((name) => name.trim())
  const stranger = asked.find((name) => !known.some((module) => module === name))
  if (stranger !== undefined) {
    return yield* wrongUsage(`--with knows ${known.join(", ")}, and no ${JSON.stringify(stranger)}`)
  }
  return known.filter((module) => asked.includes(module))
})

/** Makes their tables. Loaded only then, as Effect's cluster is large. */
export const make = (modules: ReadonlyArray<EffectModule>): Effect.Effect<void, MigrationFailed, DirectPg> =>
  Effect.flatMap(
    Effect.promise(() => import("../../layers/migration/EffectTables.ts")),
    ({ run }) =>
      Effect.mapError(run(modules), (error) => {
        const reason = PgFailure.classify(error)
        return new MigrationFailed({
          message: `The tables of Effect's ${modules.join(", ")} could not be made: ${reason.message}`,
          reason
        })
      })
  )
