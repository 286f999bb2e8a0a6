import { afterEach, beforeEach, describe, expect, it, vi } from "@effect/vitest"
import { type Attempt, ReconnectPace } from "../../../src/layers/hosts/ReconnectPace.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A pace and the names of its attempts as they start and fail. */
const makePace = () => {
  const pace = new ReconnectPace()
  const log: Array<string> = []
  const attempts = new Map<string, Attempt>()
  const enter = (...names: ReadonlyArray<string>) => {
    for (const name of names) {
      const attempt = {
        start: () => void log.push(`${name} starts`),
        fail: (error: Error) => void log.push(`${name}: ${error.message}`)
      }
      attempts.set(name, attempt)
      pace.enter(attempt)
    }
  }
  const of = (name: string): Attempt => attempts.get(name) ?? expect.fail(`no attempt ${name}`)
  return { pace, enter, of, taken: () => log.splice(0) }
}

const down = { error: new Error("down"), refused: false }
const wrongPassword = { error: new Error("wrong password"), refused: true }

describe("ReconnectPace", () => {
  it("lets everybody connect at once as soon as one has logged in", () => {
    const { enter, pace, taken } = makePace()
    enter("a", "b", "c")
    expect(taken()).toEqual(["a starts"])
    pace.loggedIn()
    expect(taken()).toEqual(["b starts", "c starts"])
    enter("d", "e")
    expect(taken()).toEqual(["d starts", "e starts"])
  })

  it("answers all who waited for an attempt with its error", () => {
    const { enter, of, pace, taken } = makePace()
    enter("a", "b", "c")
    pace.failed(of("a"), down)
    expect(taken()).toEqual(["a starts", "b: down", "c: down"])
    vi.advanceTimersByTime(10_000)
    expect(taken()).toEqual([])
  })

  it("starts five attempts a second and no more, however many ask", () => {
    const { enter, of, pace, taken } = makePace()
    let starts = 0
    for (let millis = 0; millis < 10_000; millis += 10) {
      enter(`${millis}`, `${millis}+`)
      for (const line of taken()) {
        const [name = "", event] = line.split(" ")
        if (event !== "starts") continue
        starts++
        pace.failed(of(name), down)
      }
      vi.advanceTimersByTime(10)
    }
    expect(starts).toBe(50)
  })

  it("suspects a healthy endpoint again when an attempt fails and when a session is lost", () => {
    const { enter, of, pace, taken } = makePace()
    enter("a")
    pace.loggedIn()
    enter("b", "c")
    pace.failed(of("b"), down)
    enter("d", "e")
    vi.advanceTimersByTime(200)
    expect(taken()).toEqual(["a starts", "b starts", "c starts", "d starts"])
    // The login of one that started before the doubt is as good a proof as any.
    pace.loggedIn()
    expect(taken()).toEqual(["e starts"])
    pace.lost()
    enter("f", "g")
    vi.advanceTimersByTime(200)
    expect(taken()).toEqual(["f starts"])
  })

  it("goes on with the next when an attempt is given up, and forgets those who gave up waiting", () => {
    const { enter, of, pace, taken } = makePace()
    enter("a", "b", "c")
    pace.gone(of("b"))
    pace.gone(of("a"))
    expect(taken()).toEqual(["a starts"])
    vi.advanceTimersByTime(200)
    expect(taken()).toEqual(["c starts"])
    expect(pace.suspected).toBe(true)
  })

  it("starts the next beside an attempt that hangs for a second", () => {
    const { enter, of, pace, taken } = makePace()
    enter("a", "b", "c")
    vi.advanceTimersByTime(999)
    expect(taken()).toEqual(["a starts"])
    vi.advanceTimersByTime(1)
    expect(taken()).toEqual(["b starts"])
    pace.failed(of("a"), down)
    expect(taken()).toEqual(["c: down"])
    pace.loggedIn()
    expect(pace.suspected).toBe(false)
  })

  it("starts one attempt in five seconds after a login was refused, and answers all others at once", () => {
    const { enter, of, pace, taken } = makePace()
    const starts: Array<number> = []
    let answered = 0
    for (let millis = 0; millis < 20_000; millis += 100) {
      enter(`${millis}`)
      for (const line of taken()) {
        const [name = "", event] = line.split(" ")
        if (event === "starts") {
          starts.push(millis)
          pace.failed(of(name), wrongPassword)
        } else answered++
      }
      vi.advanceTimersByTime(100)
    }
    expect(starts).toEqual([0, 5_000, 10_000, 15_000])
    expect(answered).toBe(200 - 4)
  })

  it("forgets a refused login as soon as one succeeds", () => {
    const { enter, of, pace, taken } = makePace()
    enter("a")
    pace.failed(of("a"), wrongPassword)
    pace.loggedIn() // of an attempt that was under way before
    pace.lost()
    vi.advanceTimersByTime(200)
    enter("b")
    expect(taken()).toEqual(["a starts", "b starts"])
  })

  it("keeps no process alive", () => {
    vi.useRealTimers()
    const timeout = vi.spyOn(globalThis, "setTimeout")
    const { enter, of, pace } = makePace()
    enter("a")
    pace.gone(of("a"))
    enter("b")
    const timer = timeout.mock.results.at(-1)?.value
    timeout.mockRestore()
    pace.gone(of("b"))
    expect(timer?.hasRef()).toBe(false)
  })
})
