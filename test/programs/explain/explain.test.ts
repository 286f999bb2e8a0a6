import { execFile, execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Console, Effect, Layer, Runtime, Stdio, Stream } from "effect"
import { Command } from "effect/cli"
import { explain } from "../../../src/programs/explain/explain.ts"
import * as ProgramFailed from "../../../src/programs/terminal/ProgramFailed.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

/** Runs `aquifer explain ARGS` in this process, with something on standard input or a terminal there. */
const runWith = (input: ReadonlyArray<Uint8Array> | "terminal", ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const lines = { stdout: new Array<string>(), stderr: new Array<string>() }
    const told: Partial<Console.Console> = {
      log: (...parts: ReadonlyArray<unknown>) => lines.stdout.push(parts.join(" ")),
      error: (...parts: ReadonlyArray<unknown>) => lines.stderr.push(parts.join(" "))
    }
    const status = yield* Command.runWith(explain, { version: "0" })(args).pipe(
      ProgramFailed.report,
      Effect.match({ onSuccess: () => 0, onFailure: (failed) => failed[Runtime.errorExitCode] }),
      Effect.provideService(Console.Console, { ...globalThis.console, ...told })
    )
    return { status, stdout: lines.stdout.join("\n"), stderr: lines.stderr.join("\n") }
  }).pipe(
    Effect.provide(
      Layer.merge(
        NodeServices.layer,
        Stdio.layerTest(
          input === "terminal"
            ? { stdinIsTerminal: Effect.succeed(true) }
            : { stdin: Stream.fromIterable(input) }
        )
      )
    )
  )

const run = (...args: ReadonlyArray<string>) => runWith("terminal", ...args)

const bytes = (text: string) => new TextEncoder().encode(text)

const prefix = "2026-02-01 10:00:00.123 UTC [4711] app@app "
const log = [
  `${prefix}LOG:  database system is ready to accept connections`,
  `${prefix}ERROR:  duplicate key value violates unique constraint "users_pkey"`,
  `${prefix}DETAIL:  Key (id)=(hunter2) already exists.`,
  `${prefix}FATAL:  sorry, too many clients already`,
  `${prefix}FATAL:  sorry, too many clients already`
].join("\n")

describe("aquifer explain", () => {
  it.effect("tells people what a message means, who says it, whether the statement ran and what to do", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run("FATAL:  query_wait_timeout")
      expect([status, stderr]).toEqual([0, ""])
      expect(stdout).toMatch(/said by +PgBouncer, every version/)
      expect(stdout).toMatch(/reason +PoolExhausted/)
      expect(stdout).toMatch(/the statement +did not run/)
      expect(stdout).toMatch(/try again +yes, after a growing, jittered pause/)
      expect(stdout).toContain("query_wait_timeout (120 s unless set)")
      expect(stdout).toMatch(/What to do:\n- .+\n- Increase pool size/)
    })
  )

  it.effect("prints one JSON document for programs", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run("sorry, too many clients already", "--json")
      expect(status).toBe(0)
      expect(formatOf(stdout)).toBe("aquifer-explain-1")
      expect(JSON.parse(stdout)).toEqual({
        format: "aquifer-explain-1",
        message: "sorry, too many clients already",
        sqlState: "53300",
        known: true,
        source: "Postgres",
        reason: "PoolExhausted",
        meaning: "Every connection that the server or the pooler allows is taken.",
        statement: "did not run",
        retry: "backoff",
        remedies: [
          expect.stringMatching(/^Switch to pooled connection/),
          expect.stringMatching(/^Reduce POOL_SIZE/),
          expect.stringMatching(/^Check for connection leaks/),
          expect.stringMatching(/^Scale up database/)
        ]
      })
    })
  )

  it.effect("prints all remedies of a common issue as bullets", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run("Cannot use LISTEN/NOTIFY")
      expect(stdout).toContain("\n- Use direct connection for LISTEN")
      expect(stdout).toContain("\n- Implement polling alternative")
      expect(stdout).toContain("\n- Use Supabase Realtime")
    })
  )

  it.effect("takes a SQLSTATE alone, in either case, or beside a message", () =>
    Effect.gen(function* () {
      const alone = yield* run("--sqlstate", "40p01")
      expect([alone.status, alone.stdout]).toEqual([0, expect.stringMatching(/^SQLSTATE 40P01\n/)])
      expect(yield* run("40p01")).toEqual(alone)
      const digits = yield* run("--sqlstate", "53300")
      expect(digits.stdout).toMatch(/^ {2}SQLSTATE {7}53300$/m) // a code is no number, which would stand to the right
      const beside = yield* run("irgendetwas", "--sqlstate", "40P01", "--json")
      expect(JSON.parse(beside.stdout)).toMatchObject({
        message: "irgendetwas",
        reason: "Contention",
        known: true
      })
    })
  )

  it.effect("understands a message without quotation marks", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run("deadlock", "detected", "--json")
      expect([status, JSON.parse(stdout).sqlState]).toEqual([0, "40P01"])
    })
  )

  it.effect("ends with 1 when the message is not known, and says what to send", () =>
    Effect.gen(function* () {
      const text = yield* run("the cat sat on the mat")
      expect([text.status, text.stdout]).toEqual([1, expect.stringContaining("- Send the whole message")])
      const json = yield* run("the cat sat on the mat", "--json")
      expect([json.status, JSON.parse(json.stdout).known]).toEqual([1, false])
      expect((yield* run("--sqlstate", "ZZZZZ")).status).toBe(1)
    })
  )

  it.effect("ends with 2 when it is given nothing, or a SQLSTATE that is none", () =>
    Effect.gen(function* () {
      const nothing = yield* run()
      expect([nothing.status, nothing.stdout]).toEqual([2, ""])
      expect(nothing.stderr).toContain("--sqlstate")
      expect((yield* run("")).status).toBe(2)
      for (const code of ["5330", "533000", "53-00", ""]) {
        const { status, stderr } = yield* run("x", "--sqlstate", code)
        expect([code, status, stderr]).toEqual([code, 2, expect.stringContaining("five digits or letters")])
      }
    })
  )

  it.effect("shows no password of a URL that was copied along", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run("cannot connect to postgres://app:hunter2@db:6543/x: SSL required")
      expect(stdout).not.toContain("hunter2")
    })
  )

  it.effect(
    "reads a log from standard input, in parts, and tells the likeliest cause and what else it says",
    () =>
      Effect.gen(function* () {
        const parts = [0, 90, 201, 350].map((at, index, all) => bytes(log).slice(at, all[index + 1]))
        const { status, stderr, stdout } = yield* runWith(parts)
        expect([status, stderr]).toEqual([0, ""])
        expect(stdout).toMatch(/^2026-.*too many clients already\n/)
        expect(stdout).toMatch(/in the log +line 4 of 5, 2 times: the likeliest cause/)
        expect(stdout).toMatch(/Also in it:\n +line 2 +1 time +ConstraintViolated +.*users_pkey/)
        expect(stdout).not.toContain("hunter2")
        expect((yield* runWith([bytes(log)], "-")).stdout).toBe(stdout)
        expect((yield* runWith([bytes(log)], "--from", "-")).stdout).toBe(stdout)
      })
  )

  it.effect("prints one document of a log", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* runWith([bytes(log)], "--json")
      expect([status, formatOf(stdout)]).toEqual([0, "aquifer-explain-1"])
      expect(JSON.parse(stdout)).toMatchObject({
        sqlState: "53300",
        lines: 5,
        line: 4,
        times: 2,
        others: [{ sqlState: "23505", line: 2, times: 1, reason: "ConstraintViolated", retry: "no" }]
      })
    })
  )

  it.effect("reads a file, by --from or by its name alone, in UTF-8 or UTF-16", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const [plain, wide] = [join(folder, "db.log"), join(folder, "wide.log")]
      writeFileSync(plain, log)
      writeFileSync(wide, Buffer.from(`\uFEFF${log}`, "utf16le"))
      for (const args of [["--from", plain], [plain], ["--from", wide]]) {
        const { status, stdout } = yield* run(...args, "--json")
        expect([status, JSON.parse(stdout).line]).toEqual([0, 4])
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("reads a named pipe, as process substitution gives one", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const [plain, pipe] = [join(folder, "db.log"), join(folder, "pipe")]
      writeFileSync(plain, log)
      execFileSync("mkfifo", [pipe])
      execFile("sh", ["-c", `cat "${plain}" > "${pipe}"`]) // begins once somebody reads
      const { status, stdout } = yield* run("--from", pipe, "--json")
      expect([status, JSON.parse(stdout).line]).toEqual([0, 4])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("shows no detail and no statement of a CSV log, however many lines it has", () =>
    Effect.gen(function* () {
      const head =
        '2026-01-01 10:00:00.000 UTC,"app","shop",123,"10.0.0.1:4444",6543.7b,5,"INSERT",2026-01-01 09:00:00 UTC,3/44,0'
      const record = `${head},ERROR,23505,"duplicate key value violates unique constraint ""users_email""","Key (email)=(secret@x.com) already exists.",,,,,"INSERT INTO users (email)\nVALUES ('secret@x.com')",,,"app","client backend",,0`
      for (const given of [
        yield* run(record),
        yield* runWith([new TextEncoder().encode(`${record}\n`)]),
        yield* runWith([new TextEncoder().encode(`${record}\n${record}\n`)], "--json")
      ]) {
        expect(given.status).toBe(0)
        expect(given.stdout).toContain("users_email")
        expect(given.stdout).not.toMatch(/secret|INSERT INTO/)
      }
    })
  )

  it.effect("ends with 2 on a file that is not there, a folder, or nothing to read", () =>
    Effect.gen(function* () {
      const missing = yield* run("--from", "/nowhere/at/all.log")
      expect([missing.status, missing.stdout]).toEqual([2, ""])
      expect(missing.stderr).toContain("/nowhere/at/all.log cannot be read")
      expect((yield* run("--from", "/")).status).toBe(2)
      const empty = yield* runWith([])
      expect([empty.status, empty.stderr]).toEqual([2, expect.stringContaining("standard input is empty")])
    })
  )

  it.effect("ends with 1 on a log in which nothing is known, or that is no text", () =>
    Effect.gen(function* () {
      const noise = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919 + (at >> 3)) % 251)
      for (const input of [bytes("all is well\nreally\n"), noise]) {
        const { status, stdout } = yield* runWith([input])
        expect([status, stdout]).toEqual([1, expect.stringMatching(/try again +not known/)])
        expect(JSON.parse((yield* runWith([input], "--json")).stdout)).toMatchObject({
          known: false,
          others: []
        })
      }
    })
  )
})
