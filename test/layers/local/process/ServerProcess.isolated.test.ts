import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import * as ServerProcess from "../../../../src/layers/local/process/ServerProcess.ts"
import { unprivilegedUser } from "../../../../src/layers/local/process/ServerUser.ts"
import type { Program } from "../../../../src/layers/local/process/WatchedProcess.ts"
import { ended, heldBy, isRunning, processGroupOf, startHost, uidOf } from "../../../support/processes.ts"

const shell = (script: string, more: Partial<Program> = {}): Program => ({
  server: "postgres",
  title: "The server",
  command: "/bin/sh",
  args: ["-c", script],
  ...more
})

const saysReady = { line: (line: string) => line === "ready" }

const serve = "echo ready; exec sleep 1000"

// These run on the test's clock, which stands still: that servers start shows that they do not depend on it.
describe("ServerProcess", { concurrent: true }, () => {
  it.effect("is ready once a line of its output says so, and is gone when its scope is closed", () =>
    Effect.gen(function* () {
      const pid = yield* Effect.scoped(
        Effect.gen(function* () {
          const { pid } = yield* ServerProcess.start({ ...shell(serve), ready: saysReady })
          expect(isRunning(pid)).toBe(true)
          return pid
        })
      )
      expect(isRunning(pid)).toBe(false)
    })
  )

  it.effect("is ready once its probe says so, which is told its pid", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const probe = (pid: number) => Effect.sync(() => asked.push(pid) === 3)
      const { pid } = yield* ServerProcess.start({ ...shell(serve), ready: { probe } })
      expect(asked).toEqual([pid, pid, pid])
    })
  )

  it.effect("fails with its exit status and its last lines when it ends before it is ready", () =>
    Effect.gen(function* () {
      const script = "for n in $(seq 30); do echo line $n; done; echo no such setting >&2; exit 3"
      const error = yield* Effect.flip(ServerProcess.start({ ...shell(script), ready: saysReady }))
      expect(error._tag).toBe("LocalServerError")
      expect(error.server).toBe("postgres")
      expect(error.message).toMatch(/^The server ended before it was ready, with exit status 3/)
      expect(error.message).toContain("no such setting")
      expect(error.message).toContain("line 30")
      expect(error.message).not.toContain("line 9\n")
    })
  )

  it.effect("fails with what the system says when there is no such program", () =>
    Effect.gen(function* () {
      const program = shell("", { command: "/nowhere/server" })
      const error = yield* Effect.flip(ServerProcess.start({ ...program, ready: saysReady }))
      expect(error.message).toMatch(/exit status 127.*\/nowhere\/server: not found/s)
    })
  )

  it.effect("is stopped, and fails, when it is not ready in time", () =>
    Effect.gen(function* () {
      const program = { ...shell("echo $$; exec sleep 1000"), timeout: Duration.millis(200) }
      const error = yield* Effect.flip(ServerProcess.start({ ...program, ready: saysReady }))
      expect(error.message).toContain("was given up after 200ms")
      expect(isRunning(Number(error.message.split("\n").at(-1)))).toBe(false)
    })
  )

  it.effect("is killed when it does not heed its stop signal", () =>
    Effect.gen(function* () {
      const stubborn = shell("trap '' INT; echo ready; while :; do sleep 0.1; done")
      const started = yield* Effect.scoped(ServerProcess.start({ ...stubborn, ready: saysReady }))
      expect(isRunning(started.pid)).toBe(false)
      expect(yield* started.exit).toEqual({ code: null, signal: "SIGKILL" })
    })
  )

  it.effect("gets the stop signal that suits it", () =>
    Effect.gen(function* () {
      const program = shell("trap 'exit 7' TERM; trap '' INT; echo ready; while :; do sleep 0.1; done", {
        stopSignal: "SIGTERM"
      })
      const { exit } = yield* Effect.scoped(ServerProcess.start({ ...program, ready: saysReady }))
      expect(yield* exit).toEqual({ code: 7, signal: null })
    })
  )

  it.effect("takes its children along", () =>
    Effect.gen(function* () {
      let child = 0
      const line = (text: string) => (child = Number(text)) > 0
      // A shell lets its background children ignore SIGINT.
      const program = shell("sleep 1000 & echo $!; wait", { stopSignal: "SIGTERM" })
      yield* Effect.scoped(ServerProcess.start({ ...program, ready: { line } }))
      yield* ended(child)
    })
  )

  it.effect("tells how it ended to whoever waits for that", () =>
    Effect.gen(function* () {
      const { exit, pid } = yield* ServerProcess.start({ ...shell(serve), ready: saysReady })
      const waiting = yield* Effect.forkChild(exit)
      process.kill(pid, "SIGTERM")
      expect(yield* Fiber.join(waiting)).toEqual({ code: null, signal: "SIGTERM" })
    })
  )

  it.effect("is in a process group of its own, which a terminal's Ctrl-C does not reach", () =>
    Effect.gen(function* () {
      const { pid } = yield* ServerProcess.start({ ...shell(serve), ready: saysReady })
      expect(processGroupOf(pid)).toBe(pid)
    })
  )

  it.effect("runs as the user that is asked for", () =>
    Effect.gen(function* () {
      const user = yield* unprivilegedUser
      const { pid } = yield* ServerProcess.start({ ...shell(serve, { user }), ready: saysReady })
      expect(uidOf(pid)).toBe(user?.uid ?? process.getuid?.())
      expect(uidOf(pid)).not.toBe(0)
    })
  )

  it.effect("inherits nothing of the environment but the PATH", () =>
    Effect.gen(function* () {
      process.env["PGPASSWORD"] = "hunter2"
      const printed = yield* ServerProcess.run(shell("exec env", { env: { EXTRA: "1" } }))
      delete process.env["PGPASSWORD"]
      const variables = new Map(printed.split("\n").map((line) => [line.split("=")[0], line]))
      for (const name of ["PWD", "OLDPWD", "SHLVL", "_"]) variables.delete(name)
      expect([...variables.keys()].toSorted()).toEqual(["EXTRA", "LANG", "LC_ALL", "PATH", "TZ"])
    })
  )

  it.live("stops when this process is killed", () =>
    Effect.gen(function* () {
      const host = yield* startHost("process")
      const { pid } = yield* heldBy(host)
      expect(isRunning(pid)).toBe(true)
      host.kill("SIGKILL")
      yield* ended(pid)
    })
  )

  it.live.each(["SIGINT", "SIGHUP", "SIGKILL"] as const)(
    "stops when %s ends all of this process's group",
    (signal) =>
      Effect.gen(function* () {
        const host = yield* startHost("process")
        const { pid } = yield* heldBy(host)
        process.kill(-(host.pid ?? 0), signal)
        yield* ended(pid)
      })
  )
})

describe("ServerProcess.run", () => {
  it.effect("gives what the command printed on standard output", () =>
    Effect.gen(function* () {
      expect(yield* ServerProcess.run(shell("echo one; echo aside >&2; echo two"))).toBe("one\ntwo")
    })
  )

  it.effect("fails when the command does", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ServerProcess.run(shell("echo aside >&2; exit 4")))
      expect(error.message).toBe("The server ended with exit status 4, and its last lines were:\naside")
    })
  )
})
