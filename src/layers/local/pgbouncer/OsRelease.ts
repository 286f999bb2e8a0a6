import { readFile } from "node:fs/promises"
import { Effect } from "effect"

/** What a Linux distribution says about itself. */
export interface OsRelease {
  /** Its own name and those of the distributions that it descends from, such as `ubuntu`, `debian`. */
  readonly family: ReadonlyArray<string>
  /** The release by which its package archive is filed, such as `bookworm`; undefined where there are none. */
  readonly codename: string | undefined
}

/** Reads the text of an os-release file. */
export const parse = (text: string): OsRelease => {
  const values = new Map<string, string>()
  for (const line of text.split("\n")) {
    const [, name, value] = /^([A-Z_]+)=(["']?)(.*)\2\s*$/.exec(line)?.toSpliced(2, 1) ?? []
    if (name !== undefined && value) values.set(name, value)
  }
  const family = `${values.get("ID") ?? ""} ${values.get("ID_LIKE") ?? ""}`
    .split(" ")
    .filter((name) => name !== "")
  // A derived distribution has a code name of its own and says whose archive it uses.
  const codename =
    values.get("UBUNTU_CODENAME") ?? values.get("DEBIAN_CODENAME") ?? values.get("VERSION_CODENAME")
  return { family, codename }
}

/** This machine's; of no family where there is no os-release file, as on macOS. */
export const current: Effect.Effect<OsRelease> = Effect.promise(async () => {
  const text = await readFile("/etc/os-release", "utf8").catch(() =>
    readFile("/usr/lib/os-release", "utf8").catch(() => "")
  )
  return parse(text)
})
