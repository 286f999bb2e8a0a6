import { describe, expect, it } from "@effect/vitest"
import { exactOptions } from "./support/optionTypes.ts"
import { publicNames } from "./support/publicNames.ts"

describe("Options of all that the doors of the package open", () => {
  it("take undefined for what is left out, as strict consumers have it", () => {
    const { exact, looked } = exactOptions([...publicNames.keys()])
    expect(exact.map(({ at, path }) => `${path}, declared in ${at}: add "| undefined"`)).toEqual([])
    expect(looked).toBeGreaterThan(150)
  })
})
