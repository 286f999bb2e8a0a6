import { describe, expect, it } from "@effect/vitest"
import * as AptSources from "../../../../src/layers/local/pgbouncer/AptSources.ts"

const older = { from: "bookworm", to: "trixie" }
const same = { from: "bookworm", to: "bookworm" }

describe("AptSources.derive, of one source a line", () => {
  const derive = (text: string, change = older) => AptSources.derive(text, "list", change)

  it("puts the other release in the place of this one, its updates and its security fixes", () => {
    const text = [
      "deb https://mirror.example.org/debian bookworm main contrib",
      "deb https://mirror.example.org/debian bookworm-updates main",
      "deb https://mirror.example.org/debian-security bookworm-security main",
      ""
    ].join("\n")
    expect(derive(text)).toBe(text.replaceAll("bookworm", "trixie"))
    expect(derive(text, same)).toBe(text)
  })

  it("keeps options, the signing key among them", () => {
    expect(
      derive("deb [arch=amd64 signed-by=/etc/keys/bookworm.gpg] https://bookworm.example.org/ bookworm main")
    ).toBe("deb [arch=amd64 signed-by=/etc/keys/bookworm.gpg] https://bookworm.example.org/ trixie main\n")
  })

  it("leaves out sources that the other release may not have, and those of source code", () => {
    const text = [
      "deb https://mirror.example.org/debian bookworm-backports main",
      "deb https://vendor.example.org/apt vendor-bookworm main",
      "deb https://vendor.example.org/apt stable main",
      "deb https://vendor.example.org/flat ./",
      "deb-src https://mirror.example.org/debian bookworm main",
      "# deb https://mirror.example.org/debian bookworm main",
      ""
    ].join("\n")
    expect(derive(text)).toBe("")
  })

  it("forgets comments behind a source", () => {
    expect(derive("deb https://mirror.example.org/debian bookworm main # the nearest\r\n")).toBe(
      "deb https://mirror.example.org/debian trixie main\n"
    )
  })
})

describe("AptSources.derive, of stanzas", () => {
  const derive = (text: string, change = older) => AptSources.derive(text, "sources", change)

  it("puts the other release in the place of this one, and keeps the signing key", () => {
    const text = `Types: deb
# a comment
URIs: https://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/example-archive-keyring.gpg

Types: deb
URIs: https://mirror.example.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/example-archive-keyring.gpg
`
    expect(derive(text)).toBe(text.replaceAll("bookworm", "trixie").replace("# a comment\n", ""))
  })

  it("keeps a key that is in the text itself", () => {
    const key = `Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 bookworm/AAAA
 -----END PGP PUBLIC KEY BLOCK-----
`
    const text = `Types: deb\nURIs: https://mirror.example.org/\nSuites: bookworm\nComponents: main\n${key}`
    expect(derive(text)).toBe(text.replace("Suites: bookworm", "Suites: trixie"))
  })

  it("leaves out suites that the other release may not have, source code, and what is switched off", () => {
    const stanza = (fields: string) =>
      `${fields}\nURIs: https://mirror.example.org/debian\nComponents: main\n\n`
    expect(derive(stanza("Types: deb\nSuites: bookworm-backports vendor-bookworm stable"))).toBe("")
    expect(derive(stanza("Types: deb-src\nSuites: bookworm"))).toBe("")
    expect(derive(stanza("Types: deb\nSuites: bookworm\nEnabled: no"))).toBe("")
    expect(derive(stanza("types: deb deb-src\nSUITES: bookworm bookworm-backports"))).toBe(
      "types: deb\nSUITES: trixie\nURIs: https://mirror.example.org/debian\nComponents: main\n"
    )
  })

  it("understands words on continuation lines", () => {
    const text =
      "Types: deb\nURIs: https://mirror.example.org/debian\nSuites:\n bookworm\n bookworm-updates\nComponents: main\n"
    expect(derive(text)).toContain("Suites: trixie trixie-updates\n")
  })
})
