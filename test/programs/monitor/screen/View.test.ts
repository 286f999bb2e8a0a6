import { describe, expect, it } from "@effect/vitest"
import * as History from "../../../../src/programs/monitor/History.ts"
import { arrange } from "../../../../src/programs/monitor/screen/Arrangement.ts"
import * as Screen from "../../../../src/programs/monitor/screen/Screen.ts"
import * as View from "../../../../src/programs/monitor/screen/View.ts"
import * as PlainText from "../../../../src/programs/terminal/PlainText.ts"
import * as TerminalStyle from "../../../../src/programs/terminal/TerminalStyle.ts"
import type { OverviewSnapshot } from "../../../../src/services/monitor/Overview.ts"
import { failed, missing } from "../../../../src/services/monitor/Panel.ts"
import { overviewSample } from "../../../support/overviewSample.ts"

const named = new Set([
  "escape",
  "return",
  "backspace",
  "down",
  "up",
  "pagedown",
  "space",
  "left",
  "right",
  "home"
])

const key = (text: string): View.Key =>
  named.has(text)
    ? { name: text, ctrl: false, character: text === "space" ? " " : "" }
    : { name: text, ctrl: false, character: text }

/** What becomes of a view when keys are pressed one after another, and what the last of them asked for. */
const pressed = (...keys: ReadonlyArray<string>) => {
  let view = View.initial
  let action: View.Action = { _tag: "None" }
  for (const each of keys) [view, action] = View.press(view, key(each))
  return { view, action }
}

describe("the keys of aquifer monitor", () => {
  it("quit, pause, sort and scroll", () => {
    expect(pressed("q").action).toEqual({ _tag: "Quit" })
    expect(View.press(View.initial, { name: "c", ctrl: true, character: "" })[1]).toEqual({ _tag: "Quit" })
    expect([pressed("p").view.paused, pressed("p", "space").view.paused]).toEqual([true, false])
    expect(["s", "ss", "sss", "ssss"].map((keys) => pressed(...keys).view.order)).toEqual([
      "pid",
      "user",
      "application",
      "age"
    ])
    expect(pressed("down", "down", "up", "up", "up", "pagedown").view.scroll).toBe(10)
  })

  it("move the tables sideways, no further than their beginning, and back", () => {
    expect(pressed("right", "right", "left").view.sideways).toBe(10)
    expect(pressed("l", "l", "h", "left", "left").view.sideways).toBe(0)
    expect(pressed("right", "0").view.sideways).toBe(0)
    expect(pressed("right", "down", "home").view).toMatchObject({ sideways: 0, scroll: 0 })
  })

  it("are explained by ?, until any other key", () => {
    expect(pressed("?").view.help).toBe(true)
    expect(pressed("?", "s").view).toMatchObject({ help: false, order: "age" })
    expect(pressed("?", "q").action).toEqual({ _tag: "Quit" })
  })

  it("filter while one types, also with the letters of other commands", () => {
    expect(pressed("/", "q", "s").view).toMatchObject({ filter: "qs", prompt: { _tag: "Filter" } })
    expect(pressed("/", "q", "s", "backspace", "return").view).toMatchObject({ filter: "q" })
    expect(pressed("/", "q", "return").view.prompt).toBeUndefined()
    expect(pressed("/", "q", "escape").view.filter).toBe("")
  })

  it("cancel and terminate a session only when asked twice", () => {
    expect(pressed("c", "4", "2", "return")).toMatchObject({
      action: { _tag: "None" },
      view: { prompt: { _tag: "Confirm", how: "cancel", pid: 42 } }
    })
    expect(pressed("c", "4", "2", "return", "y").action).toEqual({ _tag: "Signal", how: "cancel", pid: 42 })
    expect(pressed("t", "4", "return", "y").action).toEqual({ _tag: "Signal", how: "terminate", pid: 4 })
    for (const other of ["n", "return", "escape", "q"]) {
      expect(pressed("t", "4", "return", other)).toMatchObject({
        action: { _tag: "None" },
        view: { prompt: undefined }
      })
    }
  })

  it("take nothing but a process ID for one", () => {
    expect(pressed("c", "x", "-", "7", "return").view.prompt).toMatchObject({ pid: 7 })
    expect(pressed("c", ..."9999999999", "return").view).toMatchObject({
      prompt: undefined,
      told: '"9999999999" is no process ID'
    })
    expect(pressed("c", "return").view).toMatchObject({ prompt: undefined, told: "" })
  })
})

describe("the arrangement of its lists", () => {
  const pids = (view: Partial<View.View>) => {
    const { postgres } = arrange(overviewSample(), { ...View.initial, ...view })
    return postgres._tag === "Missing" ? [] : postgres.value.longRunning.map(({ pid }) => pid)
  }

  it("has the longest first, or sorts by what one asks for", () => {
    expect(pids({})).toEqual([12, 11])
    expect(pids({ order: "pid" })).toEqual([11, 12])
  })

  it("shows rows that contain the filter, whatever its case, and trees in which anybody does", () => {
    expect(pids({ filter: "vacuum" })).toEqual([12])
    const blocking = (filter: string) => {
      const { postgres } = arrange(overviewSample(), { ...View.initial, filter })
      return postgres._tag === "Missing" ? [] : postgres.value.blocking.map(({ pid }) => pid)
    }
    expect([blocking("SELECT 300"), blocking("nobody")]).toEqual([[100], []])
  })
})

describe("the screen of aquifer monitor", () => {
  const seen = overviewSample()
  const history = [seen, seen].reduce(History.add, [] as History.History)
  const draw = (size: Screen.Size, view: Partial<View.View> = {}, style = TerminalStyle.plain) =>
    Screen.render(seen, history, { ...View.initial, ...view }, size, style)

  it("has as many rows as the terminal, none wider than it, at any size", () => {
    for (const columns of [1, 20, 80, 200]) {
      for (const rows of [1, 5, 24, 60]) {
        const lines = draw({ columns, rows })
        expect(lines).toHaveLength(Math.max(rows, 1))
        for (const line of lines) expect(PlainText.width(line)).toBeLessThanOrEqual(columns)
      }
    }
  })

  it("draws occupancy as a bar and a curve, and says who has held a connection longest", () => {
    const text = draw({ columns: 120, rows: 40 }).join("\n")
    expect(text).toMatch(/pooled +█{14}░{6} 7 of 10 in use +▆▆/)
    expect(text).toMatch(/waiting +37 +at most 88 so far/)
    expect(text).toContain("longest lease 4.2 s in ResearchDocuments.store")
    expect(text).toMatch(/Postgres +█+░+ 6 of 57 connections/)
    expect(text).toContain("waits for ShareLock on research_cache")
  })

  it("opens with the verdict, whatever is filtered", () => {
    const text = draw({ columns: 120, rows: 40 }, { filter: "nothing has this" })
    expect(text[2]).toBe("3 things are wrong: lock-blocks, idle-in-transaction, statement-long")
    expect(text.join("\n")).toContain("do: Shorten the transaction that blocks")
  })

  it("moves its tables sideways, and leaves the verdict, gauges and titles where they are", () => {
    const [before, after] = [0, 20].map((sideways) => draw({ columns: 80, rows: 80 }, { sideways }))
    const line = (lines: ReadonlyArray<string> = [], text: string) =>
      lines.find((each) => each.includes(text)) ?? ""
    expect(line(after, "things are wrong")).toBe(line(before, "things are wrong"))
    expect(line(after, "7 of 10 in use")).toBe(line(before, "7 of 10 in use"))
    expect(line(after, "Largest tables")).toBe("Largest tables")
    expect(line(before, "size   indexes   rows")).not.toBe("")
    const table = line(before, "public.research_cache")
    expect(line(after, "public.research_cache")).toBe(table.slice(20))
    expect(after?.[0]).toContain("20 columns to the right")
  })

  it("explains its keys on any terminal", () => {
    for (const columns of [20, 80]) {
      const lines = draw({ columns, rows: 40 }, { help: true })
      expect(lines.join("\n")).toContain("q, Ctrl-C")
      for (const line of lines) expect(PlainText.width(line)).toBeLessThanOrEqual(columns)
    }
  })

  it("scrolls no further than to the last line", () => {
    const end = draw({ columns: 120, rows: 12 }, { scroll: 1_000 })
    expect(end.join("\n")).toContain("public.research_cache")
    expect(end.at(-1)).toContain("q quit")
  })

  it("shows what is being typed, and what was asked for", () => {
    expect(
      draw({ columns: 120, rows: 12 }, { prompt: { _tag: "Confirm", how: "terminate", pid: 7 } }).at(-1)
    ).toBe("terminate session 7 and roll back what it does? y to do it, any other key to leave it")
    expect(draw({ columns: 120, rows: 12 }, { paused: true, filter: "x" })[0]).toMatch(/PAUSED.*with "x"/)
  })

  it("has colours only where they are wanted", () => {
    expect(draw({ columns: 80, rows: 24 }).join("")).not.toContain("\u001b")
    expect(draw({ columns: 80, rows: 24 }, {}, TerminalStyle.coloured)[0]).toSatisfy(
      (line: string) => line.startsWith("\u001b[1m") && line.endsWith("\u001b[0m")
    )
  })

  it("goes on where a part is missing", () => {
    const partly = overviewSample({ postgres: missing("there is no direct endpoint: set DATABASE_URL") })
    const text = Screen.render(
      partly,
      history,
      View.initial,
      { columns: 100, rows: 30 },
      TerminalStyle.plain
    ).join("\n")
    expect(text).toContain("there is no direct endpoint")
    expect(text).toContain("7 of 10 in use")
  })

  it("says of a Postgres that stopped that nothing is known, with a gap in its curve", () => {
    const gauge = (postgres: OverviewSnapshot["postgres"], before: History.History) => {
      const overview = overviewSample({ postgres })
      const size = { columns: 100, rows: 40 }
      const history = History.add(before, overview)
      return Screen.render(overview, history, View.initial, size, TerminalStyle.plain).filter((line) =>
        /^ {2}Postgres/.test(line)
      )
    }
    const stopped = failed("cannot connect to 127.0.0.1:5432")
    expect(gauge(stopped, history)).toEqual([
      expect.stringMatching(/^ {2}Postgres +\? +connections unknown +██ $/)
    ])
    expect(gauge(stopped, [])).toHaveLength(1)
    expect(gauge(missing("there is no direct endpoint"), history)).toHaveLength(1)
    expect(gauge(missing("there is no direct endpoint"), [])).toEqual([])
    const again = gauge(seen.postgres, History.add(history, overviewSample({ postgres: stopped })))
    expect(again).toEqual([expect.stringMatching(/6 of 57 connections +▂▂ ▂$/)])
  })

  it("keeps five minutes of history", () => {
    let long: History.History = []
    for (let index = 0; index < 400; index++) long = History.add(long, seen)
    expect(long).toHaveLength(300)
  })
})
