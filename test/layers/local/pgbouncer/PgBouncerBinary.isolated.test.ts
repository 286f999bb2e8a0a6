import { chmodSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { describe, expect, inject, it, vi } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import * as PgBouncerBinary from "../../../../src/layers/local/pgbouncer/PgBouncerBinary.ts"
import { unprivilegedUser } from "../../../../src/layers/local/process/ServerUser.ts"
import { openFolder } from "../../../support/openFolder.ts"

const find = (env: Readonly<Record<string, string>>, release?: string) =>
  Effect.flatMap(unprivilegedUser, (user) => PgBouncerBinary.find({ user, release })).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env: { ...env } }))
  )

/** A program that says that it is PgBouncer 1.99.0, or whatever. */
const program = (says: string) =>
  Effect.map(openFolder, (folder) => {
    const path = join(folder, "pgbouncer")
    writeFileSync(path, `#!/bin/sh\necho '${says}'\n`)
    chmodSync(path, 0o755)
    return path
  })

describe("PgBouncerBinary", () => {
  it.effect("is what PGBOUNCER_BIN names, before anything else", () =>
    Effect.gen(function* () {
      const command = yield* program("PgBouncer 1.99.0\nlibevent 2.1.12")
      expect(yield* find({ PGBOUNCER_BIN: command })).toEqual({ command, args: [], version: "1.99.0" })
    })
  )

  it.effect("is the PATH's where nothing names one", () =>
    Effect.gen(function* () {
      const command = yield* program("PgBouncer 1.98.0")
      yield* Effect.acquireRelease(
        Effect.sync(() =>
          vi.stubEnv("PATH", ["relative", dirname(command), "/usr/bin", "/bin"].join(delimiter))
        ),
        () => Effect.sync(() => vi.unstubAllEnvs())
      )
      expect(yield* find({})).toEqual({ command, args: [], version: "1.98.0" })
    })
  )

  it.effect("is an error when PGBOUNCER_BIN names nothing", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(find({ PGBOUNCER_BIN: "/nowhere/pgbouncer" }))
      expect(error._tag).toBe("LocalServerError")
      expect(error.message).toMatch(/^PGBOUNCER_BIN is \/nowhere\/pgbouncer, which is no program/)
    })
  )

  it.effect("is an error when PGBOUNCER_BIN names another program", () =>
    Effect.gen(function* () {
      const command = yield* program("PgAnything 4.2")
      const error = yield* Effect.flip(find({ PGBOUNCER_BIN: command }))
      expect(error).toMatchObject({
        _tag: "LocalServerError",
        message: expect.stringContaining("is no PgBouncer")
      })
    })
  )

  it.effect.each([
    ["bookworm", "1.18.", inject("servers").pgbouncer118],
    ["trixie", "1.24.", inject("servers").pgbouncer124]
  ] as const)("of the release %s is unpacked and runs with its own libraries", ([release, expected, isHad]) =>
    Effect.gen(function* () {
      // The release is asked for by name, so PGBOUNCER_BIN does not matter.
      const found = yield* Effect.result(find({ PGBOUNCER_BIN: "/nowhere/pgbouncer" }, release))
      if (isHad === undefined) {
        expect(found).toMatchObject({ _tag: "Failure", failure: { _tag: "PgBouncerNotFound" } })
        return
      }
      const { args, command, version } = yield* Effect.fromResult(found)
      expect(version).toContain(expected)
      expect(command).toMatch(/\/ld[^/]*\.so\.\d+$/)
      expect(args[0]).toBe("--library-path")
    })
  )

  it.effect("that cannot be had is an error which names the command that installs it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(find({}, "nosuchrelease"))
      expect(error._tag).toBe("PgBouncerNotFound")
      expect(error.message).toMatch(
        /^PgBouncer of the release nosuchrelease is not on this machine.*install it with (apt-get|brew|dnf|your) .*or set PGBOUNCER_BIN/
      )
    })
  )
})
