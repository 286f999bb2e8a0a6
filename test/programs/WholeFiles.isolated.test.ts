import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { init } from "../../src/programs/init/init.ts"
import { migrate } from "../../src/programs/migrate/migrate.ts"
import { command } from "../support/command.ts"
import { openFolder } from "../support/openFolder.ts"

const program = new URL("../../src/programs/aquifer.js", import.meta.url).pathname

/** Runs a command of which no file may grow over so many blocks of 512 bytes: a write ends there as on a full disk. */
const within = (blocks: number, ...args: ReadonlyArray<string>) =>
  spawnSync(
    "/bin/sh",
    [
      "-c",
      `ulimit -f ${blocks} && exec "$@"`,
      "sh",
      process.execPath,
      "--conditions=aquifer-source",
      program,
      ...args
    ],
    { encoding: "utf8", env: { PATH: process.env["PATH"], NODE_DISABLE_COMPILE_CACHE: "1" } }
  )

const versionless = (folder: string) =>
  readdirSync(folder)
    .toSorted()
    .map((file) => [file.replace(/^\d{14}_/, ""), readFileSync(join(folder, file), "utf8")])

it.live("Migrations that a disk has no room for leave nothing, and a second run writes them all", () =>
  Effect.gen(function* () {
    const [folder, whole] = [join(yield* openFolder, "supabase", "migrations"), yield* openFolder]
    // The first have room.
    const { status, stderr } = within(12, "migrate", "--into", folder)
    expect(stderr).toBe(
      `aquifer: --into ${folder} cannot be written: it would be larger than a file may be (ulimit -f); give a folder that is yours and has room, or is to be made\n`
    )
    expect(status).toBe(2)
    expect(readdirSync(dirname(dirname(folder)))).toEqual([])
    mkdirSync(folder, { recursive: true })
    expect(within(12, "migrate", "--into", join(folder, "new")).status).toBe(2)
    expect(within(12, "migrate", "--into", folder).status).toBe(2)
    expect(readdirSync(folder)).toEqual([])
    for (const into of [folder, whole]) expect((yield* command(migrate)(["--into", into])).status).toBe(0)
    expect(versionless(whole).length).toBeGreaterThan(5)
    expect(versionless(folder)).toEqual(versionless(whole))
  }).pipe(Effect.scoped)
)

it.live("A project that a disk has no room for leaves nothing, and can be made there afterwards", () =>
  Effect.gen(function* () {
    const folder = join(yield* openFolder, "shop")
    const given = [folder, "--package", "0.1.0"]
    const { status, stderr } = within(2, "init", ...given)
    expect(stderr).toBe(
      `aquifer: the project cannot be written: it would be larger than a file may be (ulimit -f) (${folder}); nothing of it was kept, and nothing that was there was touched\n`
    )
    expect(status).toBe(1)
    expect(readdirSync(dirname(folder))).toEqual([])
    expect((yield* command(init)(given)).status).toBe(0)
    expect(readdirSync(folder)).toContain("package.json")
  }).pipe(Effect.scoped)
)
