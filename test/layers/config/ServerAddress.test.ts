import { describe, expect, it } from "@effect/vitest"
import { PgUrl } from "aquifer"
import { Result } from "effect"
import { serverOf } from "../../../src/layers/config/ServerAddress.ts"

const at = (hosts: string) =>
  serverOf(Result.getOrThrow(PgUrl.fromString(`postgresql://app:x@${hosts}/shop`)), "web-1")

describe("A server's address", () => {
  it("is the same from every machine", () => {
    expect(at("DB.example.org:5433")).toEqual({ address: "db.example.org", port: 5433 })
    expect(at("a.example.org,b.example.org:5433").address).toBe("a.example.org,b.example.org")
  })

  it("is another on each machine where it is that machine's own", () => {
    for (const own of ["localhost", "127.0.0.1:6432", "[::1]", "%2Fvar%2Frun%2Fpostgresql"]) {
      expect([own, at(own).address]).toEqual([own, "web-1"])
    }
  })
})
