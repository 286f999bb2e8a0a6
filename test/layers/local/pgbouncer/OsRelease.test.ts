import { describe, expect, it } from "@effect/vitest"
import * as OsRelease from "../../../../src/layers/local/pgbouncer/OsRelease.ts"

describe("OsRelease", () => {
  it("knows a distribution's name and its release", () => {
    const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n'
    expect(OsRelease.parse(text)).toEqual({ family: ["debian"], codename: "bookworm" })
  })

  it("knows the release whose packages a derived distribution uses", () => {
    const text = 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n'
    expect(OsRelease.parse(text)).toEqual({ family: ["linuxmint", "ubuntu", "debian"], codename: "noble" })
  })

  it("knows that there may be no release by name, and no such file", () => {
    expect(OsRelease.parse("ID='fedora'\nVERSION_CODENAME=''\n")).toEqual({
      family: ["fedora"],
      codename: undefined
    })
    expect(OsRelease.parse("")).toEqual({ family: [], codename: undefined })
  })
})
