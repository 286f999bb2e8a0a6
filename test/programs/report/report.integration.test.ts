import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration } from "aquifer"
import { researchSchema } from "aquifer/research"
import { Effect, Layer } from "effect"
import { report as program } from "../../../src/programs/report/report.ts"
import { command } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const report = command(program)

const rows = [
  `INSERT INTO research_documents (keyword, url, title, body, source, content_hash, stored_at) VALUES
   ('=cmd()', '1', 'tt', 'body', 'web', '', '2026-01-31 23:59:59.9+00'),
   ('b', '2', '', 'x', NULL, '', '2026-02-01 00:00:00+00'),
   ('b', '3', '', 'x', NULL, '', '2026-02-28 12:00:00+00')`,
  `INSERT INTO research_lookups VALUES ('=cmd()', '2026-02-01', 5, 1), ('b', '2026-02-28', 2, 2), ('b', '2026-03-01', 9, 9)`
]

const store = Layer.effectDiscard(
  Effect.gen(function* () {
    yield* Migration.run(researchSchema)
    const { sql } = yield* DirectPg
    yield* Effect.forEach(rows, (statement) => sql.unsafe(statement))
  })
).pipe(
  Layer.provide(
    Layer.unwrap(Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin })))
  ),
  Layer.provideMerge(SuiteDatabase.layer)
)

const env = Effect.map(SuiteDatabase, ({ app }) => ({ DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }))

const february = ["--from", "2026-02-01", "--to", "2026-02-28"]

layer(store, { excludeTestServices: true })("aquifer report", (it) => {
  it.effect("prints a period as one JSON document, by days in UTC", () =>
    Effect.gen(function* () {
      const ended = yield* report([...february, "--top", "1", "--json"], yield* env)
      expect(ended.status, ended.stderr).toBe(0)
      expect(formatOf(ended.stdout)).toBe("aquifer-report-1")
      const document = JSON.parse(ended.stdout)
      expect(document).toMatchObject({
        totals: { keywords: 1, documents: 2, bytes: 2, hits: 7, misses: 3, hitRatio: 0.7 },
        topKeywords: [{ keyword: "=cmd()", lookups: 6, hits: 5, documents: 1 }],
        sources: [{ source: "", documents: 2, bytes: 2 }]
      })
      expect(document.days).toHaveLength(28)
    })
  )

  it.effect("prints each part as a spreadsheet takes it, and nothing else", () =>
    Effect.gen(function* () {
      const csv = (part: string) => Effect.flatMap(env, (env) => report([...february, "--csv", part], env))
      expect((yield* csv("keywords")).stdout).toBe(
        `keyword,lookups,hits,documents\r\n"'=cmd()",6,5,1\r\nb,4,2,2\r\n`
      )
      expect((yield* csv("sources")).stdout).toBe("source,documents,bytes\r\n,2,2\r\n")
      expect((yield* csv("days")).stdout).toMatch(
        /^day,documents,bytes,hits,misses\r\n2026-02-01,1,1,5,1\r\n/
      )
    })
  )

  it.effect("writes a page, and says where", () =>
    Effect.gen(function* () {
      const file = join(yield* temporaryFolder(), "report.html")
      const ended = yield* report([...february, "--html", file], yield* env)
      expect([ended.status, ended.stdout]).toEqual([0, `${file}\n`])
      const page = yield* Effect.promise(() => readFile(file, "utf8"))
      expect(page).toContain("<!doctype html>")
      expect(page).toContain("=cmd()")
      // Said before the database is asked, which would not answer.
      const away = { DATABASE_POOL_URL: "postgresql://app:fake@127.0.0.1:1/x?sslmode=disable" }
      const nowhere = yield* report(["--html", join(file, "nowhere.html")], away)
      expect([nowhere.status, nowhere.stderr]).toEqual([2, expect.stringContaining("cannot be written")])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("says in a sentence that a full disk has no room for the page, with status 1", () =>
    Effect.gen(function* () {
      expect(yield* report([...february, "--html", "/dev/full"], yield* env)).toEqual({
        status: 1,
        stdout: "",
        stderr:
          "aquifer: the page cannot be written to /dev/full: the disk is full; what is there now is incomplete\n"
      })
    })
  )

  it.effect("prints tables for people", () =>
    Effect.gen(function* () {
      const { stdout } = yield* report(february, yield* env)
      for (const says of ["Research, 2026-02-01 to 2026-02-28 (UTC)", "70.0%", "=cmd()", "Sources"]) {
        expect(stdout).toContain(says)
      }
    })
  )

  it.effect("refuses periods and flags that make no sense with status 2, in a sentence", () =>
    Effect.gen(function* () {
      for (const [args, says] of [
        [["--from", "2026-02-30"], "--from is no day"],
        [["--from", "yesterday"], "--from is no day"],
        [["--from", "2026-02-02", "--to", "2026-02-01"], "--to is before --from"],
        [["--from", "2999-01-01"], "--from 2999-01-01 is after today"],
        [["--to", "2026-02-01"], "--to needs --from"],
        [["--days", "3", "--from", "2026-02-01"], "--days counts back"],
        [["--days", "0"], "days"],
        [["--csv", "everything"], "csv"],
        [["--csv", "days", "--json"], "--json and --csv"]
      ] as const) {
        const ended = yield* report(args, yield* env)
        expect(ended.status, args.join(" ")).toBe(2)
        expect(ended.stdout + ended.stderr).toContain(says)
      }
    })
  )
})
