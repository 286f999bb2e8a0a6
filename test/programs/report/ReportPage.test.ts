import { describe, expect, it } from "@effect/vitest"
import type { ResearchReport } from "aquifer/research"
import * as ReportPage from "../../../src/programs/report/ReportPage.ts"
import * as ReportTables from "../../../src/programs/report/ReportTables.ts"

const hostile = `</td><script>alert(1)</script><img src=x onerror='alert("2")'>&amp;`

const report: ResearchReport = {
  period: { from: "2026-01-01", to: "2026-01-02" },
  totals: { keywords: 1, documents: 3, bytes: 2_048, hits: 3, misses: 1, hitRatio: 0.75 },
  days: [
    { day: "2026-01-01", documents: 3, bytes: 2_048, hits: 3, misses: 1 },
    { day: "2026-01-02", documents: 0, bytes: 0, hits: 0, misses: 0 }
  ],
  topKeywords: [{ keyword: hostile, lookups: 4, hits: 3, documents: 3 }],
  sources: [{ source: hostile, documents: 3, bytes: 2_048 }]
}

const page = ReportPage.render(report, new Date("2026-01-03T04:05:06Z"))

describe("ReportPage", () => {
  it("shows totals, days, keywords and sources", () => {
    for (const says of ["2026-01-01 to 2026-01-02", "75.0%", "2 KiB", "2026-01-01: 3 hits, 1 misses"]) {
      expect(page).toContain(says)
    }
  })

  it("escapes whatever was stored", () => {
    expect(page).not.toMatch(/<script|<img|alert\("2"\)/)
    expect(page.split("&lt;script&gt;alert(1)&lt;/script&gt;")).toHaveLength(3)
    expect(page).toContain("&amp;amp;")
  })

  it("asks nothing of anybody: no script, no link, no address, and a policy that forbids them", () => {
    expect(page).not.toMatch(/https?:|<[^>]*\s(src|href)=|@import|url\(|<link|<script|<iframe/i)
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  })

  it("suits light and dark screens, and narrow ones", () => {
    expect(page).toContain("prefers-color-scheme: dark")
    expect(page).toContain(`name="viewport" content="width=device-width, initial-scale=1"`)
  })

  it("says so where there is nothing", () => {
    const nothing = { ...report, topKeywords: [], sources: [] }
    expect(ReportPage.render(nothing, new Date(0)).split("Nothing in this period.")).toHaveLength(3)
  })
})

describe("ReportTables", () => {
  it("keeps control characters of keywords away from the terminal", () => {
    const topKeywords = [{ keyword: "a\u001b[31mb\u202ec", lookups: 1, hits: 1, documents: 1 }]
    const text = ReportTables.render({ ...report, topKeywords })
    expect(text).not.toContain("\u001b")
    expect(text).not.toContain("\u202e")
    expect(text).toContain("a�[31mb�c")
  })

  it("leaves out the days on which nothing happened", () => {
    const [, days = ""] = ReportTables.render(report).split("\n\n")
    expect(days).toContain("2026-01-01")
    expect(days).not.toContain("2026-01-02")
  })
})
