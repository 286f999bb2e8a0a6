/** What takes back, before COMMIT, what a statement did to its session. */
export type Undoing =
  | "ROLLBACK"
  | "RESET"
  | "DROP"
  | "DEALLOCATE"
  | "CLOSE"
  | "UNLISTEN"
  | "dblink_disconnect"

/** One thing that needs a session of its own. Outside a transaction each is unsafe. */
export interface Rule {
  readonly name: string
  /** What goes wrong on a pooled connection. */
  readonly breaks: string
  /** What to write instead. */
  readonly remedy: string
  /** Inside a transaction: unsafe too, safe, or safe once the same transaction has done what it needs. */
  readonly inside:
    | "unsafe"
    | "safe"
    | "after nextval"
    | "after PREPARE"
    | "after LISTEN"
    | "after dblink_connect"
  readonly undoneBy: ReadonlyArray<Undoing>
}

const setting = {
  inside: "unsafe",
  undoneBy: ["ROLLBACK", "RESET"]
} as const
const lasting = { inside: "unsafe", undoneBy: [] } as const
const temporary = { inside: "unsafe", undoneBy: ["ROLLBACK", "DROP"] } as const

/**
 * What transaction pooling breaks: the whole table.
 *
 * A server connection goes back to the pooler at the end of each transaction, so whatever outlives a transaction
 * lands on another client, and is not there for the statement that expects it.
 */
export const rules = {
  set: {
    name: "SET",
    breaks: "the setting stays on the server connection and meets another client",
    remedy: "write SET LOCAL inside a transaction, or set it for good with ALTER ROLE … SET, or use DirectPg",
    ...setting
  },
  setConfig: {
    name: "set_config",
    breaks: "the setting stays on the server connection and meets another client",
    remedy: "pass a constant true as the third argument, inside a transaction, or use DirectPg",
    ...setting
  },
  intervalStyle: {
    name: "SET IntervalStyle",
    breaks:
      "PgBouncer before 1.20 leaves the setting on the server connection, where it meets another client; later ones keep it for the client alone",
    remedy:
      "write SET LOCAL inside a transaction, or set it for good with ALTER ROLE … SET, or use DirectPg; behind PgBouncer 1.20 or later a script may keep it",
    ...setting
  },
  reset: {
    name: "RESET",
    breaks: "it resets whichever server connection it happens to meet",
    remedy: "leave it out: SET LOCAL ends with its transaction; or use DirectPg",
    inside: "unsafe",
    undoneBy: ["ROLLBACK"]
  },
  role: {
    name: "SET ROLE",
    breaks: "the role stays on the server connection, and another client acts with its rights",
    remedy: "write SET LOCAL ROLE inside a transaction, or connect as that role, or use DirectPg",
    ...setting
  },
  characteristics: {
    name: "SET SESSION CHARACTERISTICS",
    breaks: "the characteristics stay on the server connection and meet another client's transactions",
    remedy:
      "write SET TRANSACTION, or begin the transaction that way (PgTransaction.begun), or use ALTER ROLE … SET",
    ...setting
  },
  discard: {
    name: "DISCARD",
    breaks: "it clears whichever server connection it happens to meet, under another client",
    remedy: "leave it out: the pooler clears its connections itself; or use DirectPg",
    ...lasting
  },
  prepare: {
    name: "PREPARE",
    breaks: "the prepared statement stays on the server connection; ROLLBACK does not take it back",
    remedy:
      "send the statement with parameters and let the driver and the pooler prepare it, DEALLOCATE it in the same transaction, or use DirectPg",
    inside: "unsafe",
    undoneBy: ["DEALLOCATE"]
  },
  execute: {
    name: "EXECUTE",
    breaks: "the statement was prepared on a server connection that this may not meet",
    remedy: "send the statement itself with parameters, or use DirectPg",
    inside: "after PREPARE",
    undoneBy: []
  },
  deallocate: {
    name: "DEALLOCATE",
    breaks: "it takes a prepared statement away from whichever server connection it happens to meet",
    remedy: "leave it out, or PREPARE and DEALLOCATE in one transaction, or use DirectPg",
    inside: "after PREPARE",
    undoneBy: []
  },
  temporaryTable: {
    name: "temporary table",
    breaks: "the table stays on the server connection, and is not there for the next transaction",
    remedy:
      "write CREATE TEMP TABLE … ON COMMIT DROP inside a transaction (also as CREATE TEMP TABLE … ON COMMIT DROP AS SELECT), a CTE, an unlogged table, or use DirectPg",
    ...temporary
  },
  temporaryObject: {
    name: "temporary object",
    breaks: "the object stays on the server connection, and is not there for the next transaction",
    remedy: "drop it before COMMIT, make an ordinary one, or use DirectPg",
    ...temporary
  },
  temporarySchema: {
    name: "pg_temp",
    breaks: "what is in pg_temp belongs to whichever server connection this happens to meet",
    remedy: "make and use temporary objects in one transaction, or use DirectPg",
    inside: "safe",
    undoneBy: []
  },
  heldCursor: {
    name: "WITH HOLD cursor",
    breaks: "the cursor stays on the server connection after COMMIT, and FETCH meets another one",
    remedy: "leave WITH HOLD out and fetch in the same transaction, read by keyset pages, or use DirectPg",
    inside: "unsafe",
    undoneBy: ["ROLLBACK", "CLOSE"]
  },
  cursor: {
    name: "FETCH outside a transaction",
    breaks:
      "only a WITH HOLD cursor lives outside its transaction, on a server connection that this may not meet",
    remedy: "declare, fetch and close in one transaction, or use DirectPg",
    inside: "safe",
    undoneBy: []
  },
  listen: {
    name: "LISTEN",
    breaks: "notifications reach a server connection, never this client, and the registration stays there",
    remedy: "use DirectPg.listen; NOTIFY and pg_notify may stay here",
    inside: "unsafe",
    undoneBy: ["ROLLBACK", "UNLISTEN"]
  },
  unlisten: {
    name: "UNLISTEN",
    breaks: "it ends what whichever server connection it happens to meet listens to",
    remedy: "leave it out: DirectPg.listen ends with its scope; or use DirectPg",
    inside: "after LISTEN",
    undoneBy: ["ROLLBACK"]
  },
  listening: {
    name: "pg_listening_channels",
    breaks: "it answers for whichever server connection it happens to meet",
    remedy: "use DirectPg",
    ...lasting
  },
  advisoryLock: {
    name: "session advisory lock",
    breaks: "the lock stays with the server connection after COMMIT, and no unlock may ever meet it again",
    remedy: "use pg_advisory_xact_lock or pg_try_advisory_xact_lock inside a transaction, or DirectPg",
    ...lasting
  },
  currval: {
    name: "currval",
    breaks: "it answers for the session, which may be another client's",
    remedy:
      "use RETURNING, or call it in the same transaction after what takes from that very sequence in any case: nextval outside of conditions, or INSERT of rows into its table",
    inside: "after nextval",
    undoneBy: []
  },
  setseed: {
    name: "setseed",
    breaks: "the seed stays on the server connection; neither COMMIT nor ROLLBACK takes it back",
    remedy: "make the random numbers in the program, or use DirectPg",
    ...lasting
  },
  setLimit: {
    name: "set_limit",
    breaks: "pg_trgm's threshold stays on the server connection and meets another client",
    remedy: "write SET LOCAL pg_trgm.similarity_threshold inside a transaction, or use DirectPg",
    ...setting
  },
  load: {
    name: "LOAD",
    breaks: "the library stays loaded on one server connection of many",
    remedy: "name it in session_preload_libraries or shared_preload_libraries, or use DirectPg",
    ...lasting
  },
  remoteConnection: {
    name: "dblink_connect",
    breaks: "the remote connection stays with the server connection after COMMIT and after ROLLBACK",
    remedy:
      "call dblink_disconnect in the same transaction, or give dblink the connection string itself, or use DirectPg",
    inside: "unsafe",
    undoneBy: ["dblink_disconnect"]
  },
  remoteUse: {
    name: "dblink",
    breaks: "the remote connection was opened on a server connection that this may not meet",
    remedy:
      "call dblink_connect before it in the same transaction, or give dblink the connection string itself, or use DirectPg",
    inside: "after dblink_connect",
    undoneBy: []
  },
  sessionResource: {
    name: "session resource",
    breaks: "what the function opens or sets belongs to the server connection and stays there",
    remedy: "use DirectPg",
    ...lasting
  },
  transactionControl: {
    name: "transaction control",
    breaks:
      "the pool would not know of the transaction: other statements would land in it, be answered and not be committed",
    remedy: "use sql.withTransaction, with PgTransaction.begun for how it begins",
    ...lasting
  },
  trackedSetting: {
    name: "SET of a tracked setting",
    breaks: "the pooler keeps the setting for this connection of the pool, and its next caller gets it",
    remedy:
      "write SET LOCAL inside a transaction, or set it for good with ALTER ROLE … SET, or use DirectPg.reserve",
    ...setting
  },
  reserve: {
    name: "reserve",
    breaks: "each statement outside a transaction may meet another server connection",
    remedy: "use sql.withTransaction for what belongs together, or DirectPg.reserve for a session",
    ...lasting
  },
  unreadable: {
    name: "too deep to be read",
    breaks: "the statement is nested too deeply to be judged, and holds a name that needs a session",
    remedy: "split the statement, or use DirectPg",
    ...lasting
  }
} as const satisfies Readonly<Record<string, Rule>>
