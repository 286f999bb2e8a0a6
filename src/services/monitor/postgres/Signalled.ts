import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"

/** What became of a signal to a session; Postgres sends it, and the session ends its work a moment later. */
export type Signalled =
  | {
      /** There was such a process, and it was told. */
      readonly _tag: "Sent"
    }
  | {
      /** No process of Postgres has this ID, any more. */
      readonly _tag: "NoSuchProcess"
    }
  | {
      /** This role may not signal that session (42501). */
      readonly _tag: "NotPermitted"
      /** Why, and the GRANT that permits it, for an administrator. */
      readonly message: string
    }

/** What Postgres answers: whether there was such a process. */
export const of = (sent: boolean): Signalled => ({ _tag: sent ? "Sent" : "NoSuchProcess" })

/** A role may end its own sessions and those of roles it is a member of; pg_signal_backend may end any ordinary one. */
export const notPermitted = (error: SqlError.SqlError): Effect.Effect<Signalled, SqlError.SqlError> =>
  PgFailure.classify(error).sqlState === "42501"
    ? Effect.succeed({
        _tag: "NotPermitted",
        message:
          "this role may not end that session; as an administrator: GRANT pg_signal_backend TO it (a superuser's sessions only a superuser ends)"
      })
    : Effect.fail(error)
