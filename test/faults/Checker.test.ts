import { describe, expect, it } from "@effect/vitest"
import { check, type Evidence } from "./Checker.ts"
import type { Answer, Done, FeedEvent, Operation, Told } from "./history/Operation.ts"
import type { Tables } from "./history/Tables.ts"

const nothing: Tables = {
  effects: new Map(),
  registers: new Map(),
  counters: new Map(),
  onCall: new Map()
}

/** An operation that was asked for at `began` and answered 5 ms later, in time. */
const did = (done: Done, told: Told = "ok", began = 0, more: Partial<Answer> = {}): Operation => ({
  ...done,
  agent: "a",
  began,
  ended: began + 5,
  due: began + 1_000,
  told,
  ...more
})

const store = (told: Told, key = "k") => did({ kind: "store", key }, told)
const put = (version: number, began: number, told: Told = "ok", agent = "writer") =>
  did({ kind: "put", key: "r", version }, told, began, { agent })
const look = (version: number, began: number, agent = "reader", kind: "lookup" | "near lookup" = "lookup") =>
  did({ kind, key: "r", version }, "ok", began, { agent })
const increment = (read: number | undefined, told: Told = "ok") =>
  did({ kind: "increment", key: "c", read }, told)

const effect = (times: number, whole = true, key = "k") => ({ effects: new Map([[key, { times, whole }]]) })
const register = (version: number) => ({ registers: new Map([["r", version]]) })

/** The violations that are found, by their class. */
const found = (
  history: ReadonlyArray<Operation>,
  tables: Partial<Tables> = {},
  evidence: Partial<Evidence> = {}
) =>
  check(
    { history, tables: { ...nothing, ...tables }, stalls: [], feeds: [], leftovers: [], ...evidence },
    { late: 100, told: 1_000 }
  ).map((violation) => violation.class)

describe("The checker of keyed writes", () => {
  it.each<[string, ReadonlyArray<Told>, Partial<Tables>, ReadonlyArray<string>]>([
    ["an acknowledged one that is not there is lost", ["ok"], {}, ["lost"]],
    ["an acknowledged one that is there is right", ["ok"], effect(1), []],
    ["one that is there twice is doubled", ["ok"], effect(2), ["doubled"]],
    ["so is one that nobody knows of", ["unknown"], effect(2), ["doubled"]],
    ["so is one that was repeated under its key", ["unknown", "ok"], effect(2), ["doubled"]],
    ["the unknown may be there", ["unknown"], effect(1), []],
    ["the unknown may be absent", ["unknown"], {}, []],
    ["a part of one is half-written, whatever was told", ["unknown"], effect(1, false), ["half-written"]],
    ["what did not run is not there", ["did not run"], effect(1), ["false verdict"]],
    ["what was rolled back is not there", ["rolled back"], effect(1), ["false verdict"]],
    ["what failed and is absent is right", ["did not run"], {}, []],
    ["an unknown one, refused when it was repeated, may be there", ["unknown", "did not run"], effect(1), []],
    ["what failed until it was done is there", ["rolled back", "ok"], effect(1), []],
    ["what was done and failed when it was repeated stays", ["ok", "did not run"], {}, ["lost"]],
    ["a defect is one, and nobody knows", ["defect"], effect(1), ["defect"]]
  ])("says that %s", (_, told, tables, classes) => {
    expect(
      found(
        told.map((each) => store(each)),
        tables
      )
    ).toEqual(classes)
  })

  it("notices what nobody wrote", () => {
    expect(
      found([store("ok")], { effects: new Map([...effect(1).effects, ...effect(1, true, "x").effects]) })
    ).toEqual(["invented"])
  })
})

describe("The checker of registers", () => {
  it.each<[string, ReadonlyArray<Operation>, number, ReadonlyArray<string>]>([
    ["a look that finds what was put is right", [put(1, 0), look(1, 10)], 1, []],
    ["nothing before the first put is right", [look(0, 0), put(1, 10)], 1, []],
    ["an agent sees what it wrote", [put(1, 0), put(2, 10), look(1, 20, "writer")], 2, ["stale read"]],
    ["also through memory", [put(1, 0), put(2, 10), look(1, 20, "writer", "near lookup")], 2, ["stale read"]],
    ["also that there is something", [put(1, 0), look(0, 10, "writer")], 1, ["stale read"]],
    ["others see what was acknowledged", [put(1, 0), put(2, 10), look(1, 20)], 2, ["stale read"]],
    ["a look that began before the answer may see either", [put(1, 0), put(2, 10), look(1, 12)], 2, []],
    [
      "memory may be behind for as long as the feed",
      [put(1, 0), put(2, 10), look(1, 900, "b", "near lookup")],
      2,
      []
    ],
    ["and no longer", [put(1, 0), put(2, 10), look(1, 1_020, "b", "near lookup")], 2, ["stale read"]],
    [
      "no reader goes backwards",
      [put(1, 0), put(2, 10), look(2, 20, "b", "near lookup"), look(1, 30, "b", "near lookup")],
      2,
      ["backwards read"]
    ],
    [
      "two readers may be at different places",
      [put(1, 0), put(2, 10), look(2, 20, "b", "near lookup"), look(1, 30, "c", "near lookup")],
      2,
      []
    ],
    [
      "what was seen and not acknowledged stays seen",
      [put(1, 0), put(2, 10, "unknown"), look(2, 20), look(1, 30)],
      2,
      ["backwards read"]
    ],
    ["an unknown put may happen late", [put(1, 0, "unknown"), put(2, 10), look(2, 20), look(1, 30)], 1, []],
    [
      "a put that did not run is never seen",
      [put(1, 0), put(2, 10, "did not run"), look(2, 20)],
      1,
      ["false verdict"]
    ],
    ["nor left in the end", [put(1, 0, "rolled back")], 1, ["false verdict"]],
    ["nobody sees what is not written yet", [look(1, 0), put(1, 10)], 1, ["invented"]],
    ["nor what is never written", [put(1, 0), look(7, 10)], 1, ["invented"]],
    ["the last acknowledged put stays", [put(1, 0), put(2, 10)], 1, ["lost"]],
    ["unless an unknown one came after it", [put(1, 0, "unknown"), put(2, 10)], 1, []]
  ])("says that %s", (_, history, version, classes) => {
    expect(found(history, register(version))).toEqual(classes)
  })
})

describe("The checker of counters", () => {
  it.each<[string, ReadonlyArray<Operation>, number, ReadonlyArray<string>]>([
    ["increments that read what the one before wrote are right", [increment(0), increment(1)], 2, []],
    ["two that read the same have lost one", [increment(0), increment(0)], 1, ["lost update", "lost update"]],
    ["an increment that is missing is lost", [increment(0), increment(1)], 1, ["lost update"]],
    ["one that nobody knows of may count", [increment(0), increment(1, "unknown")], 2, []],
    ["or not", [increment(0), increment(1, "unknown")], 1, []],
    ["one that was rolled back does not", [increment(0), increment(1, "rolled back")], 2, ["false verdict"]],
    ["those that did not say what they read are counted", [increment(undefined), increment(undefined)], 2, []]
  ])("says that %s", (_, history, value, classes) => {
    expect(found(history, { counters: new Map([["c", value]]) })).toEqual(classes)
  })
})

describe("The checker of what is left", () => {
  const off = did({ kind: "off call", key: "p" })

  it("notices a pair of which both went, and not one of which one did", () => {
    expect(found([off, off], { onCall: new Map([["p", 0]]) })).toEqual(["write skew"])
    expect(found([off], { onCall: new Map([["p", 1]]) })).toEqual([])
  })

  it("notices a part of the rows, unless the reader was told that it failed", () => {
    const rows = { kind: "many rows", key: "m", wanted: 10, found: 9 } as const
    expect(found([did(rows)])).toEqual(["partial read"])
    expect(found([did(rows, "unknown"), did({ ...rows, found: 10 })])).toEqual([])
  })

  it("notices an answer after the deadline, unless it is what the machine is allowed, or nobody could answer", () => {
    const answered = (ended: number, stalls: Evidence["stalls"] = []) =>
      found([did({ kind: "off call", key: "p" }, "unknown", 0, { due: 1_000, ended })], {}, { stalls })
    expect(answered(1_101)).toEqual(["late"])
    expect(answered(1_100)).toEqual([])
    expect(answered(1_200, [{ from: 1_050, to: 1_150 }])).toEqual([])
    expect(answered(1_200, [{ from: 900, to: 1_050 }])).toEqual(["late"])
  })

  it("notices what is still held", () => {
    expect(found([], {}, { leftovers: ["a transaction is open"] })).toEqual(["leaked"])
  })
})

describe("The checker of the feed", () => {
  const listening: FeedEvent = { at: 0, keyword: undefined, tells: true }
  const heard = (events: ReadonlyArray<FeedEvent>, heardUntil = 5_000) =>
    found([put(1, 10)], register(1), { feeds: [{ events, heardUntil }] })

  it("notices a change that is not told", () => {
    expect(heard([listening])).toEqual(["untold change"])
    expect(heard([listening, { at: 9, keyword: "r", tells: true }])).toEqual(["untold change"])
    expect(heard([listening, { at: 1_016, keyword: "r", tells: true }])).toEqual(["untold change"])
    expect(heard([listening, { at: 20, keyword: "other", tells: true }])).toEqual(["untold change"])
  })

  it("is content with a change that is told, and with a gap", () => {
    expect(heard([listening, { at: 12, keyword: "r", tells: true }])).toEqual([])
    expect(heard([listening, { at: 500, keyword: undefined, tells: false }])).toEqual([])
    expect(heard([{ at: 0, keyword: undefined, tells: false }])).toEqual([])
    expect(heard([])).toEqual([])
    expect(heard([listening], 1_000)).toEqual([])
  })
})
