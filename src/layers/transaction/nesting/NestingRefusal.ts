import { Duration } from "effect"
import type { SqlError } from "effect/sql"
import * as DriverError from "../../failure/DriverError.ts"
import { Rejected } from "../../failure/PgFailure.ts"

const rejected = (statement: "did not run" | "rolled back", message: string, operation: string) =>
  DriverError.fromFailure(new Rejected({ statement, message }), operation)

/** What outlives its transaction belongs to nobody: the one around it never asked for it. */
export const ended = rejected(
  "did not run",
  "the transaction, or nested transaction, that this statement is part of has ended; join the fiber that runs it before that (Fiber.join), or begin the fiber outside of it",
  "query"
)

/** What is done by halves can neither stay nor be undone by itself. */
export const halfDone = rejected(
  "rolled back",
  "a nested transaction was still open when the one around it was to end, so both were rolled back; join the fiber that runs it before that (Fiber.join)",
  "commit"
)

/** What waits for a nested transaction that seems to wait for it. */
export const stuck = (nested: string, idle: Duration.Duration): SqlError.SqlError =>
  rejected(
    "did not run",
    `the nested transaction beside it (${nested}) has sent nothing for ${Duration.format(idle)}, and until it ends nothing else of its transaction is sent; does it wait for this one, as by joining its fiber? Run this one in the nested transaction, before it, or behind it`,
    "query"
  )
