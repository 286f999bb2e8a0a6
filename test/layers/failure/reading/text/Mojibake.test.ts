import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { unbroken } from "../../../../../src/layers/failure/reading/text/Mojibake.ts"

const codeOf = (text: string) => PgFailure.explain(text).sqlState

describe("a text that lost something on the way", () => {
  it("is found with a mark for each letter that an editor could not read", () => {
    const german = "FEHLER:  doppelter Schl\uFFFD\uFFFDsselwert verletzt Unique-Constraint \uFFFDa_pkey\uFFFD"
    expect(codeOf(german)).toBe("23505")
    expect(codeOf("ERROR: la autentificaci?n password fall? para el usuario ?app?")).toBe("28P01")
  })

  it("is found without the letters that were left out", () => {
    expect(codeOf("FATAL:  la autentificacin password fall para el usuario postgres")).toBe("28P01")
  })

  it("is found where a terminal broke its lines in a word", () => {
    const first =
      "InvalidRequestError: this was rolled back; it was: duplicate key value violates unique cons"
    expect(unbroken(`${first}\ntraint "a_pkey"`)).toBe(`${first}traint "a_pkey"`)
    expect(codeOf(`${first}\ntraint "a_pkey"`)).toBe("23505")
  })

  it("keeps lines that end where a sentence does, and short ones", () => {
    const ended = `${"a longer sentence than any terminal has columns ".repeat(2)}ends here.`
    for (const text of [`${ended}\nand goes on`, "short\nlines", ""]) expect(unbroken(text)).toBe(text)
  })

  it("is found where a page took the ends of its lines", () => {
    const log =
      "STATEMENT:  UPDATE jobs SET next = $1 WHERE id = $2 ERROR:  deadlock detected DETAIL:  Process 1 waits"
    expect(codeOf(log)).toBe("40P01")
  })
})
