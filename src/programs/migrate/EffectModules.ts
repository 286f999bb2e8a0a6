import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { DirectPg } from "../../layers/DirectPg.ts"
import type { EffectModule } from "../../layers/migration/EffectTables.ts"
import { explained, type MigrationFailed } from "../../layers/migration/MigrationFailed.ts"
import { StatementRefused } from "../../layers/migration/Statements.ts"
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

const refused = Effect.fnUntraced(function* (modules: ReadonlyArray<EffectModule>, error: SqlError.SqlError) {
  const { sql } = yield* DirectPg
  const where = modules.join(", ")
  const statement = new StatementRefused({ change: undefined, where, statement: "", error })
  return yield* explained(
    sql,
    ["CREATE TABLE"],
    statement,
    "The tables of Effect's modules could not be made"
  )
})

/** Makes their tables. Loaded only then, as Effect's cluster is large. */
export const make = (modules: ReadonlyArray<EffectModule>): Effect.Effect<void, MigrationFailed, DirectPg> =>
  Effect.flatMap(
    Effect.promise(() => import("../../layers/migration/EffectTables.ts")),
    ({ run }) => Effect.catch(run(modules), (error) => Effect.flatMap(refused(modules, error), Effect.fail))
  )
