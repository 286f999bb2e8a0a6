import { describe, expect, it } from "@effect/vitest"
import * as PgBouncerPlaces from "../../../../src/layers/local/pgbouncer/PgBouncerPlaces.ts"

describe("PgBouncerPlaces", () => {
  it("are the PATH's folders, then those of servers, and Homebrew's on macOS", () => {
    expect(PgBouncerPlaces.folders("darwin", "/usr/bin:bin::/usr/local/bin")).toEqual([
      "/usr/bin",
      "/usr/local/bin",
      "/usr/sbin",
      "/usr/local/sbin",
      "/opt/homebrew/bin",
      "/opt/local/bin"
    ])
    expect(PgBouncerPlaces.folders("linux", undefined)).not.toContain("/opt/homebrew/bin")
  })

  it.each([
    ["darwin", [], "brew install pgbouncer"],
    ["linux", ["ubuntu", "debian"], "apt-get install pgbouncer"],
    ["linux", ["rocky", "rhel", "fedora"], "dnf install pgbouncer"],
    ["linux", ["alpine"], "apk add pgbouncer"],
    ["linux", ["opensuse-leap", "suse", "opensuse"], "zypper install pgbouncer"],
    ["linux", ["arch"], "your system's package manager"]
  ] as const)("are filled on %s %j by %s", (platform, family, command) => {
    expect(PgBouncerPlaces.installation(platform, family)).toBe(command)
  })
})
