import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Rule, rules } from "../../../src/layers/guard/rules/Rule.ts"
import { check } from "../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"
import * as Verdicts from "../../../src/layers/guard/Verdicts.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

const page = readFileSync(new URL("../../../src/programs/check/Rules.md", import.meta.url), "utf8")
const [, ...sections] = page.split("\n## ")

/** What the page has of a rule: its words, and its scripts; `…` stands for what makes a statement too deep. */
const sectionOf = (name: string) => {
  const text = sections.find((section) => section.startsWith(`${name}\n`)) ?? ""
  const [before = "", after = ""] = text.split("\nInstead: ")
  const scripts = (part: string) =>
    [...part.matchAll(/```sql\n([\s\S]*?)\n```/g)].map(([, script = ""]) =>
      script.replace(/( \S+ \S+) …/, (_, more: string) => more.repeat(20_000))
    )
  return { before, after, breaking: scripts(before), instead: scripts(after) }
}

const broken = (script: string): ReadonlyArray<string> =>
  check(script).statements.flatMap(({ problems, verdict }) =>
    verdict === "unparsable" ? ["unparsable"] : problems.map(({ rule }) => rule.name)
  )

/** Refused by the pooled endpoint, and no rule of a file's. */
const ofTheEndpoint: ReadonlySet<Rule> = new Set([
  rules.transactionControl,
  rules.trackedSetting,
  rules.reserve
])

describe("the page of the rules", () => {
  it("has each rule of the table, in its order", () => {
    expect(sections.map((section) => section.slice(0, section.indexOf("\n")))).toEqual(
      Object.values(rules).map(({ name }) => name)
    )
  })

  it.each(Object.values(rules))("says of $name what the checker says", ({ breaks, name, remedy }) => {
    const { after, before } = sectionOf(name)
    expect(before.toLowerCase()).toContain(`\n${breaks.toLowerCase()}.\n`)
    expect(`\n${after}`).toContain(`\n${remedy}.\n`)
  })

  it.each(Object.values(rules).filter((rule) => !ofTheEndpoint.has(rule)))(
    "shows a script that breaks $name alone, and what breaks nothing",
    ({ name }) => {
      const { breaking, instead } = sectionOf(name)
      expect(breaking.map(broken)).toEqual([[name]])
      expect(instead.flatMap(broken)).toEqual([])
    }
  )

  it("shows what the pooled endpoint alone refuses", () => {
    for (const rule of [rules.transactionControl, rules.trackedSetting]) {
      const { breaking, instead } = sectionOf(rule.name)
      expect(breaking.map((script) => Verdicts.of(script).outside?.rule)).toEqual([rule])
      expect([...breaking, ...instead].flatMap(broken)).toEqual([])
    }
  })
})
