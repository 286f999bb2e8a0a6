import { delimiter, isAbsolute } from "node:path"

/** Administration's folders, which are not on every user's PATH, and Homebrew's, which services do not have on theirs. */
const beside = (platform: NodeJS.Platform): ReadonlyArray<string> => [
  "/usr/sbin",
  "/usr/local/sbin",
  ...(platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"] : []),
  ...(platform === "linux" ? ["/home/linuxbrew/.linuxbrew/bin"] : [])
]

/** The folders to look for PgBouncer in, in their order: those of the PATH come first. */
export const folders = (platform: NodeJS.Platform, path: string | undefined): ReadonlyArray<string> => [
  ...new Set([...(path ?? "").split(delimiter).filter((folder) => isAbsolute(folder)), ...beside(platform)])
]

/** By the family of a Linux distribution. */
const commands: ReadonlyArray<readonly [family: string, command: string]> = [
  ["debian", "apt-get install pgbouncer"],
  ["fedora", "dnf install pgbouncer"],
  ["rhel", "dnf install pgbouncer"],
  ["alpine", "apk add pgbouncer"],
  ["suse", "zypper install pgbouncer"]
]

/** What installs PgBouncer on a system. */
export const installation = (platform: NodeJS.Platform, family: ReadonlyArray<string>): string => {
  if (platform === "darwin") return "brew install pgbouncer"
  return commands.find(([name]) => family.includes(name))?.[1] ?? "your system's package manager"
}
