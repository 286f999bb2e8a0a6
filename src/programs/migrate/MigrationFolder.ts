import { DateTime, Effect, FileSystem, Path, type PlatformError } from "effect"
import { type ChangeName, nameOf, setOf } from "../../layers/migration/Change.ts"
import type { Change } from "../../layers/migration/Migration.ts"
import * as MigrationScript from "../../layers/migration/MigrationScript.ts"
import * as WholeFiles from "../terminal/WholeFiles.ts"

/** What a file is called behind its version, by which it is known again. */
const titleOf = (change: Change): string =>
  `aquifer_${setOf(change)}_${change.id}_${change.name}`.replaceAll(/\W+/g, "_")

/** A version as migration tools count them, such as 20260131235959. */
const versionOf = (at: DateTime.Utc): string => DateTime.formatIso(at).replaceAll(/\D/g, "").slice(0, 14)

/** A change that was written, and where. */
export interface WrittenChange extends ChangeName {
  readonly file: string
}

const writeLacking = Effect.fnUntraced(function* (
  folder: string,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<
  ReadonlyArray<WrittenChange>,
  PlatformError.PlatformError,
  FileSystem.FileSystem | Path.Path
> {
  const path = yield* Path.Path
  const there = yield* (yield* FileSystem.FileSystem).readDirectory(folder)
  const lacking = changes.filter((change) => !there.some((file) => file.endsWith(`_${titleOf(change)}.sql`)))
  // A second for each, so that they have an order; and behind what is there.
  const last = there.map((file) => file.slice(0, 14)).filter((version) => /^\d{14}$/.test(version))
  const now = yield* DateTime.now
  const files: Array<WholeFiles.WholeFile> = []
  let at = now
  for (const change of lacking) {
    while (last.some((version) => version >= versionOf(at))) at = DateTime.add(at, { seconds: 1 })
    const version = versionOf(at)
    last.push(version)
    files.push({ path: `${version}_${titleOf(change)}.sql`, text: `${MigrationScript.file(change)}\n` })
  }
  yield* WholeFiles.write(folder, files)
  return lacking.map((change, index) => ({
    ...nameOf(change),
    file: path.join(folder, files[index]?.path ?? "")
  }))
})

/**
 * Writes each change that a folder of migrations lacks into a file of its own, such as
 * `20260131235959_aquifer_shop_3_orders.sql`, for tools that run such a folder. The files keep our books as well, so that
 * `aquifer migrate` finds nothing left to do. What is there already is left alone; where one file cannot be written, none is,
 * nor is a folder left that was made for them.
 */
export const write = (
  folder: string,
  changes: ReadonlyArray<Change>
): Effect.Effect<
  ReadonlyArray<WrittenChange>,
  PlatformError.PlatformError,
  FileSystem.FileSystem | Path.Path
> => WholeFiles.within(folder, writeLacking(folder, changes))
