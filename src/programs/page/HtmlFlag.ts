import { Flag } from "effect/cli"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as FileProblem from "../terminal/FileProblem.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import type { RunReport } from "./RunPage.ts"

/** Where a program's report goes as a page. */
export const flag = Flag.String("html").pipe(
  Flag.withDescription(
    "Write the report to FILE too, as a page with charts that needs nothing but a browser"
  ),
  Flag.withMetavar("FILE"),
  Flag.optional
)

/** Finds out before a run whether its report can be written; the file is empty until the run is done. */
export const check = (file: Option.Option<string>) =>
  Option.match(file, {
    onNone: () => Effect.void,
    onSome: (path) =>
      Effect.flatMap(FileSystem.FileSystem, (files) => files.open(path, { flag: "a" })).pipe(
        Effect.scoped,
        Effect.asVoid,
        Effect.catchTag("PlatformError", (error) =>
          wrongUsage(
            `--html ${path === "" ? "of the empty path" : path} cannot be written: ${FileProblem.because(error)}; give a file in a folder that is there and is yours`
          )
        )
      )
  })

/** Writes a page to a file, or says why it cannot be and ends with status 1. */
export const put = (file: string, page: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.writeFileString(file, page)).pipe(
    Effect.catchTag("PlatformError", (error) =>
      Effect.andThen(
        Output.tell(
          `aquifer: the page cannot be written to ${file}: ${FileProblem.because(error)}; what is there now is incomplete`
        ),
        Effect.fail(new ProgramFailed(1))
      )
    )
  )

/** Writes a run's report where the flag says. */
export const write = Effect.fnUntraced(function* (
  file: Option.Option<string>,
  report: () => Omit<RunReport, "at">
) {
  if (Option.isNone(file)) return
  const RunPage = yield* Effect.promise(() => import("./RunPage.ts"))
  const page = yield* RunPage.render({ ...report(), at: yield* Clock.currentTimeMillis })
  yield* put(file.value, page)
  yield* Output.tell(`aquifer: the report is in ${file.value}`)
})
