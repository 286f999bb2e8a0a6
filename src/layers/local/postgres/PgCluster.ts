import { randomBytes } from "node:crypto"
import { link, mkdir, open, rename } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Redacted } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"
import * as Folder from "../process/Folder.ts"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerFile from "../process/ServerFile.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import { canReach, type ServerUser } from "../process/ServerUser.ts"
import * as Watchdog from "../process/Watchdog.ts"
import type { PgBinaries } from "./PgBinaries.ts"

/** A folder with a Postgres cluster in `data` and its superuser's password beside it, in `password`. */
export interface PgCluster {
  readonly data: string
  readonly password: Redacted.Redacted
}

export interface PgClusterOptions {
  readonly directory: string
  readonly binaries: PgBinaries
  readonly user: ServerUser | undefined
  /** Whether the cluster survives a crash of the machine; waiting for the disk takes initdb some seconds. */
  readonly durable: boolean
}

const server = "postgres"

const fail = (message: string) => Effect.fail(new LocalServerError({ server, message }))

const attempt = <A>(what: string, promise: () => Promise<A>) =>
  LocalServerError.attempt(server, (code) => `${what} (${code})`, promise)

/** The file's text; undefined when there is no such file. */
const readIfThere = (path: string) =>
  attempt(`${path} cannot be read; run as the user that it belongs to, or choose another directory`, () =>
    ServerFile.read(path).catch((cause: unknown) => {
      if (ErrorCode.of(cause) === "ENOENT") return undefined
      throw cause
    })
  )

const makeDirectory = Effect.fnUntraced(function* (directory: string, user: ServerUser | undefined) {
  yield* attempt(`The directory ${directory} cannot be made; choose one that this user may write in`, () =>
    Folder.make(directory)
  )
  if (!(yield* canReach(user, directory))) {
    return yield* fail(
      `Postgres does not run as root, and user ${user?.name}, as whom it runs instead, cannot enter ${directory}; choose a directory outside of root's home, such as /var/lib/aquifer, or run as an ordinary user`
    )
  }
})

/** Keeps what another process put there in the same moment. */
const unlessThere = (cause: unknown): void => {
  if (!["EEXIST", "ENOTEMPTY"].includes(ErrorCode.of(cause))) throw cause
}

/** The password is in its place, whole, before there is a cluster that needs it, so one always fits the other. */
const ensurePassword = Effect.fnUntraced(function* (
  { directory, user }: PgClusterOptions,
  work: string
): Effect.fn.Return<string, LocalServerError> {
  const place = join(directory, "password")
  yield* attempt(`The password cannot be written to ${place}`, async () => {
    const draft = join(work, "password")
    await ServerFile.write(draft, randomBytes(24).toString("base64url"), user)
    await link(draft, place).catch(unlessThere)
  })
  return place
})

const initdbArguments = (data: string, passwordFile: string, durable: boolean): ReadonlyArray<string> => [
  `--pgdata=${data}`,
  "--username=postgres",
  `--pwfile=${passwordFile}`,
  "--auth=scram-sha-256",
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--no-instructions",
  ...(durable ? [] : ["--no-sync"])
]

const initialise = Effect.fnUntraced(function* (options: PgClusterOptions) {
  const { binaries, directory, durable, user } = options
  const watchdog = yield* Watchdog.withFolder(server, { parent: directory, prefix: "new-", user })
  const passwordFile = yield* ensurePassword(options, watchdog.folder)
  const fresh = join(watchdog.folder, "data")
  yield* attempt(`The folder ${fresh} cannot be made`, async () => {
    await mkdir(fresh, { mode: 0o700 })
    if (user !== undefined) await ServerFile.giveFolder(fresh, user)
  })
  yield* ServerProcess.run({
    server,
    title: "initdb",
    command: binaries.initdb,
    args: initdbArguments(fresh, passwordFile, durable),
    user,
    watchdog
  })
  yield* attempt(`The new cluster cannot be moved to ${directory}`, async () => {
    await rename(fresh, join(directory, "data")).catch(unlessThere)
    if (durable) await sync(directory)
  })
}, Effect.scoped)

/** Writes the folder's entries to the disk: else a crash could undo a rename, but not what was written after it. */
const sync = async (directory: string): Promise<void> => {
  const handle = await open(directory)
  await handle.sync().finally(() => handle.close())
}

/**
 * The cluster in `directory`, made first if there is none.
 *
 * A cluster is made beside its place and renamed into it: killed at any moment, the next start finds a whole one or
 * none. One of another major version, and one without its password, are refused.
 */
export const prepare = Effect.fnUntraced(function* (
  options: PgClusterOptions
): Effect.fn.Return<PgCluster, LocalServerError> {
  const { binaries, directory, user } = options
  const data = join(directory, "data")
  yield* makeDirectory(directory, user)
  if ((yield* readIfThere(join(data, "PG_VERSION"))) === undefined) yield* initialise(options)
  const version = (yield* readIfThere(join(data, "PG_VERSION")))?.trim()
  const major = binaries.version.split(".")[0]
  if (version !== major) {
    return yield* fail(
      `${data} was made by Postgres ${version}, and this is Postgres ${binaries.version}; choose another directory, or move its databases with pg_dump and pg_restore`
    )
  }
  const password = yield* readIfThere(join(directory, "password"))
  if (password === undefined || password === "") {
    return yield* fail(
      `${directory} has a cluster but not its password; put the file "password" back, or delete the directory to begin anew`
    )
  }
  return { data, password: Redacted.make(password) }
})
