import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Console, Effect, Path, Runtime, Stdio, Stream } from "effect"
import { Command } from "effect/cli"
import { check } from "../../../src/programs/check/check.ts"
import * as ProgramFailed from "../../../src/programs/terminal/ProgramFailed.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const script = `-- a migration
CREATE TABLE a (b int);

SET search_path =
  a;
\\echo done
BEGIN; SET LOCAL a.b = 1; COMMIT;
SELEKT 1;
DO $$
BEGIN
  PERFORM set_config('a.b', 'c', false);
  PERFORM pg_advisory_lock(1);
END $$;
`

/** Runs `aquifer check` in a folder with these files, whose path reads `FOLDER` in what comes out. */
const runIn = Effect.fnUntraced(function* (
  files: Readonly<Record<string, string | Uint8Array>>,
  args: (folder: string) => ReadonlyArray<string>
) {
  const folder = yield* temporaryFolder(files)
  const lines = { stdout: new Array<string>(), stderr: new Array<string>() }
  const told: Partial<Console.Console> = {
    log: (...parts: ReadonlyArray<unknown>) => lines.stdout.push(parts.join(" ")),
    error: (...parts: ReadonlyArray<unknown>) => lines.stderr.push(parts.join(" "))
  }
  const status = yield* Command.runWith(check, { version: "0" })(args(folder)).pipe(
    ProgramFailed.report,
    Effect.match({ onSuccess: () => 0, onFailure: (failed) => failed[Runtime.errorExitCode] }),
    Effect.provideService(Console.Console, { ...globalThis.console, ...told })
  )
  const text = (all: ReadonlyArray<string>) => all.join("\n").replaceAll(folder, "FOLDER")
  return { status, stdout: text(lines.stdout), stderr: text(lines.stderr) }
})

/** Runs it on one file, `FILE`. */
const run = Effect.fnUntraced(function* (content: string | Uint8Array, ...args: ReadonlyArray<string>) {
  const path = yield* Path.Path
  const { status, stderr, stdout } = yield* runIn({ "a.sql": content }, (folder) => [
    path.join(folder, "a.sql"),
    ...args
  ])
  const text = (said: string) => said.replaceAll(path.join("FOLDER", "a.sql"), "FILE")
  return { status, stdout: text(stdout), stderr: text(stderr) }
})

const lock = "SELECT pg_advisory_lock(1);\n"

describe("aquifer check", () => {
  it.effect("tells people where the trouble is, which rule it breaks and what to write instead", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(script)
      expect(status).toBe(1)
      expect(stdout).toContain(
        "FILE:4: SET: SET search_path = a\n  the setting stays on the server connection and meets another client;\n  write SET LOCAL"
      )
      expect(stdout).toContain(
        'FILE:8: not understood: SELEKT 1\n  Postgres 18\'s grammar does not take it: syntax error at or near "SELEKT"'
      )
      expect(stdout).toContain("FILE:12: session advisory lock: DO $$ BEGIN PERFORM")
      expect(stdout).toContain(
        "7 statements in 1 file: 4 safe under transaction pooling, 2 unsafe, 1 not understood"
      )
      expect(stderr).toBe(
        "FILE:6: skipped, for psql alone: \\echo done\naquifer: 1 statement was not understood, and so not judged; --allow-unparsed lets that pass"
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("notes what EXECUTE runs and nobody knows before, which is no failure", () =>
    Effect.gen(function* () {
      const body = "DO $$ DECLARE a text; BEGIN\n  EXECUTE a;\nEND $$;"
      const told = yield* run(body)
      expect(told.status).toBe(0)
      expect(told.stdout).toBe(
        "1 statement in 1 file: 1 safe under transaction pooling, 0 unsafe, 1 text of EXECUTE not judged"
      )
      expect(told.stderr).toBe(
        "FILE:2: not judged: EXECUTE runs what is only known then: DO $$ DECLARE a text; BEGIN EXECUTE a; END $$"
      )
      expect(JSON.parse((yield* run(body, "--json")).stdout)).toMatchObject({ verdict: "safe", unread: [2] })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("notes the bodies that it cannot read, which is no failure", () =>
    Effect.gen(function* () {
      const made = "CREATE FUNCTION a() RETURNS int LANGUAGE plpython3u\nAS 'return 1';"
      const told = yield* run(made)
      expect([told.status, told.stdout]).toEqual([
        0,
        "1 statement in 1 file: 1 safe under transaction pooling, 0 unsafe, 1 body in other languages not read"
      ])
      expect(told.stderr).toBe(
        "FILE:2: not judged: the body is in plpython3u and is not read: CREATE FUNCTION a() RETURNS int LANGUAGE plpython3u AS 'return 1'"
      )
      expect(JSON.parse((yield* run(made, "--json")).stdout)).toMatchObject({ verdict: "safe", unread: [2] })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("prints one object a statement for programs, with each problem at its own line", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run(script, "--json")
      expect(status).toBe(1)
      const objects = stdout.split("\n").map((line): unknown => JSON.parse(line))
      expect(objects).toHaveLength(7)
      expect(new Set(stdout.split("\n").map(formatOf))).toEqual(new Set(["aquifer-check-1"]))
      expect(objects[0]).toEqual({
        format: "aquifer-check-1",
        file: "FILE",
        line: 2,
        statement: "CREATE TABLE a (b int)",
        verdict: "safe",
        problems: []
      })
      expect(objects[1]).toEqual({
        format: "aquifer-check-1",
        file: "FILE",
        line: 4,
        statement: "SET search_path =\n  a",
        verdict: "unsafe",
        rule: "SET",
        remedy: expect.stringContaining("SET LOCAL"),
        problems: [
          {
            line: 4,
            rule: "SET",
            breaks: expect.stringContaining("meets another client"),
            remedy: expect.stringContaining("SET LOCAL")
          }
        ]
      })
      expect(objects[5]).toMatchObject({
        verdict: "unparsable",
        complaint: { line: 8, message: 'syntax error at or near "SELEKT"' }
      })
      expect(objects[6]).toMatchObject({
        line: 9,
        problems: [
          { line: 11, rule: "set_config" },
          { line: 12, rule: "session advisory lock" }
        ]
      })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("quotes no password", () =>
    Effect.gen(function* () {
      const content = [
        "SELECT dblink_connect('a', 'host=x password=hunter2');",
        "ALTER ROLE app PASSWORD 'hunter3' FOO;",
        "ALTER ROLE app PASSWORD 'hunter4' 'hunter5';",
        "DO $$ BEGIN PERFORM dblink_connect('password=hunter6'); END $$;",
        "\\c postgresql://a:hunter7@b/c",
        "\\c 'password=hunter8'",
        "SELECT a.token::text := api_key => hunter9 passphrase: hunter9, eyJhbGciOiJIUzI1NiJ9.hunter9.x;"
      ].join("\n")
      for (const args of [[], ["--json"]]) {
        const { stderr, stdout } = yield* run(content, ...args)
        expect(stdout).toContain("dblink_connect('…', '…')")
        expect(stdout).toContain("a.token::text")
        expect(stdout + stderr).not.toContain("hunter")
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("fails when it did not understand a statement, unless that is allowed", () =>
    Effect.gen(function* () {
      const content = "SELECT 1; SELEKT 2;"
      const summary = "2 statements in 1 file: 1 safe under transaction pooling, 0 unsafe, 1 not understood"
      const refused = yield* run(content)
      expect([refused.status, refused.stdout.split("\n").at(-1)]).toEqual([1, summary])
      const allowed = yield* run(content, "--allow-unparsed")
      expect([allowed.status, allowed.stdout.split("\n").at(-1), allowed.stderr]).toEqual([0, summary, ""])
      expect((yield* run(content + lock, "--allow-unparsed")).status).toBe(1)
      expect((yield* run("SELECT 1")).status).toBe(0)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("takes a file for one transaction when it is sent as one", () =>
    Effect.gen(function* () {
      const content = "PREPARE a AS SELECT 1;\nDEALLOCATE a;\nCREATE TEMP TABLE b (c int);\nDROP TABLE b;"
      expect((yield* run(content)).status).toBe(1)
      expect((yield* run(content, "--single-transaction")).status).toBe(0)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("looks for SQL in folders and below them", () =>
    Effect.gen(function* () {
      const files = {
        "b/1.sql": lock,
        "b/2.sql.erb": "SET ROLE <%= role %>;",
        "a.SQL": "SELECT 1;",
        "notes.md": "no SQL",
        ".git/c.sql": lock,
        "node_modules/d/d.sql": lock
      }
      const found = yield* runIn(files, (folder) => [folder])
      expect(found.status).toBe(1)
      expect(found.stdout.replaceAll("\\", "/").match(/^FOLDER\S*/gm)).toEqual([
        "FOLDER/b/1.sql:1:",
        "FOLDER/b/2.sql.erb:1:"
      ])
      expect(found.stdout).toContain("3 statements in 3 files: 1 safe")
      const none = yield* runIn({ "notes.md": "no SQL" }, (folder) => [folder])
      expect([none.status, none.stderr]).toEqual([
        2,
        "aquifer: FOLDER has no SQL in it: no file ends in .sql"
      ])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("goes on in the files that a script includes, as a part of its session", () =>
    Effect.gen(function* () {
      const files = {
        "main.sql":
          "BEGIN;\n\\ir parts/a.sql\nFETCH c;\nCOMMIT;\n\\include_relative 'parts/it''s.sql'\nSELECT 1;\nSELECT currval('s');\n",
        "parts/a.sql": "SET LOCAL x.y = 1;\nSELECT nextval('s');\n\\ir ../b.sql\n\\echo a",
        "parts/it's.sql": "\n\\if :z\nLISTEN a",
        "b.sql": "SELECT currval('s');\nDO LANGUAGE plperl '1';\nSELECT pg_advisory_lock(1)"
      }
      const found = yield* runIn(files, (folder) => [folder])
      expect(found.status).toBe(1)
      expect(found.stdout.replaceAll("\\", "/").match(/^FOLDER.*/gm)).toEqual([
        "FOLDER/b.sql:3: session advisory lock: SELECT pg_advisory_lock(1)",
        "FOLDER/parts/it's.sql:3: LISTEN: LISTEN a",
        "FOLDER/main.sql:7: currval: SELECT currval('s')"
      ])
      expect(found.stdout).toContain(
        "11 statements in 4 files: 8 safe under transaction pooling, 3 unsafe, 1 body"
      )
      expect(found.stderr.replaceAll(/FOLDER./g, "")).toBe(
        "parts/a.sql:4: skipped, for psql alone: \\echo a\nparts/it's.sql:2: skipped, for psql alone: \\if :z\nb.sql:2: not judged: the body is in plperl and is not read: DO LANGUAGE plperl '1'"
      )
      const alone = yield* runIn(files, (folder) => [`${folder}/b.sql`, "--json"])
      expect(alone.stdout.split("\n").map((line) => Object(JSON.parse(line)).line)).toEqual([1, 2, 3])
      const json = yield* runIn(files, (folder) => [folder, "--json"])
      expect(new Set(json.stdout.split("\n").map((line) => Object(JSON.parse(line)).file)).size).toBe(4)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("understood no file that it cannot include, and looks for it where psql does", () =>
    Effect.gen(function* () {
      const files = {
        "a.sql":
          "\\i b.sql\n\\ir :dir/b.sql\n\\ir a.sql\n\\ir .\n\\ir c.sql\nSELECT\n\\ir b.sql\n1;\n\\ir b.sql",
        "b.sql": lock,
        "c.sql": "\\ir d.sql",
        "d.sql": "\\ir c.sql"
      }
      const found = yield* runIn(files, (folder) => [`${folder}/a.sql`])
      expect(found.status).toBe(1)
      expect(
        found.stdout
          .replaceAll(/FOLDER./g, "")
          .split("\n")
          .slice(0, -1)
      ).toEqual([
        "a.sql:1: not understood: \\i b.sql",
        "  the file cannot be included: it does not exist, or its folder does not; psql looks for it from the working directory (\\ir: from the folder of this script)",
        "a.sql:2: not understood: \\ir :dir/b.sql",
        "  which file it includes, and where, is only known when psql runs it",
        "a.sql:3: not understood: \\ir a.sql",
        "  the file includes itself",
        "a.sql:4: not understood: \\ir .",
        "  the file cannot be included: it is no file; psql looks for it from the folder of this script",
        "d.sql:1: not understood: \\ir c.sql",
        "  the file includes itself",
        "a.sql:7: not understood: \\ir b.sql",
        "  which file it includes, and where, is only known when psql runs it",
        "b.sql:1: session advisory lock: SELECT pg_advisory_lock(1)",
        expect.stringContaining("the lock stays"),
        expect.stringContaining("use pg_advisory_xact_lock")
      ])
      const allowed = yield* runIn({ "a.sql": "\\i no/such.sql" }, (folder) => [
        `${folder}/a.sql`,
        "--allow-unparsed"
      ])
      expect(allowed.status).toBe(0)
      const chain = Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`${at}.sql`, `\\ir ${at + 1}.sql`])
      )
      const deep = yield* runIn(chain, (folder) => [`${folder}/0.sql`])
      expect(deep.stdout).toContain("nor deeper than 32")
      const wide = yield* runIn({ "a.sql": "\\ir b.sql\n".repeat(1_001), "b.sql": "" }, (folder) => [
        `${folder}/a.sql`
      ])
      expect(wide.stdout.match(/no more than 1,000 files/g)).toHaveLength(1)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("follows a script that standard input includes from the working directory", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "a.sql": lock })
      const script = `\\i ${folder}/a.sql\n\\ir ${folder}/a.sql\n\\ir no/such.sql\n`
      const { stdout } = yield* runIn({}, () => ["-"]).pipe(
        Effect.provide(Stdio.layerTest({ stdin: Stream.make(new TextEncoder().encode(script)) }))
      )
      expect(stdout.match(/a\.sql:1: session advisory lock/g)).toHaveLength(2)
      expect(stdout).toContain("-:3: not understood")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("reads standard input where a file is called -", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* runIn({}, () => ["-"]).pipe(
        Effect.provide(Stdio.layerTest({ stdin: Stream.make(new TextEncoder().encode(lock)) }))
      )
      expect(status).toBe(1)
      expect(stdout).toContain("-:1: session advisory lock")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("goes on beside a file that is no text, which is not understood", () =>
    Effect.gen(function* () {
      const files = {
        "a.sql": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff]),
        "b.sql": lock
      }
      const found = yield* runIn(files, (folder) => [folder])
      expect(found.status).toBe(1)
      expect(found.stdout.replaceAll("\\", "/").split("\n").slice(0, 3)).toEqual([
        "FOLDER/a.sql:1: not understood: the whole file",
        "  FOLDER/a.sql is no text: there are zero bytes in it",
        "FOLDER/b.sql:1: session advisory lock: SELECT pg_advisory_lock(1)"
      ])
      const safe = { ...files, "b.sql": "SELECT 1" }
      expect((yield* runIn(safe, (folder) => [folder])).status).toBe(1)
      expect((yield* runIn(safe, (folder) => [folder, "--allow-unparsed"])).status).toBe(0)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("says what it cannot read, and judges none", () =>
    Effect.gen(function* () {
      const missing = yield* run("SELECT 1", "no/such.sql")
      expect([missing.status, missing.stdout, missing.stderr]).toEqual([
        2,
        "",
        "aquifer: no/such.sql cannot be read: it does not exist, or its folder does not; give a file or folder that is there and is yours, or - for standard input"
      ])
      const compressed = yield* run(new Uint8Array([0x1f, 0x8b, 8, 0]))
      expect([compressed.status, compressed.stderr]).toEqual([
        2,
        "aquifer: FILE is compressed: gunzip -c FILE | aquifer check -"
      ])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
