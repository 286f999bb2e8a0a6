/** What a SQLSTATE says: the reason's tag, and what became of the statement. */
export interface Meaning {
  readonly tag:
    | "PoolExhausted"
    | "Unavailable"
    | "DeadlineExceeded"
    | "OutcomeUnknown"
    | "Contention"
    | "ConstraintViolated"
    | "Rejected"
    | "ReadOnly"
    | "StorageFull"
    | "Misconfigured"
    | "Unclassified"
  readonly statement: "did not run" | "rolled back" | "unknown"
}

const of = (tag: Meaning["tag"], statement: Meaning["statement"]): Meaning => ({ tag, statement })

/** Codes that say more than their class does. */
const codes: ReadonlyMap<string, Meaning> = new Map([
  ["08001", of("Unavailable", "did not run")],
  ["08004", of("Misconfigured", "did not run")],
  ["25006", of("ReadOnly", "rolled back")],
  ["3D000", of("Misconfigured", "did not run")],
  ["40003", of("OutcomeUnknown", "unknown")],
  ["53300", of("PoolExhausted", "did not run")],
  ["55P03", of("Contention", "rolled back")],
  ["57014", of("DeadlineExceeded", "rolled back")],
  ["57P01", of("OutcomeUnknown", "unknown")],
  ["57P02", of("OutcomeUnknown", "unknown")],
  ["57P03", of("Unavailable", "did not run")],
  ["57P04", of("Misconfigured", "did not run")],
  ["57P05", of("Unavailable", "did not run")]
])

const classes: ReadonlyMap<string, Meaning> = new Map([
  ["08", of("OutcomeUnknown", "unknown")],
  ["0A", of("Rejected", "rolled back")],
  ["22", of("Rejected", "rolled back")],
  ["23", of("ConstraintViolated", "rolled back")],
  ["25", of("Rejected", "rolled back")],
  ["28", of("Misconfigured", "did not run")],
  ["40", of("Contention", "rolled back")],
  ["42", of("Rejected", "rolled back")],
  ["53", of("StorageFull", "rolled back")],
  ["54", of("Rejected", "rolled back")]
])

/** The meaning of a SQLSTATE, by the code itself or else by its class. */
export const meaning = (sqlState: string): Meaning =>
  codes.get(sqlState) ?? classes.get(sqlState.slice(0, 2)) ?? of("Unclassified", "unknown")
