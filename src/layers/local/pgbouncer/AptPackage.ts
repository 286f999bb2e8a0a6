import { chmod, mkdir, readdir, rename, stat } from "node:fs/promises"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"
import { type LocalServer, LocalServerError } from "../process/LocalServerError.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import * as Watchdog from "../process/Watchdog.ts"
import * as OsRelease from "./OsRelease.ts"
import * as PrivateApt from "./PrivateApt.ts"

export interface AptPackageOptions {
  /** In whose name it fails. */
  readonly server: LocalServer
  readonly name: string
  /** Code name of a release of this machine's distribution; that of the machine itself. */
  readonly release?: string | undefined
  /** Folder in which unpacked packages are kept. */
  readonly cache: string
}

/** Each name in what `apt-cache depends --recurse` prints, with the names that it depends on. */
const dependencies = (printed: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const found = new Map<string, Array<string>>()
  let current: Array<string> = []
  for (const line of printed.split("\n")) {
    const name = line.replace(/^[ |]+(?:\w+: )?/, "")
    if (line === name) found.set(name, (current = []))
    else current.push(name)
  }
  return found
}

/** Shared libraries alone are followed, Lua's too: what a package's service, scripts and documentation need is of no use here. */
const isLibrary = (name: string): boolean => /^(?:z?lib|lua-)[^:<>]*$/.test(name)

/** A package and the libraries that it needs, directly or not, out of what `apt-cache depends --recurse` prints. */
export const withLibraries = (name: string, printed: string): ReadonlyArray<string> => {
  const known = dependencies(printed)
  const wanted = new Set([name])
  for (const next of wanted) {
    for (const dependency of known.get(next) ?? []) if (isLibrary(dependency)) wanted.add(dependency)
  }
  return [...wanted]
}

const exists = (path: string) =>
  Effect.promise(() =>
    stat(path).then(
      () => true,
      () => false
    )
  )

interface Order extends AptPackageOptions {
  readonly from: string
  readonly to: string
  readonly place: string
}

const attempt = <A>({ cache, name, server }: Order, promise: () => Promise<A>) =>
  LocalServerError.attempt(
    server,
    (code) =>
      `The package ${name} cannot be unpacked in ${cache} (${code}); free some space or set XDG_CACHE_HOME`,
    promise
  )

/** Unpacks into a work folder and renames that into its place, so that the package is whole or absent even if a process is killed half-way. */
const fetch = Effect.fnUntraced(function* (
  order: Order
): Effect.fn.Return<void, LocalServerError, Scope.Scope> {
  const { cache, from, name, place, server, to } = order
  const watchdog = yield* Watchdog.withFolder(server, { parent: cache, prefix: "apt-new-", user: undefined })
  const root = join(watchdog.folder, "root")
  // Others have to get in: apt's own user while it fetches, and later the user that runs what is unpacked.
  yield* attempt(order, async () => {
    await chmod(watchdog.folder, 0o755)
    await mkdir(root)
    await chmod(root, 0o755)
  })
  const apt = yield* PrivateApt.make({ server, watchdog, change: { from, to } })
  const printed = yield* apt.run("apt-cache", "depends", "--recurse", "--important", name)
  yield* apt.run("apt-get", "download", ...withLibraries(name, printed))
  for (const archive of yield* attempt(order, () => readdir(apt.downloads))) {
    const args = ["--extract", join(apt.downloads, archive), root]
    yield* ServerProcess.run({ server, title: `Unpacking ${archive}`, command: "dpkg-deb", args, watchdog })
  }
  yield* attempt(order, () =>
    rename(root, place).catch((cause: unknown) => {
      // Another process was faster.
      if (!["EEXIST", "ENOTEMPTY"].includes(ErrorCode.of(cause))) throw cause
    })
  )
}, Effect.scoped)

/**
 * Unpacks a package of the machine's Debian or Ubuntu, with the libraries that it needs, and returns the folder.
 *
 * Nothing is installed and no root is needed. The archive's address comes from the machine's own apt configuration,
 * for another release of the distribution with the code name replaced. The first time it fetches some 20 MB; the
 * folder, `NAME-RELEASE-ARCHITECTURE` in the cache, is then found again without the network.
 */
export const unpack = Effect.fnUntraced(function* (
  options: AptPackageOptions
): Effect.fn.Return<string, LocalServerError> {
  const { cache, name, server } = options
  const { codename: from } = yield* OsRelease.current
  const to = options.release ?? from
  if (from === undefined || to === undefined) {
    const message = `The package ${name} can be unpacked on Debian and Ubuntu only: this machine has no release of one in /etc/os-release`
    return yield* new LocalServerError({ server, message })
  }
  const place = join(cache, `${name}-${to}-${process.arch}`)
  if (!(yield* exists(place))) yield* fetch({ ...options, from, to, place })
  return place
})
