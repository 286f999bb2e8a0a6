import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import * as Folder from "../../layers/local/process/Folder.ts"

/** A file as it is to be. */
export interface WholeFile {
  /** Its path below the folder that it is written into. */
  readonly path: string
  readonly text: string
}

const makeFolder = (folder: string, made: Array<string>): Effect.Effect<void, PlatformError.PlatformError> =>
  Effect.tryPromise({
    try: () => Folder.make(folder, made),
    catch: (cause) =>
      PlatformError.systemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "makeDirectory",
        pathOrDescriptor: folder,
        cause
      })
  })

/** Takes away what was made for nothing. */
const unmade = (folders: ReadonlyArray<string>): Effect.Effect<void> =>
  Effect.promise(() => Folder.unmake(folders))

/**
 * Makes a folder where it is lacking, and works in it. Where the work fails, the folders that were made are gone again, unless
 * somebody else has put something there since.
 */
export const within = <A, E, R>(
  folder: string,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, E | PlatformError.PlatformError, R> =>
  Effect.suspend(() => {
    const made: Array<string> = []
    return Effect.uninterruptibleMask((restore) =>
      makeFolder(folder, made).pipe(
        Effect.andThen(restore(work)),
        Effect.onError(() => unmade(made))
      )
    )
  })

const writeDraft = Effect.fnUntraced(function* (draft: string, text: string) {
  const file = yield* (yield* FileSystem.FileSystem).open(draft, { flag: "wx" })
  yield* file.writeAll(new TextEncoder().encode(text))
  yield* file.sync // some disks say only now that they are full
}, Effect.scoped)

/** Moves the drafts to their places; none stays where one cannot be moved. */
const place = Effect.fnUntraced(function* (moves: ReadonlyArray<readonly [draft: string, to: string]>) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const moved: Array<string> = []
  const made: Array<string> = []
  const move = Effect.fnUntraced(function* ([draft, to]: readonly [draft: string, to: string]) {
    yield* makeFolder(path.dirname(to), made)
    yield* fileSystem.rename(draft, to)
    moved.push(to)
  })
  yield* Effect.forEach(moves, move, { discard: true }).pipe(
    Effect.onError(() =>
      Effect.andThen(
        Effect.forEach(moved, (to) => Effect.ignore(fileSystem.remove(to)), { discard: true }),
        unmade(made)
      )
    )
  )
}, Effect.uninterruptible)

/**
 * Writes files into a folder that is there: all of them, each whole, or none. A later run trusts what is there, so they are
 * written aside and then moved to their places, over what has their names.
 */
export const write = Effect.fnUntraced(function* (
  folder: string,
  files: ReadonlyArray<WholeFile>
): Effect.fn.Return<void, PlatformError.PlatformError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  if (files.length === 0) return
  const path = yield* Path.Path
  const aside = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({
    directory: folder,
    prefix: ".aquifer-"
  })
  const moves = files.map(
    (file, index) => [path.join(aside, String(index)), path.join(folder, file.path)] as const
  )
  for (const [index, { text }] of files.entries()) yield* writeDraft(path.join(aside, String(index)), text)
  yield* place(moves)
}, Effect.scoped)
