import { describe, expect, it } from "@effect/vitest"
import { sessionRow } from "../../../../src/programs/monitor/sections/PostgresSections.ts"
import * as Report from "../../../../src/programs/monitor/sections/Report.ts"
import * as Section from "../../../../src/programs/monitor/sections/Section.ts"
import * as PlainText from "../../../../src/programs/terminal/PlainText.ts"
import { missing, type Panel } from "../../../../src/services/monitor/Panel.ts"
import { insight, overviewSample, session } from "../../../support/overviewSample.ts"

const postgresOf = (overview = overviewSample()) => {
  if (overview.postgres._tag === "Missing") throw new Error("the sample has Postgres")
  return overview.postgres
}

const there = <A>(value: A): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })

const use = { calls: 1, totalMillis: 1, meanMillis: 1, share: 1, rows: 1, cacheHitRatio: 1 }

describe("the tables of aquifer monitor", () => {
  it("show pools, their callers, PgBouncer, Postgres and its largest tables", () => {
    const text = Report.render(overviewSample())
    expect(text).toMatch(/pooled +10 +9 +2 +7 +37 +12,345 +3 +1 +10 +88 +2 uses, 1 dead/)
    expect(text).toMatch(/pooled +holds +4\.2 s +1 +ResearchDocuments\.store \(agents\.ts:12:3\)/)
    expect(text).toMatch(/pooled +waits +950\.0 ms +37 +ResearchCache\.lookup/)
    expect(text).toContain("PgBouncer 1.24.1")
    expect(text).toContain("6 of 60, 3 of them reserved, 51 free")
    expect(text).toMatch(/4\.8 MiB +97\.7 KiB +1,234 +5 +public\.research_cache/)
  })

  it("indent whoever is blocked below whoever blocks", () => {
    const lines = Report.render(overviewSample()).split("\n")
    const tree = ["100", "200", "300"].map(
      (pid) => lines.find((line) => line.includes(`SELECT ${pid}`)) ?? ""
    )
    expect(tree.map((line) => line.search(/\d/))).toEqual([2, 6, 8])
    expect(tree[1]).toContain("waits for ShareLock on research_cache")
  })

  it("show a process id as the name that it is", () => {
    expect(sessionRow(session(6426))[0]).toBe("6426")
  })

  it("say of a part what is missing, and go on with the others", () => {
    const text = Report.render(overviewSample({ pgbouncer: missing("there is no console; set X") }))
    expect(text).toContain("PgBouncer\n  there is no console; set X\n")
    expect(text).toContain("Postgres: database shop")
  })

  it("say how to see more to a role that sees little", () => {
    const postgres = postgresOf()
    const visibility = { role: "app", everything: false, hidden: 3, remedy: "GRANT pg_monitor TO app" }
    const text = Report.render(
      overviewSample({ postgres: { ...postgres, value: { ...postgres.value, visibility } } })
    )
    expect(text).toContain("GRANT pg_monitor TO app")
  })

  it("show the slowest statements, and what this role does not see of the database", () => {
    expect(Report.render(overviewSample())).toMatch(
      /time +share +calls +mean +rows +cache hits +statement\n +90\.0 s +62\.5% +12,000 +7\.50 ms +24,000 +98\.7% +SELECT body/
    )
    const remedy = 'as an administrator: GRANT pg_monitor TO "app"'
    const missing = insight({ remedy, statements: { _tag: "Missing", reason: "CREATE EXTENSION …" } })
    const text = Report.render(
      overviewSample({ insight: { _tag: "Shown", value: missing, silentMillis: 0 } })
    )
    expect(text).toContain(`Slowest statements\n  CREATE EXTENSION …\n  ${remedy}`)
  })

  it("cut nothing that one would copy, and break no line of it where lines are read by programs", () => {
    const table = `public.${"a_long_name_".repeat(30)}`
    const remedy = `CREATE INDEX CONCURRENTLY ON ${table} (${"a_column, ".repeat(30)}id)`
    const grant = `as an administrator: GRANT pg_monitor TO "${"role".repeat(50)}"`
    const statement = `SELECT ${"x, ".repeat(600)}y FROM t`
    const issue = { kind: "missing" as const, schema: "public", table: "t", index: null, because: "a key" }
    const seen = insight({
      remedy: grant,
      indexes: there([{ ...issue, bytes: 1, scans: null, remedy }]),
      statements: there({ since: null, hidden: 0, statements: [{ ...use, statement }] })
    })
    const overview = overviewSample({ insight: there(seen), pgbouncer: missing(`set ${"X".repeat(300)}=1`) })
    const lines = Report.render(overview).split("\n")
    for (const whole of [remedy, statement, grant, `set ${"X".repeat(300)}=1`]) {
      expect(lines.filter((line) => line.endsWith(whole))).toHaveLength(1)
    }
    expect(Report.render(overview, 80)).toContain(remedy) // sentences alone are wrapped
    expect(Report.render(overview, 80)).not.toContain("…")
  })

  it("say since when the statistics count, or that nothing tells", () => {
    expect(Report.render(overviewSample())).toContain(
      "Sequential scans of large tables, since 2026-01-01 00:00"
    )
    const { server, ...others } = insight()
    const value = { ...others, server: { ...server, since: null } }
    const text = Report.render(overviewSample({ insight: { _tag: "Shown", value, silentMillis: 0 } }))
    expect(text).toContain("Sequential scans of large tables, since when is not known\n")
  })

  it("say of a part that does not answer for how long, with its last numbers", () => {
    const text = Report.render(overviewSample({ postgres: { ...postgresOf(), silentMillis: 1_400 } }))
    expect(text).toContain("Postgres has not answered for 1.4 s; these are its last numbers")
    expect(text).toContain("6 of 60")
  })

  it("never let a query's text move the cursor or break a line", () => {
    const postgres = postgresOf()
    const evil = session(66, { query: "SELECT 1\u001b[2J\u001b]0;owned\u0007\r\nDROP\u202eTABLE" })
    const text = Report.render(
      overviewSample({ postgres: { ...postgres, value: { ...postgres.value, longRunning: [evil] } } })
    )
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text).toContain("SELECT 1 [2J ]0;owned DROP TABLE")
  })
})

describe("Section", () => {
  const section = (rows: Section.Section["rows"]): Section.Section => ({
    id: "t",
    title: "T",
    notes: [],
    head: ["name", "count", "text"],
    rows
  })

  it("sets numbers to the right and cuts every line at the width", () => {
    expect(
      Section.body(
        section([
          ["a", 1, "x".repeat(50)],
          ["bcd", 1_000, "y"]
        ]),
        30
      ).map(({ text }) => text)
    ).toEqual(["  name  count  text", "  a         1  xxxxxxxxxxxxxx…", "  bcd   1,000  y"])
  })

  it("says that there is nothing rather than showing an empty table", () => {
    expect(Section.body(section([]), 30)).toEqual([{ text: "  none", isNote: false }])
  })

  it("counts a wide character as two columns and a mark as none", () => {
    expect(PlainText.width("日本")).toBe(4)
    expect(PlainText.width("e\u0301")).toBe(1)
    expect(PlainText.fit("日本語", 5)).toBe("日本…")
  })
})
