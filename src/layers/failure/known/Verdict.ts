import * as Schema from "effect/Schema"

/** Whether the statement that failed may have changed anything. */
export const Statement = Schema.Literals(["did not run", "rolled back", "unknown"])
export type Statement = typeof Statement.Type

/**
 * Whether, and how, to try again. Read it together with `statement`.
 *
 * - `"backoff"`: nothing lasting happened; wait with growing, jittered pauses and send the same again.
 * - `"slowly"`: as `"backoff"`, with pauses of seconds to minutes: something has to be freed or a block has to pass.
 * - `"transaction"`: repeat the whole transaction, never the one statement.
 * - `"with key"`: it may have run; repeat only what is idempotent or carries an idempotency key.
 * - `"other connection"`: this session or host is the trouble; on another one it may succeed at once.
 * - `"unnamed"`: on a new connection, outside a transaction, without a named prepared statement.
 * - `"no"`: the same request fails in the same way; another one may succeed.
 * - `"never"`: every request fails until somebody changes the settings, and failed logins count against the account.
 */
export const Advice = Schema.Literals([
  "backoff",
  "slowly",
  "transaction",
  "with key",
  "other connection",
  "unnamed",
  "no",
  "never"
])
export type Advice = typeof Advice.Type

/** The name of a reason. */
export type Tag =
  | "PoolExhausted"
  | "Unavailable"
  | "DeadlineExceeded"
  | "OutcomeUnknown"
  | "Contention"
  | "ConstraintViolated"
  | "Rejected"
  | "SessionStateRequired"
  | "ReadOnly"
  | "StorageFull"
  | "Misconfigured"
  | "Unclassified"

/** What is known of a message or a SQLSTATE: a row of the tables in this folder, without what it is found by. */
export interface Verdict {
  readonly reason: Tag
  readonly statement: Statement
  readonly retry: Advice
  /** What happened, as half a sentence: it follows a colon in messages. */
  readonly meaning: string
  /** What to do, the most likely first. */
  readonly remedies: ReadonlyArray<string>
}

/** What each reason says of the statement and of trying again, unless a row says otherwise. */
export const usual: Readonly<Record<Tag, Pick<Verdict, "statement" | "retry">>> = {
  PoolExhausted: { statement: "did not run", retry: "backoff" },
  Unavailable: { statement: "did not run", retry: "backoff" },
  DeadlineExceeded: { statement: "unknown", retry: "no" },
  OutcomeUnknown: { statement: "unknown", retry: "with key" },
  Contention: { statement: "rolled back", retry: "transaction" },
  ConstraintViolated: { statement: "rolled back", retry: "no" },
  Rejected: { statement: "rolled back", retry: "no" },
  SessionStateRequired: { statement: "did not run", retry: "no" },
  ReadOnly: { statement: "rolled back", retry: "other connection" },
  StorageFull: { statement: "rolled back", retry: "slowly" },
  Misconfigured: { statement: "did not run", retry: "never" },
  Unclassified: { statement: "unknown", retry: "no" }
}

/** A row; `except` is where it differs from what is usual for its reason. */
export const of = (
  reason: Tag,
  meaning: string,
  remedies: ReadonlyArray<string>,
  except?: Partial<Pick<Verdict, "statement" | "retry">>
): Verdict => ({ reason, ...usual[reason], ...except, meaning, remedies })

/** The same verdict behind PANIC, which ends all sessions with what they were doing: a COMMIT may be done or not. */
export const afterPanic = (verdict: Verdict): Verdict =>
  verdict.statement === "rolled back" ? { ...verdict, statement: "unknown", retry: "with key" } : verdict

/** The same verdict for a statement that had not been sent yet: whatever was said, nothing ran. */
export const beforeSending = (verdict: Verdict, stage: "connecting" | "idle"): Verdict => {
  if (verdict.reason === "OutcomeUnknown") {
    return of("Unavailable", verdict.meaning, ["Try again: a new connection is opened by itself"])
  }
  // Between the statements of a transaction the session can end with what had been done in it.
  if (stage === "idle") {
    return { ...verdict, statement: verdict.statement === "unknown" ? "did not run" : verdict.statement }
  }
  // What a server rejects of a connection is what the settings asked for: a parameter, a privilege, a database.
  if (verdict.reason === "Rejected" && verdict.retry === "no") {
    return of("Misconfigured", verdict.meaning, [
      "Compare the URL's user, database and parameters with what the server has",
      ...verdict.remedies
    ])
  }
  return { ...verdict, statement: "did not run" }
}
