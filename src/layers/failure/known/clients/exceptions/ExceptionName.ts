import { notConnected } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { javaException } from "./JavaException.ts"
import { nodeException } from "./NodeException.ts"
import { phpException } from "./PhpException.ts"
import { pythonException } from "./PythonException.ts"
import { rubyException } from "./RubyException.ts"

/** What programs say that could not connect, and say no more. */
const program: Voice = {
  source: "a program",
  said: [
    [
      notConnected,
      "Unable to connect to your database server using the provided settings",
      "Database connection failed It is possible that the database is overloaded%s",
      "It is possible that the database is overloaded or otherwise not running properly",
      "There was an error initializing DB",
      "cannot connect to Postgres"
    ]
  ]
}

/** Exceptions whose name says little and is certain: they count only where nothing else is said. */
export const exceptionNames: ReadonlyArray<Voice> = [
  program,
  javaException,
  nodeException,
  phpException,
  pythonException,
  rubyException
]
