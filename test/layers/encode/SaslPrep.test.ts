import { describe, expect, it } from "@effect/vitest"
import * as SaslPrep from "../../../src/layers/encode/SaslPrep.ts"

describe("SaslPrep", () => {
  it.each([
    ["I\u00adX", "IX"],
    ["user", "user"],
    ["USER", "USER"],
    ["\u00aa", "a"],
    ["\u2168", "IX"],
    ["a\u00a0b\u3000c", "a b c"],
    ["e\u0301", "é"],
    ["\u0627\u0628", "\u0627\u0628"],
    ["ﬁ½", "fi1⁄2"]
  ])("prepares %j as %j, as RFC 4013 does", (password, prepared) => {
    expect(SaslPrep.prepare(password)).toBe(prepared)
  })

  it.each([
    ["text in both directions", "\u06271"],
    ["text that begins in another direction than it ends", "\u0627a\u0627"],
    ["characters that Unicode 3.2 did not have", "\u{1f469}\u200d\u{1f4bb}"],
    ["private ones", "a\u00ad\ue000"],
    ["controls of ASCII", "\u0007"],
    ["a control beside what would change", "\u0007\u2168"],
    ["nothing but what is not seen", "\u00ad\u200d"],
    ["half a character", "\ud800\u2168"]
  ])("leaves %s as they are, as Postgres does", (_, password) => {
    expect(SaslPrep.prepare(password)).toBe(password)
  })
})
