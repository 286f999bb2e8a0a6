import { spawnSync } from "node:child_process"
import { Effect } from "effect"
import { commandOf, unpacked } from "./distributionPackage.ts"
import { goOnWithout } from "./goOnWithout.ts"

/** Runs Prometheus' tool on what it is given, and gives what it ends with and prints. */
export type Promtool = (
  args: ReadonlyArray<string>,
  input?: string
) => { readonly status: number | null; readonly printed: string }

/** The one of the distribution's package; undefined where it cannot be had. */
export const promtool: Promtool | undefined = await unpacked("prometheus").pipe(
  Effect.flatMap((root) => commandOf(root, "usr/bin/promtool")),
  Effect.map(({ args: own, command }): Promtool => (args, input) => {
    const { error, status, stderr, stdout } = spawnSync(command, [...own, ...args], {
      input,
      encoding: "utf8"
    })
    if (error !== undefined) throw error
    return { status, printed: `${stdout}${stderr}`.trim() }
  }),
  Effect.catch(goOnWithout("with promtool")),
  Effect.runPromise
)
