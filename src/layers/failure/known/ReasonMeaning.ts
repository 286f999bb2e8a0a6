import { poolTimeout } from "./CommonIssue.ts"
import { of, type Tag, type Verdict } from "./Verdict.ts"

/** What each reason means by itself, for messages in which nothing else is recognised. */
export const reasons: Readonly<Record<Tag, Verdict>> = {
  PoolExhausted: poolTimeout.verdict,
  Unavailable: of("Unavailable", "the server or pooler cannot be reached; nothing ran", [
    "Check that it runs and is reached from here, then try again"
  ]),
  DeadlineExceeded: of("DeadlineExceeded", "the time that the caller allowed ran out", [
    "Give it more time, or make it faster"
  ]),
  OutcomeUnknown: of("OutcomeUnknown", "the connection broke", [
    "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
  ]),
  Contention: of("Contention", "another transaction was in the way", [
    "Repeat the whole transaction, with a pause of random length before each attempt"
  ]),
  ConstraintViolated: of("ConstraintViolated", "the data breaks a constraint of the schema", [
    "Correct the data"
  ]),
  Rejected: of("Rejected", "the statement or its data is wrong", ["Correct what the message names"]),
  SessionStateRequired: of(
    "SessionStateRequired",
    "the SQL needs a session of its own, which the pooled endpoint does not give",
    ["Write what the message says instead, or run it on DirectPg"]
  ),
  ReadOnly: of("ReadOnly", "the server takes no writes", ["Send writes to the primary"]),
  StorageFull: of("StorageFull", "the server is out of disk, memory or another resource", [
    "Free the resource, then try again"
  ]),
  Misconfigured: of("Misconfigured", "password, user, database, startup parameter or TLS is wrong", [
    "Correct DATABASE_URL or DATABASE_POOL_URL"
  ]),
  Unclassified: of("Unclassified", "nothing more is known than the message says", [
    "Look into the server's log at this moment, and look whether the statement was done"
  ])
}
