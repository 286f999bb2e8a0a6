import { access, constants } from "node:fs/promises"
import { isAbsolute, join, resolve } from "node:path"
import { Config, Effect, Option, Schema } from "effect"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerFolder from "../process/ServerFolder.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import { canReach, type ServerUser } from "../process/ServerUser.ts"
import * as AptPackage from "./AptPackage.ts"
import * as OsRelease from "./OsRelease.ts"
import * as PgBouncerPlaces from "./PgBouncerPlaces.ts"
import { withOwnLibraries } from "./UnpackedProgram.ts"

/** How PgBouncer is run: `command` with `args`, then one's own arguments. */
export interface PgBouncerBinary {
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** Such as "1.24.1". */
  readonly version: string
}

/**
 * This machine has no PgBouncer, and none could be fetched; the message names the command that installs it.
 *
 * **Example** (Tests that go on without a pooler)
 *
 * ```ts
 * import { LocalPgBouncer, PgBouncerNotFound } from "aquifer/local"
 * import { Effect, Layer } from "effect"
 *
 * declare const pooler: Layer.Layer<LocalPgBouncer, PgBouncerNotFound>
 *
 * const found = Layer.build(pooler).pipe(
 *   Effect.catchTag("PgBouncerNotFound", ({ message }) => Effect.logInfo(message))
 * )
 * ```
 */
export class PgBouncerNotFound extends Schema.TaggedError<PgBouncerNotFound>()("PgBouncerNotFound", {
  /** What is missing, and the command that installs it here. */
  message: Schema.String,
  /** Why the distribution's package could not be fetched; absent where there is none to fetch. */
  cause: Schema.optionalKey(Schema.Defect())
}) {}

export interface PgBouncerBinaryOptions {
  /** The user that it will run as; our own when undefined. */
  readonly user: ServerUser | undefined
  /** Asks for the package of this release of the machine's Debian or Ubuntu, whatever else the machine has. */
  readonly release?: string | undefined
}

const server = "pgbouncer"

const notFound = (system: OsRelease.OsRelease, release: string | undefined, cause?: LocalServerError) => {
  const what = release === undefined ? "PgBouncer" : `PgBouncer of the release ${release}`
  const why =
    cause === undefined ? "" : `, and its package cannot be fetched (${cause.message.split("\n").at(-1)})`
  return new PgBouncerNotFound({
    message: `${what} is not on this machine${why}; install it with ${PgBouncerPlaces.installation(process.platform, system.family)}, or set PGBOUNCER_BIN to the program`,
    ...(cause !== undefined && { cause })
  })
}

const tryOut = Effect.fnUntraced(function* (
  command: string,
  args: ReadonlyArray<string>,
  user: ServerUser | undefined
) {
  const title = `PgBouncer's program ${command}`
  const printed = yield* ServerProcess.run({ server, title, command, args: [...args, "--version"], user })
  const version = /^PgBouncer (\d+(?:\.\d+)+)/m.exec(printed)?.[1]
  if (version !== undefined) return { command, args, version } satisfies PgBouncerBinary
  return yield* new LocalServerError({
    server,
    message: `${command} is no PgBouncer; point PGBOUNCER_BIN to one`
  })
})

/** The program that PGBOUNCER_BIN names: a mistake in it is an error, not a reason to look elsewhere. */
const named = Effect.fnUntraced(function* (path: string, user: ServerUser | undefined) {
  const command = isAbsolute(path) ? path : resolve(path)
  const isThere = yield* isProgram(command)
  if (isThere && (yield* canReach(user, command))) return yield* tryOut(command, [], user)
  const problem = isThere
    ? `cannot be run by user ${user?.name}, as whom PgBouncer runs because it refuses to run as root`
    : "is no program that can be run"
  const message = `PGBOUNCER_BIN is ${path}, which ${problem}; correct it, or unset it to have PgBouncer looked for`
  return yield* new LocalServerError({ server, message })
})

const isProgram = (path: string): Effect.Effect<boolean> =>
  Effect.promise(() =>
    access(path, constants.X_OK).then(
      () => true,
      () => false
    )
  )

/** The PATH's, or that of a folder where systems keep it. */
const onPath = Effect.fnUntraced(function* (user: ServerUser | undefined) {
  for (const folder of PgBouncerPlaces.folders(process.platform, process.env["PATH"])) {
    const command = join(folder, "pgbouncer")
    if ((yield* isProgram(command)) && (yield* canReach(user, command))) return command
  }
  return undefined
})

const unpacked = Effect.fnUntraced(function* ({ release, user }: PgBouncerBinaryOptions) {
  const cache = yield* ServerFolder.cache(server, user)
  const root = yield* AptPackage.unpack({ server, name: "pgbouncer", release, cache })
  const [command = "", ...args] = yield* LocalServerError.attempt(
    server,
    (code) =>
      `The unpacked PgBouncer in ${root} cannot be used (${code}); delete that folder to have it fetched again`,
    () => withOwnLibraries(root, join(root, "usr", "sbin", "pgbouncer"))
  )
  return yield* tryOut(command, args, user)
})

/**
 * Finds PgBouncer: what `PGBOUNCER_BIN` names, else the PATH's or Homebrew's, else, on Debian and Ubuntu, the distribution's package,
 * unpacked (not installed) into the cache folder.
 *
 * Unpacking takes some seconds the first time; a later one finds it again.
 */
export const find = Effect.fnUntraced(function* (
  options: PgBouncerBinaryOptions
): Effect.fn.Return<PgBouncerBinary, LocalServerError | PgBouncerNotFound> {
  const { release, user } = options
  const system = yield* OsRelease.current
  if (release === undefined) {
    const path = Option.getOrUndefined(yield* Effect.option(Config.String("PGBOUNCER_BIN")))
    if (path !== undefined && path !== "") return yield* named(path, user)
    const command = yield* onPath(user)
    if (command !== undefined) return yield* tryOut(command, [], user)
  }
  if (!system.family.includes("debian")) return yield* notFound(system, release)
  return yield* Effect.mapError(unpacked(options), (cause) => notFound(system, release, cause))
})
