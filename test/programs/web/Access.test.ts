import { describe, expect, it } from "@effect/vitest"
import { Option, Redacted } from "effect"
import * as Access from "../../../src/programs/web/Access.ts"
import * as Address from "../../../src/programs/web/Address.ts"

const visitor = (changes: Partial<Access.Visitor> = {}): Access.Visitor => ({
  host: "127.0.0.1:8432",
  authorization: undefined,
  cookie: undefined,
  query: null,
  ...changes
})

describe("who may look at the page", () => {
  const open: Access.Access = { loopback: true, token: undefined }
  const guarded: Access.Access = { loopback: false, token: Redacted.make("a-token-of-some-length") }

  it("is everybody on this machine, by its own names", () => {
    for (const host of ["127.0.0.1:8432", "localhost:8432", "LOCALHOST", "[::1]:8432", "127.9.9.9"]) {
      expect(Access.admit(open, visitor({ host })), host).toBe("welcome")
    }
  })

  it("is nobody who comes by a name that merely points here", () => {
    for (const host of [
      "evil.example:8432",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "",
      undefined
    ]) {
      expect(Access.admit(open, visitor({ host })), host).toBe("other host")
    }
  })

  it("is whoever has the token elsewhere, in the address, a header or the cookie", () => {
    const token = "a-token-of-some-length"
    const host = "db.example:8432"
    expect(Access.admit(guarded, visitor({ host }))).toBe("no token")
    expect(Access.admit(guarded, visitor({ host, query: "wrong" }))).toBe("no token")
    expect(Access.admit(guarded, visitor({ host, query: "" }))).toBe("no token")
    expect(Access.admit(guarded, visitor({ host, query: token }))).toBe("welcome")
    expect(Access.admit(guarded, visitor({ host, authorization: `Bearer ${token}` }))).toBe("welcome")
    expect(Access.admit(guarded, visitor({ host, cookie: token }))).toBe("welcome")
  })

  it("knows this machine's addresses from others", () => {
    expect(["127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.2", "::"].map(Access.isLoopback)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false
    ])
  })

  it("reads an address, on this machine unless it names a host", () => {
    expect(Address.fromText(":9187")).toEqual(Option.some({ host: "127.0.0.1", port: 9_187 }))
    expect(Address.fromText("[::1]:9187")).toEqual(Option.some({ host: "::1", port: 9_187 }))
    for (const wrong of ["9187", ":0", ":65536", ":x", ""]) {
      expect(Address.fromText(wrong), wrong).toEqual(Option.none())
    }
  })
})
