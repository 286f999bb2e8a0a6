import { chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { extname, join } from "node:path"
import { Duration, Effect, Option, Result } from "effect"
import { type LocalServer, LocalServerError } from "../process/LocalServerError.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import { findUser } from "../process/ServerUser.ts"
import type * as Watchdog from "../process/Watchdog.ts"
import * as AptSources from "./AptSources.ts"

/**
 * An apt whose state is all in one work folder: it knows nothing of what is installed, and changes nothing of it.
 *
 * It needs no root. What the machine's configuration says of proxies, keys and passwords stays in force, signatures
 * are always checked, and no hook of the machine runs.
 */
export interface PrivateApt {
  /** Runs apt-get or apt-cache; in the folder of the downloads. */
  readonly run: (
    program: "apt-get" | "apt-cache",
    ...args: ReadonlyArray<string>
  ) => Effect.Effect<string, LocalServerError>
  /** Where `apt-get download` leaves packages. */
  readonly downloads: string
}

export interface PrivateAptOptions {
  readonly server: LocalServer
  /** Its processes are on it, and its folder is the work folder. */
  readonly watchdog: Watchdog.Watchdog & { readonly folder: string }
  readonly change: AptSources.ReleaseChange
}

const layout = (work: string) => ({
  configuration: join(work, "apt.conf"),
  status: join(work, "status"),
  sources: join(work, "sources"),
  preferences: join(work, "preferences"),
  state: join(work, "state"),
  archives: join(work, "archives"),
  downloads: join(work, "downloads"),
  temporary: join(work, "temporary")
})

type Layout = ReturnType<typeof layout>

/** Given by --config-file, it is read after the machine's own. */
const configuration = (paths: Layout): string => `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
Dir::State "${paths.state}";
Dir::State::status "${paths.status}";
Dir::Cache "${paths.archives}";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "${paths.sources}";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "${paths.preferences}";
Acquire::Languages "none";
Acquire::AllowInsecureRepositories "false";
APT::Get::AllowUnauthenticated "false";
Acquire::Retries "2";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
`

/** Writes the release's sources, out of the machine's own, and counts them. */
const writeSources = async (folder: string, change: AptSources.ReleaseChange): Promise<number> => {
  const parts = "/etc/apt/sources.list.d"
  const names = await readdir(parts).catch(() => [])
  let count = 0
  for (const file of ["/etc/apt/sources.list", ...names.map((name) => join(parts, name))]) {
    const format = extname(file)
    if (format !== ".list" && format !== ".sources") continue
    const text = await readFile(file, "utf8").catch(() => "")
    const derived = AptSources.derive(text, format === ".list" ? "list" : "sources", change)
    if (derived !== "") await writeFile(join(folder, `${count++}${format}`), derived)
  }
  return count
}

/** Variables that say how to reach the network, and where apt's configuration is. */
const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && /^(?:https?_proxy|ftp_proxy|no_proxy|all_proxy|apt_config)$/i.test(name)
        ? [[name, value]]
        : []
    )
  )

const prepare = Effect.fnUntraced(function* ({ change, watchdog, server }: PrivateAptOptions) {
  const paths = layout(watchdog.folder)
  // As root, apt fetches as a user of its own, who then has to be able to write.
  const fetcher = process.getuid?.() === 0 ? yield* findUser("_apt") : undefined
  const sources = yield* LocalServerError.attempt(
    server,
    (code) =>
      `apt's folders cannot be made in ${watchdog.folder} (${code}); free some space or set XDG_CACHE_HOME`,
    async () => {
      for (const name of ["sources", "preferences", "state", "archives", "downloads", "temporary"] as const)
        await mkdir(paths[name])
      if (fetcher !== undefined) {
        for (const folder of [paths.downloads, paths.temporary]) await chown(folder, fetcher.uid, fetcher.gid)
      }
      await writeFile(paths.status, "")
      await writeFile(paths.configuration, configuration(paths))
      return writeSources(paths.sources, change)
    }
  )
  if (sources > 0) return paths
  const message = `apt's configuration on this machine has no sources of the release ${change.from}, from which those of ${change.to} could be had`
  return yield* new LocalServerError({ server, message })
})

/** Sets up an apt in the watchdog's folder and fetches the lists of the release's packages, some 10 MB. */
export const make = Effect.fnUntraced(function* (
  options: PrivateAptOptions
): Effect.fn.Return<PrivateApt, LocalServerError> {
  const { change, watchdog, server } = options
  const { configuration: file, downloads, temporary } = yield* prepare(options)
  const run: PrivateApt["run"] = (program, ...args) =>
    ServerProcess.run({
      server,
      title: `${program} ${args[0]} (${change.to})`,
      command: program,
      args: [`--config-file=${file}`, ...args],
      cwd: downloads,
      env: { ...inherited(), TMPDIR: temporary },
      watchdog,
      timeout: Duration.minutes(5)
    })
  // One of several sources may be down, or not have the release; whether that matters shows when the package is there.
  const updated = yield* Effect.result(run("apt-get", "update"))
  return {
    downloads,
    run: (program, ...args) =>
      run(program, ...args).pipe(
        Effect.mapError((error) => Option.getOrElse(Result.getFailure(updated), () => error))
      )
  }
})
