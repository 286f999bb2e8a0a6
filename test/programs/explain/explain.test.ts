import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Console, Effect, Runtime } from "effect"
import { Command } from "effect/cli"
import { explain } from "../../../src/programs/explain/explain.ts"
import * as ProgramFailed from "../../../src/programs/terminal/ProgramFailed.ts"
import { formatOf } from "../../support/jsonDocument.ts"

/** Runs `aquifer explain ARGS` in this process. */
const run = (...args: ReadonlyArray<string>) =>
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
  }).pipe(Effect.provide(NodeServices.layer))

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
})
