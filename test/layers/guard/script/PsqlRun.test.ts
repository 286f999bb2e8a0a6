import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { steps } from "../../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../../src/layers/guard/sql/Grammar.ts"
import { rules } from "../brokenRules.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

/** Which files a script asks for, none of which is there. */
const wanted = (script: string): ReadonlyArray<string> => {
  const run = steps(script)
  const names: Array<string> = []
  for (let step = run.next(); step.done !== true; step = run.next({ because: "it is not there" }))
    if (typeof step.value !== "number") names.push(step.value.name)
  return names
}

const lock = "SELECT pg_advisory_lock(1);"
const locked = ["session advisory lock"]

describe("a side of a condition", () => {
  it.each([
    `\\if false\n${lock}\n\\i no.sql\n\\set x (\n\\endif`,
    `\\if off \\i no.sql \\endif`,
    `\\if true\n\\else\n${lock}\n\\endif`,
    `\\if no\n\\if true\n${lock}\n\\else\n${lock}\n\\endif\n\\endif`,
    `\\if 1\n\\elif :x\n${lock}\n\\else\n${lock}\n\\endif`,
    `\\if perhaps\n${lock}\n\\endif\n\\if\n${lock}\n\\endif`,
    `\\set x off\n\\if :x\n${lock}\n\\endif`,
    `\\unset x\n\\if :{?x}\n${lock}\n\\endif`,
    `\\if false\n${lock.replace(";", "")}\n\\endif\nSELECT 1;`,
    `SELECT 1\n\\if false\n, (pg_advisory_lock(1); ${lock}\n\\else\n, 4\n\\endif\n;`
  ])("is passed over where psql never reads it: %s", (script) => {
    expect([rules(script), wanted(script)]).toEqual([[], []])
  })

  it.each([
    `\\if :x\n${lock}\n\\endif`,
    `\\if \`true\`\n${lock}\n\\endif`,
    `\\if :{?x}\n${lock}\n\\endif`,
    `\\if false\n\\elif :x\n\\elif on\n${lock}\n\\else\n${lock}\n\\endif`,
    `\\if y\n${lock}\n\\endif`,
    `\\if false\n\\endif\n${lock}`,
    `\\set x on\n\\if :{?x}\n${lock}\n\\endif`,
    `\\set x off\nSELECT true AS x \\gset\n\\if :x\n${lock}\n\\endif`,
    `\\set x off\n\\if :y\n\\set x on\n\\endif\n\\if :x\n${lock}\n\\endif`,
    `\\set x off\n\\prompt 'really?' x\n\\if :x\n${lock}\n\\endif`
  ])("is read where it may run: %s", (script) => {
    expect(rules(script)).toEqual(locked)
  })

  it("runs in any case where its condition holds", () => {
    const asked = "SELECT currval('s'); COMMIT;"
    const taken = "SELECT nextval('s');"
    expect(rules(`BEGIN;\n\\if true\n${taken}\n\\endif\n${asked}`)).toEqual([])
    expect(rules(`BEGIN;\n\\if false\n\\else\n${taken}\n\\endif\n${asked}`)).toEqual([])
    expect(rules(`BEGIN;\n\\if :x\n${taken}\n\\elif on\n${taken}\n\\else\n\\endif\n${asked}`)).toEqual([])
    expect(rules(`BEGIN;\n\\if :x\n${taken}\n\\endif\n${asked}`)).toEqual(["currval"])
  })
})

describe("what psql copies itself", () => {
  it.each([
    ["\\copy (SELECT set_config('work_mem', '6MB', false)) TO '/dev/null'", "set_config"],
    [
      "\\copy (SELECT pg_advisory_lock(1) FROM a) to program 'cat > a' with (format csv)",
      "session advisory lock"
    ],
    ["\\copy a from 'b.csv' where pg_try_advisory_lock(1)", "session advisory lock"]
  ])("is judged as the COPY that it sends: %s", (script, rule) => {
    expect(rules(script)).toEqual([rule])
  })

  it.each([
    "\\copy a from 'b.csv'",
    "\\copy a (b, c) to stdout",
    "\\copy (SELECT 1 AS \"to\") to 'pg_advisory_lock(1)'",
    "BEGIN;\n\\copy (SELECT set_config('work_mem', '6MB', true)) TO 'a'\nCOMMIT;",
    "\\copy a from stdin\nSET x.y = 1;\n\\.\nSELECT 1;"
  ])("is safe: %s", (script) => {
    expect(rules(script)).toEqual([])
  })
})

describe("a file that psql includes", () => {
  it.each([
    ["\\i a.sql;", ["a.sql"]],
    ["\\i a.sql \\ir b.sql", ["a.sql", "b.sql"]],
    ["\\set dir migrations/2\n\\i :dir/a.sql", ["migrations/2/a.sql"]],
    ["\\set dir a b 'it''s \\\\ c/'\n\\i :dir:dir", ["abit's \\ c/abit's \\ c/"]],
    ["\\set x a.sql\n\\i :'x'\n\\i ':x'\n\\i :\"x\"\n\\i \"b.sql\"", ["'a.sql'", ":x", '"a.sql"', '"b.sql"']],
    ["\\set x a\n\\set y :x.sql\n\\i :y", ["a.sql"]],
    ["\\unset x\n\\i :x", [":x"]],
    ["\\set x a\n\\if :y\n\\set x b\n\\i :x\n\\endif\n\\i :x", ["b"]],
    ["\\set x a\nSELECT 1 AS y \\gset\n\\i :x\nSELECT 1 AS x \\gset\n\\i :x", ["a"]],
    ["\\set p_x a\nSELECT 'b' AS x \\gset p_\n\\i :p_x", []],
    ["\\i :x\n\\i `echo a`\n\\i 'a\\x41'\n\\i", []]
  ])("is known by its name with the variables that the script sets: %s", (script, names) => {
    expect(wanted(script)).toEqual(names)
  })
})
