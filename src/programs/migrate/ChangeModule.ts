import { pathToFileURL } from "node:url"
import { Duration, Effect, Option, Path, Schema } from "effect"
import { withoutCredentials } from "../../layers/failure/reading/text/Credentials.ts"
import { setOf } from "../../layers/migration/Change.ts"
import type { Change } from "../../layers/migration/Migration.ts"
import { kitSchema } from "../../services/repository/schema/KitSchema.ts"
import { type ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"

const Changes = Schema.Array(
  Schema.Struct({
    id: Schema.Int,
    name: Schema.String,
    set: Schema.optionalKey(Schema.String),
    up: Schema.Array(Schema.String),
    down: Schema.optionalKey(Schema.Array(Schema.String)),
    transactional: Schema.optionalKey(Schema.Boolean)
  })
)

const decode = Schema.decodeUnknownOption(Changes)

/** The changes among what a module exports: each array of them, in the order of the names. */
const changesOf = (exported: Readonly<Record<string, unknown>>): ReadonlyArray<Change> => {
  const found = Object.keys(exported)
    .toSorted()
    .flatMap((name) => Option.toArray(Option.filter(decode(exported[name]), ({ length }) => length > 0)))
    .flat()
  return [
    ...new Map(found.map((change) => [`${setOf(change)} ${change.id} ${change.name}`, change])).values()
  ]
}

/** A module of changes is text; one that asks a server for something may never be there. */
const longestImport = Duration.seconds(30)

/**
 * The changes that a module of the user's exports, behind the kit's own. What is exported twice, such as by itself and in
 * an array of all, counts once.
 */
export const load = Effect.fnUntraced(function* (
  file: string
): Effect.fn.Return<ReadonlyArray<Change>, ProgramFailed, Path.Path> {
  const path = (yield* Path.Path).resolve(file)
  const imported = Effect.tryPromise(
    (): Promise<Readonly<Record<string, unknown>>> => import(pathToFileURL(path).href)
  ).pipe(
    Effect.catch(({ cause }) =>
      wrongUsage(
        `${path} cannot be imported: ${withoutCredentials(cause instanceof Error ? cause.message : String(cause))}`
      )
    )
  )
  const exported = yield* Effect.timeoutOrElse(imported, {
    duration: longestImport,
    orElse: () =>
      wrongUsage(
        `${path} has not been loaded after ${Duration.format(longestImport)}: something awaited at its top level does not end; let it export the changes and await nothing`
      )
  })
  const changes = changesOf(exported)
  if (changes.length === 0) {
    return yield* wrongUsage(
      `${path} exports no changes; export an array of { id, name, up }, such as Migration.ofSet("shop", [...])`
    )
  }
  const own = changes.filter((change) => setOf(change) !== "kit")
  return [...kitSchema, ...own]
})
