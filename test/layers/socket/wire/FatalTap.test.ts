import { describe, expect, it } from "@effect/vitest"
import { FatalTap, type ServerWords } from "../../../../src/layers/socket/wire/FatalTap.ts"
import * as frames from "../../../support/frames.ts"

/** What comes of the chunks, with the events in their order and the forwarded bytes put together. */
const listen = (chunks: Iterable<Buffer>, answer = (_method: number) => true) => {
  const events: Array<string> = []
  const forwarded: Array<Buffer> = []
  const say = (event: string) => (words: ServerWords) => {
    events.push(`${event} ${words.severity} ${words.sqlState} ${words.message}`)
  }
  const tap = new FatalTap({
    onData: (bytes) => forwarded.push(bytes),
    onAuthentication: (method) => {
      events.push(`authentication ${method}`)
      return answer(method)
    },
    onProcessId: (pid) => {
      events.push(`pid ${pid}`)
      return pid
    },
    onLogin: () => {
      events.push("login")
      return true
    },
    onRefusal: (words) => {
      say("refusal")(words)
      return true
    },
    onFatal: say("fatal")
  })
  for (const chunk of chunks) tap.push(chunk)
  return { events, forwarded, bytes: Buffer.concat(forwarded) }
}

const cut = (bytes: Buffer, ...at: ReadonlyArray<number>): ReadonlyArray<Buffer> =>
  [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))

const login = frames.login(-7)
const loggedIn = ["authentication 0", "pid -7", "login"]
const lastWords = "fatal FATAL 57P01 terminating connection due to administrator command"
const answer = Buffer.concat([frames.rowsFollow, frames.row("one"), frames.row(""), frames.complete])

describe("FatalTap", () => {
  it("forwards a session byte for byte, however it is cut", () => {
    const session = Buffer.concat([
      login,
      answer,
      frames.error({ S: "ERROR", V: "ERROR", C: "42601", M: "no" })
    ])
    for (let at = 1; at < session.length; at++) {
      for (const cuts of [[at], [at, Math.min(at + 3, session.length)]]) {
        const { bytes, events } = listen(cut(session, ...cuts))
        expect(bytes.equals(session)).toBe(true)
        expect(events).toEqual(loggedIn)
      }
    }
    const bytewise = listen(Array.from(session, (_, index) => session.subarray(index, index + 1)))
    expect(bytewise.bytes.equals(session)).toBe(true)
    expect(bytewise.events).toEqual(loggedIn)
  })

  it("reports the server's last words instead of forwarding them, and nothing after, however they are cut", () => {
    const before = Buffer.concat([login, answer, frames.rowsFollow, frames.row("two")])
    const session = Buffer.concat([before, frames.terminated, frames.crashed, frames.ready])
    for (let at = 1; at < session.length; at++) {
      const { bytes, events } = listen(cut(session, at))
      expect(bytes.equals(before)).toBe(true)
      expect(events).toEqual([...loggedIn, lastWords])
    }
  })

  it("needs no chunk after it was given it, for sockets read all into one buffer", () => {
    const session = Buffer.concat([login, answer, frames.terminated])
    for (let at = 1; at < session.length; at++) {
      const shared = Buffer.alloc(session.length)
      const chunks = cut(session, at).values()
      const overwriting = {
        *[Symbol.iterator]() {
          for (const chunk of chunks) {
            shared.fill(0xff)
            chunk.copy(shared)
            yield shared.subarray(0, chunk.length)
          }
        }
      }
      expect(listen(overwriting).events).toEqual([...loggedIn, lastWords])
    }
  })

  it("takes the severity from S where there is no V, and from V where S is translated", () => {
    const translated = frames.error({ S: "ФАТАЛЬНО", V: "PANIC", C: "XX000", M: "x" })
    expect(listen([login, frames.crashed]).events.at(-1)).toBe("fatal FATAL 08P01 server conn crashed?")
    expect(listen([login, translated]).events.at(-1)).toBe("fatal PANIC XX000 x")
  })

  it("leaves an error during login to the driver", () => {
    const refusal = frames.error({ S: "FATAL", V: "FATAL", C: "53300", M: "sorry, too many clients already" })
    const { bytes, events } = listen([refusal])
    expect(bytes.equals(refusal)).toBe(true)
    expect(events).toEqual(["refusal FATAL 53300 sorry, too many clients already"])
  })

  it("keeps a refused request for a password, and what follows it, from the driver", () => {
    const { bytes, events } = listen(
      [Buffer.concat([frames.frame("N", Buffer.alloc(1)), frames.authentication(3)]), login],
      () => false
    )
    expect(bytes.equals(frames.frame("N", Buffer.alloc(1)))).toBe(true)
    expect(events).toEqual(["authentication 3"])
  })

  it("takes bytes inside a row for no message, and forwards the row's own chunks uncopied", () => {
    const row = frames.row(frames.terminated.toString("latin1").repeat(5000))
    const chunks = cut(Buffer.concat([login, row, frames.complete]), login.length + 3, 70_000, 140_000)
    const { bytes, events, forwarded } = listen(chunks)
    expect(events).toEqual(loggedIn)
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true)
    expect(forwarded.filter((part) => chunks.includes(part)).length).toBe(3)
  })

  it("reads no error that is longer than any server's last words", () => {
    const long = frames.error({ S: "FATAL", C: "57P01", M: "x".repeat(70_000) })
    const { bytes, events } = listen(cut(Buffer.concat([login, long, frames.ready]), 30_000, 60_000))
    expect(bytes.length).toBe(login.length + long.length + frames.ready.length)
    expect(events).toEqual(loggedIn)
  })

  it("leaves what is no protocol to the driver's own complaint", () => {
    const noise = Buffer.from("D\0\0\0\x01 and then E\0\0\0\x05")
    for (let at = 1; at < noise.length; at++) {
      expect(listen([login, ...cut(noise, at)]).bytes.equals(Buffer.concat([login, noise]))).toBe(true)
    }
  })
})
