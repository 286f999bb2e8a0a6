import { Effect, Schema } from "effect"
import { type LocalServer, LocalServerError } from "./LocalServerError.ts"

/** What a machine is, as far as programs that were built elsewhere have to suit it. */
export interface HostSystem {
  readonly platform: NodeJS.Platform
  readonly arch: NodeJS.Architecture
  /** Of Linux alone. */
  readonly libc: "glibc" | "musl" | undefined
}

const Report = Schema.Struct({
  header: Schema.Struct({ glibcVersionRuntime: Schema.optionalKey(Schema.String) })
})

/** Node's report names the version of glibc that Node itself runs on; with musl, as on Alpine, it names none. */
export const libcOf = (platform: NodeJS.Platform, report: unknown): HostSystem["libc"] => {
  if (platform !== "linux" || !Schema.is(Report)(report)) return undefined
  return report.header.glibcVersionRuntime === undefined ? "musl" : "glibc"
}

/** This machine; the report is for when something has failed, as it may ask for the names of whom we are connected to. */
export const current: Effect.Effect<HostSystem> = Effect.sync(() => {
  const { arch, platform, report } = process
  return { arch, libc: libcOf(platform, report.getReport()), platform }
})

/** Fails where no private server can be kept from outliving us: its watchdog is a POSIX shell, and it a process group. */
export const check = (
  server: LocalServer,
  platform: NodeJS.Platform
): Effect.Effect<void, LocalServerError> =>
  platform === "win32"
    ? Effect.fail(
        new LocalServerError({
          server,
          message: `A local ${server} does not run on Windows, which has no POSIX shell at /bin/sh to end it when this program is killed; set DATABASE_URL and DATABASE_POOL_URL to servers that run elsewhere, in Docker for instance, or run this program in WSL`
        })
      )
    : Effect.void
