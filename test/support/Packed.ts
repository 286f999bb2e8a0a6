import { execFile } from "node:child_process"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Context, Effect, Layer } from "effect"
import { root } from "./docExamples.ts"
import type { Ended } from "./Printed.ts"
import { temporaryFolder } from "./temporaryFolder.ts"

/** Runs a program to its end. */
export const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  Effect.callback<Ended>((resume) => {
    // In an environment that says nothing of the run of npm that this is.
    const { HOME = "", PATH = "" } = process.env
    execFile(command, [...args], { cwd, env: { HOME, PATH } }, (error, stdout, stderr) =>
      resume(Effect.succeed({ status: error === null ? 0 : Number(error.code), stdout, stderr }))
    )
  })

interface Archive {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: ReadonlyArray<{ readonly path: string }>
}

/** The package as `npm pack` makes it, built once for all tests here. */
export class Packed extends Context.Service<Packed, Archive & { readonly tarball: string }>()("test/Packed") {
  static readonly layer = Layer.effect(
    Packed,
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const options = ["--json", "--silent", "--pack-destination", folder]
      const { status, stderr, stdout } = yield* run(root, "npm", "pack", ...options)
      if (status !== 0) return yield* Effect.die(new Error(`npm pack: ${stderr}${stdout}`))
      const [archive]: [Archive] = JSON.parse(stdout)
      return { ...archive, tarball: join(folder, archive.filename) }
    })
  ).pipe(Layer.provide(NodeServices.layer))
}
