import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

const config = {
  folder: Argument.String("folder").pipe(
    Argument.withDescription(
      "Where the project goes: a folder that is to be made, or an empty one, such as ."
    ),
    Argument.withMetavar("FOLDER")
  ),
  package: Flag.String("package").pipe(
    Flag.withMetavar("PACKAGE"),
    Flag.withDescription(
      "What the project installs as aquifer: a tarball, its URL, or a version; unless given, what this aquifer was installed from"
    ),
    Flag.optional
  )
}

/** `aquifer init`: makes a project with a table of its own, a program and tests, whose commands run as they are. */
export const init = Command.make(
  "init",
  config,
  lazily(() => import("./initHandler.ts"))
).pipe(
  Command.withDescription("Make a project to start from: a table, a program on it, and tests"),
  Command.withExamples([
    { command: "aquifer init my-shop", description: "In a new folder" },
    { command: "aquifer init .", description: "Here, where nothing is yet but .git" },
    {
      command: "aquifer init my-shop --package ./aquifer-0.1.0.tgz",
      description: "With the package that npm pack made"
    }
  ])
)
