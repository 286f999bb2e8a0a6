import { preparedStatementMissing, tooManyConnections } from "./CommonIssue.ts"
import { conditions } from "./Condition.ts"
import * as OwnTables from "./OwnTables.ts"
import { of, type Verdict } from "./Verdict.ts"

/** Routines of Postgres' languages that raise what a user wrote: text and names of these may be anybody's data. */
export const raisedByUser: ReadonlySet<string> = new Set([
  "exec_stmt_raise",
  "exec_stmt_assert",
  "PLy_output",
  "PLy_elog_impl",
  "plperl_util_elog",
  "do_util_elog",
  "pltcl_elog"
])

const correctSql = ["Correct the statement"]
const verifyFirst = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]
const checkLogin = [
  "Check user, password and database of the URL: DATABASE_URL for the direct, DATABASE_POOL_URL for the pooled endpoint"
]
const freeResources = [
  "Free the resource, then try again: look at the server's disk, memory and limits",
  "Write less at once"
]
const askServer = ["Look into the server's log at this moment; it says more than the client is told"]
const lookAtRoutine = ["Look at the routine"]
const repeatTransaction = ["Repeat the whole transaction, with a pause of random length before each attempt"]

const lacksPrivilege = "the role lacks the privilege for this"
const grantIt = ["Grant it, or use the role that has it (migrations: DirectPg)"]

/** What a class of SQLSTATEs says where the code itself has no row below. */
export const classes: ReadonlyMap<string, Verdict> = new Map([
  ["00", of("Unclassified", "an error was raised with the code of success", askServer)],
  ["01", of("Unclassified", "an error was raised with the code of a warning", askServer)],
  ["02", of("Unclassified", 'an error was raised with the code of "no data"', askServer)],
  ["03", of("Rejected", "the SQL statement is not complete", correctSql)],
  ["08", of("OutcomeUnknown", "the connection broke", verifyFirst)],
  ["09", of("Rejected", "a trigger failed", ["Look at the triggers of the table"])],
  ["0A", of("Rejected", "the server does not support this here", correctSql)],
  ["0B", of("Rejected", "a transaction cannot be started here", correctSql)],
  ["0F", of("Rejected", "the locator of a large object is not valid", correctSql)],
  ["0L", of("Rejected", "the role that grants this cannot grant it", correctSql)],
  ["0P", of("Rejected", "the role is not valid here", correctSql)],
  ["0Z", of("Rejected", "diagnostics were asked for where there are none", correctSql)],
  ["10", of("Rejected", "an argument of an XML query is not valid", correctSql)],
  ["20", of("Rejected", "no branch of a CASE in a routine applies", ["Add an ELSE to that CASE"])],
  ["21", of("Rejected", "a part of the statement returned more or fewer rows than it may", correctSql)],
  ["22", of("Rejected", "a value does not fit its type or a function's domain", ["Correct the value"])],
  ["23", of("ConstraintViolated", "the data breaks a constraint of the schema", ["Correct the data"])],
  ["24", of("Rejected", "the cursor is not in a state that allows this", correctSql)],
  ["25", of("Rejected", "the transaction is not in a state that allows this", correctSql)],
  ["26", preparedStatementMissing.verdict],
  ["27", of("Rejected", "a row was changed by a trigger of the statement that changes it", correctSql)],
  ["28", of("Misconfigured", "the server does not let this user in", checkLogin)],
  ["2B", of("Rejected", "other privileges or objects depend on it", ["Drop those first, or use CASCADE"])],
  ["2D", of("Rejected", "a transaction cannot end here", ["Leave COMMIT and ROLLBACK to the caller"])],
  ["2F", of("Rejected", "an SQL routine failed", lookAtRoutine)],
  ["34", of("Rejected", "no cursor has this name", ["Declare and use it in one transaction"])],
  ["38", of("Rejected", "a routine written in another language failed", lookAtRoutine)],
  ["39", of("Rejected", "a routine written in another language broke its contract", lookAtRoutine)],
  ["3B", of("Rejected", "no savepoint has this name", correctSql)],
  ["3D", of("Misconfigured", "no database has this name", checkLogin)],
  ["3F", of("Rejected", "no schema has this name", ["Run aquifer migrate, or correct the name"])],
  ["40", of("Contention", "the transaction was rolled back in favour of another", repeatTransaction)],
  ["42", of("Rejected", "the statement is wrong, or names what is not there or not allowed", correctSql)],
  ["44", of("ConstraintViolated", "the row is outside its view's WITH CHECK OPTION", ["Correct the data"])],
  ["53", of("StorageFull", "the server ran out of a resource", freeResources)],
  ["54", of("Rejected", "the statement or its data is larger than Postgres can take", ["Split it"])],
  ["55", of("Rejected", "the object is not in a state that allows this", correctSql)],
  ["57", of("OutcomeUnknown", "somebody or something on the server's side intervened", verifyFirst)],
  ["58", of("Unclassified", "the server's operating system reported an error", askServer)],
  ["72", of("Contention", "the snapshot that the transaction reads is too old", repeatTransaction)],
  ["F0", of("Misconfigured", "the configuration file of the server or pooler has a mistake", askServer)],
  ["HV", of("Unclassified", "a foreign data wrapper failed", askServer)],
  ["P0", of("Rejected", "a PL/pgSQL routine raised an error", lookAtRoutine)],
  ["XX", of("Unclassified", "the server met a state that it does not expect", askServer)]
])

/** Codes that say more, or something else, than their class does. */
export const codes: ReadonlyMap<string, Verdict> = new Map([
  [
    "08001",
    of("Unavailable", "a connection could not be opened", [
      "Check that the server runs and is reached from here"
    ])
  ],
  ["08004", of("Misconfigured", "the server refuses this connection by its settings", checkLogin)],
  [
    "08P01",
    of("OutcomeUnknown", "the protocol was broken off; PgBouncer reports nearly everything with this code", [
      ...verifyFirst,
      "Give the message too: it tells PgBouncer's errors apart"
    ])
  ],
  [
    "2200H",
    of("Rejected", "a sequence has given out its last value", [
      "If it is an integer's: ALTER TABLE … ALTER COLUMN … TYPE bigint, and ALTER SEQUENCE … AS bigint",
      "Else raise its limit (ALTER SEQUENCE … MAXVALUE), or let it begin again where values may repeat (CYCLE)"
    ])
  ],
  ["22001", of("Rejected", "a string is longer than its column", ["Shorten the value, or widen the column"])],
  [
    "22021",
    of("Rejected", "a text has a byte that its encoding does not know; U+0000 fits no text", [
      "Take the character out, or store the value as bytea"
    ])
  ],
  [
    "22P05",
    of("Rejected", "a text or JSON has a character that cannot be converted; U+0000 fits no jsonb", [
      "Take the character out"
    ])
  ],
  [
    "23502",
    of("ConstraintViolated", "a column that must have a value got none", [
      "Give the column a value or a default"
    ])
  ],
  [
    "23503",
    of(
      "ConstraintViolated",
      "a row that is referred to is missing, or one that is still referred to would go",
      ["Store the row that is referred to first, in the same transaction"]
    )
  ],
  [
    "23505",
    of("ConstraintViolated", "a row with the same key is there already", [
      "Use ON CONFLICT if that is expected, or read the row that is there"
    ])
  ],
  [
    "25001",
    of("Rejected", "the statement cannot run inside a transaction", [
      "Run it by itself on the direct endpoint (DirectPg)"
    ])
  ],
  [
    "25006",
    of(
      "ReadOnly",
      "the transaction takes no writes: it was begun read only, the server is a standby, or default_transaction_read_only is on",
      [
        "Begin it without readOnly (READ ONLY), if the program did",
        "Else send writes to the primary: check which host the URL names and whether a failover is going on"
      ]
    )
  ],
  [
    "25P02",
    of(
      "Rejected",
      "an earlier statement of the transaction failed and its error was caught; the transaction can only roll back",
      [
        "Let the first error end the transaction, or run that statement in a nested one, and repeat the transaction"
      ],
      { statement: "did not run", retry: "transaction" }
    )
  ],
  [
    "25P03",
    of(
      "DeadlineExceeded",
      "the transaction idled longer than idle_in_transaction_session_timeout and was rolled back",
      ["Await nothing but SQL inside a transaction, then repeat the whole transaction"],
      { statement: "rolled back", retry: "transaction" }
    )
  ],
  [
    "25P04",
    of("OutcomeUnknown", "the transaction took longer than transaction_timeout and its session was ended", [
      "Make the transaction shorter, or raise transaction_timeout",
      ...verifyFirst
    ])
  ],
  ["28P01", of("Misconfigured", "the server does not accept the password of this user", checkLogin)],
  [
    "40001",
    of(
      "Contention",
      "a transaction that ran at the same time makes this one impossible to serialize",
      repeatTransaction
    )
  ],
  [
    "40002",
    of("ConstraintViolated", "the transaction was rolled back because it breaks a constraint", [
      "Correct the data"
    ])
  ],
  ["40003", of("OutcomeUnknown", "it is not known whether the statement was completed", verifyFirst)],
  [
    "40P01",
    of("Contention", "this transaction and another waited for each other's locks", [
      ...repeatTransaction,
      "Take locks in the same order everywhere"
    ])
  ],
  [
    "42501",
    of("Rejected", lacksPrivilege, [
      ...grantIt,
      "Where PersistedQueue, Persistence or a cluster was to make its tables, run aquifer migrate --with queue,cache,cluster, and let them start on ExistingTables.layerSqlClient"
    ])
  ],
  ["42601", of("Rejected", "the SQL has a syntax error", ["Correct the SQL; values belong into parameters"])],
  [
    "42883",
    of("Rejected", "no function or operator of this name takes arguments of these types", [
      "Run aquifer migrate, correct the name or search_path, or cast the arguments"
    ])
  ],
  [
    "42P01",
    of("Rejected", "no table or view has this name", [
      "Correct the name or search_path",
      "Where a migration has yet to make it, run that (aquifer migrate --from FILE for changes of your own)"
    ])
  ],
  ["42P05", preparedStatementMissing.verdict],
  [
    "42P18",
    of("Rejected", "the type of a parameter cannot be told from the statement", ["Cast it, as in $1::text"])
  ],
  [
    "53100",
    of("StorageFull", "the server's disk is full", ["Free or add disk space", "Delete or archive old rows"])
  ],
  [
    "53200",
    of("StorageFull", "the server is out of memory, or of shared memory for locks", [
      "Lower concurrency or work_mem, or raise max_locks_per_transaction if it is locks that ran out"
    ])
  ],
  ["53300", tooManyConnections.verdict],
  [
    "55006",
    of("Contention", "another session uses the object", [
      ...repeatTransaction,
      "Find out in pg_stat_activity who uses it"
    ])
  ],
  [
    "55P03",
    of("Contention", "a lock was not to be had within lock_timeout, or at once with NOWAIT", [
      ...repeatTransaction,
      "Find out in pg_locks who holds it"
    ])
  ],
  [
    "57014",
    of(
      "DeadlineExceeded",
      "the statement was cancelled: statement_timeout ran out, or the caller or an operator cancelled it",
      ["Make the statement faster (EXPLAIN ANALYZE), or give it more time"],
      { statement: "rolled back" }
    )
  ],
  [
    "57P01",
    of(
      "OutcomeUnknown",
      "the session was ended by an administrator, or the server is shutting down",
      verifyFirst
    )
  ],
  [
    "57P02",
    of("OutcomeUnknown", "the server ended all sessions after one of its processes crashed", verifyFirst)
  ],
  [
    "57P03",
    of("Unavailable", "the server is starting up, shutting down or recovering", [
      "Wait until it is up, then try again"
    ])
  ],
  ["57P04", of("Misconfigured", "the database of this connection was dropped", checkLogin)],
  [
    "57P05",
    of(
      "Unavailable",
      "the session idled longer than idle_session_timeout and was closed",
      ["Set POOL_IDLE_TIMEOUT below idle_session_timeout; a new connection works at once"],
      { retry: "other connection" }
    )
  ],
  [
    "P0001",
    of("Rejected", "a function or trigger of the schema refused it by RAISE", [
      "Look at the functions and triggers of the table; the server's log has the text"
    ])
  ],
  [
    "58P01",
    of("Unclassified", "a file that the server needs is not there", askServer, { statement: "rolled back" })
  ],
  [
    "XX001",
    of("Unclassified", "data on the server is corrupted", ["Stop writing, and restore from a backup"], {
      statement: "rolled back"
    })
  ],
  [
    "XX002",
    of("Unclassified", "an index on the server is corrupted", ["REINDEX it, then check the storage"], {
      statement: "rolled back"
    })
  ]
])

/** A function that keeps plans in its session, for types that a table no longer has. */
const plannedBefore = of(
  "Rejected",
  "a PL/pgSQL function of this session still goes by the schema as it was",
  ["Try again on a new connection; after changing a schema run RECONNECT in PgBouncer's console"],
  { retry: "other connection" }
)

/** Reading on a standby was in the way of its replay; nothing else ran at the same time that could be waited for. */
const replayed = of(
  "Contention",
  "a standby ended it, because it read, or held, what replay of the primary's changes had to remove",
  [
    "Repeat the whole transaction, on a new connection if this one was ended, or read it from the primary",
    "Raise max_standby_streaming_delay on the standby, so that replay waits longer for its readers",
    "Switch hot_standby_feedback on, so that the primary keeps the rows; it does not help against locks (VACUUM's truncation, DDL)",
    "Run long reports on a standby of their own"
  ]
)

const changedPlan = of(
  "Rejected",
  "the result of a prepared statement has other columns than when it was planned: the schema changed",
  ["Try again on a new connection; after changing a schema run RECONNECT in PgBouncer's console"],
  { statement: "did not run", retry: "unnamed" }
)

/** The role has the privilege, so a GRANT changes nothing. */
const keptByPolicy = of("Rejected", "no policy of row security lets the role write such a row", [
  "Look whether the row is the caller's, by the role and claims that it runs under (Identity.as)",
  "Look at the table's policies in pg_policies: with_check, or qual where that is empty, must be true of the row as it would be",
  "What the program does on its own behalf runs outside of any caller's identity: Identity.none"
])

/** A change of a schema runs in each database of a server, and once more where it is compared. */
const roleIsThere = of(
  "Rejected",
  "a role belongs to the whole server and not to a database, and it is there",
  [
    "Make it only where it is missing: DO $$ BEGIN IF to_regrole('NAME') IS NULL THEN CREATE ROLE NAME; END IF; END $$"
  ]
)

/** What tells two errors of one code apart, where that matters: the routine that raised it, in any language. */
const byRoutine: ReadonlyMap<string, Verdict> = new Map([
  ...[
    "40001 ProcessRecoveryConflictInterrupt", // 16 and newer
    "40001 ProcessInterrupts",
    "40P01 CheckRecoveryConflictDeadlock"
  ].map((raised) => [raised, replayed] as const),
  ...["plpgsql_param_eval_recfield", "plpgsql_param_eval_generic", "plpgsql_param_eval_generic_ro"].map(
    (routine) => [`42804 ${routine}`, plannedBefore] as const
  ),
  ["0A000 RevalidateCachedQuery", changedPlan],
  ["42501 ExecWithCheckOptions", keptByPolicy],
  ["42710 CreateRole", roleIsThere]
])

const sharedMemory = of(
  "StorageFull",
  "the server's shared memory is full: /dev/shm or the kernel's limit of it, not the disk of the data",
  [
    "Give it more: --shm-size or shm_size of a container (its default is 64 MB), SHMMNI and SHMALL of the kernel",
    "Or ask for less: lower work_mem, hash_mem_multiplier or max_parallel_workers_per_gather"
  ]
)

const tooMuchMemory = of(
  "Unclassified",
  "more than a gigabyte of memory was asked for at once: a value or a row is that large, or its length is corrupted",
  [
    "Split the value, row or result",
    "If none is that large: find the row by reading parts of the table, check the storage, and restore it from a backup"
  ],
  { statement: "rolled back" }
)

const notPreloaded = of(
  "Misconfigured",
  "the extension has to be loaded when the server starts, and was not",
  ["Add it to shared_preload_libraries and restart the server"],
  { statement: "rolled back" }
)

const extensionMissing = of(
  "Misconfigured",
  "an extension's files are not on the server, or not of the version that the database was made with",
  [
    "Install the extension's package for this version of Postgres on the server, with the same version of its own",
    "Then run ALTER EXTENSION … UPDATE, or drop the extension from a database that needs it no more"
  ],
  { statement: "rolled back" }
)

const commitLog = of(
  "Unclassified",
  "the server cannot read what became of a transaction: a file of the commit log (pg_xact, pg_multixact) is not there, or a row's own number of it is damaged",
  [
    "Stop writing, and copy the whole data directory before anything is tried",
    "Restore from a backup, or compare with a standby; an invented file makes the damage look like data",
    "Look for what took it: a disk, a copy of a running server, files that somebody deleted"
  ],
  { statement: "rolled back" }
)

/** Its leader goes on after it, so the server did not crash; or it did, and the next line says so. */
const workerLost = of(
  "Unclassified",
  "a parallel worker of the statement ended before its work was done, and the statement with it",
  [
    "Look into the server's log at this moment: the worker says there what ended it (memory, a timeout, an administrator, a crash)",
    "Try again; if it stays so, with max_parallel_workers_per_gather = 0 the server's own process meets the trouble and tells it"
  ],
  { statement: "rolled back" }
)

/** An error of one code that its words tell apart from others of it. */
type Worded = readonly [sqlState: string, text: RegExp, verdict: Verdict]

/** A table that is missing, or not granted, and is known by its name, which no language changes. */
const ofOwnTables = OwnTables.named.flatMap(([command, table]): ReadonlyArray<Worded> => [
  [
    "42P01",
    table,
    of("Rejected", `the table is missing that ${command} makes`, [
      `Run ${command}`,
      "If it has been run, look whether it was in this database, and at search_path"
    ])
  ],
  [
    "42501",
    table,
    of("Rejected", "the role lacks the privilege for this table", [
      `Run ${command}, which lets members of aquifer_app read and write it`,
      "Let the role be one: GRANT aquifer_app TO the role"
    ])
  ]
])

/** What tells an error of one code by a table that it names, or by how it begins where the server's words are English. */
const byWords: ReadonlyArray<Worded> = [
  [
    "55006",
    /^(?:cannot drop the currently open database|cannot change the tablespace of the currently open database|current database cannot be|(?:current|session) user cannot be)|\bby active queries in this session$|\bit has pending trigger events$/,
    of("Rejected", "this very session uses the object", [
      "Do it from another database or as another role: psql -d postgres, or a superuser that is not to be dropped",
      "Of a table: end the query or the transaction that is at work on it first, or do it in a transaction of its own"
    ])
  ],
  [
    "55006",
    /^directory .*already in use as a tablespace$/,
    of("Rejected", "the directory belongs to a tablespace already", [
      "Give the new tablespace an empty directory of its own, that the server's user owns"
    ])
  ],
  ...ofOwnTables,
  [
    "58P01",
    /^could not access file \W+libdir\/|^could not stat file "[^"]*--[^"]*\.sql"|^could not open extension control ?file|^stat failed on\s+file [^\n]*\.so\b/,
    extensionMissing
  ],
  [
    "28000",
    /^(?:no pg_hba\.conf entry|pg_hba\.conf rejects)/,
    of(
      "Misconfigured",
      "no line of the server's pg_hba.conf lets in this user, to this database, from this address, in this way",
      [
        'Where it says "no encryption" or "SSL off": connect with TLS (sslmode=verify-full, or require), which the server may insist on',
        "Else have a line added to pg_hba.conf for this user, database and address, and the server reloaded",
        "Check user and database of the URL: a line may name others"
      ]
    )
  ],
  [
    "53300",
    /^too many connections for (?:role|database) /,
    of("PoolExhausted", "this role or database has as many connections as its own CONNECTION LIMIT allows", [
      "Raise it: ALTER ROLE … CONNECTION LIMIT or ALTER DATABASE … CONNECTION LIMIT (-1 for none)",
      "Reduce POOL_SIZE: instances × POOL_SIZE has to stay below it",
      "Check for connection leaks: a lease held longer than POOL_LEAK_AFTER is reported with where it was taken"
    ])
  ],
  ["42501", /^new row violates row-level security policy/, keptByPolicy],
  // Effect's own modules make tables, for which a schema's privilege is what may be missing.
  ["42501", /^permission denied for (?!schema )|^must be /, of("Rejected", lacksPrivilege, grantIt)],
  ["42710", /^role "[^"]*" already exists/, roleIsThere],
  ["58P01", /^could not access status of transaction /, commitLog],
  ["XX000", /^could not access status of transaction /, commitLog],
  ["55000", /^(?:lost connection to parallel worker|parallel worker failed to initialize)/, workerLost],
  ["55000", /must be loaded via "?shared_preload_libraries/, notPreloaded],
  [
    "57014",
    /^COPY from stdin failed/,
    of("Rejected", "the client broke its COPY off; why is said behind it", [
      "Correct what the client could not send: a value that it cannot encode for its column, or an error of the program that feeds it"
    ])
  ],
  ["XX000", /^invalid (?:DSA )?memory alloc/, tooMuchMemory],
  ["53100", /^could not resize shared memory segment/, sharedMemory],
  ["53100", /^could not create shared memory segment/, sharedMemory],
  [
    "XX000",
    /^cache lookup failed for /,
    of(
      "Unclassified",
      "the server did not find an object that it had found before: the schema changed meanwhile, or its catalogue contradicts itself",
      [
        "Try again: the statement is prepared anew",
        "If it stays, look whether the object is still there; if it is not, the error is the server's or an extension's own"
      ],
      { statement: "rolled back", retry: "unnamed" }
    )
  ]
]

/** One code and one routine for two things, which only the words tell apart, where the server's are English. */
const byText: ReadonlyMap<string, Verdict> = new Map([
  ...[
    "40001 canceling statement due to conflict with recovery",
    "40001 terminating connection due to conflict with recovery",
    "40P01 canceling statement due to conflict with recovery"
  ].map((said) => [said, replayed] as const),
  ["0A000 cached plan must not change result type", changedPlan],
  [
    "57014 canceling authentication due to timeout",
    of(
      "Unavailable",
      "the client did not finish its login within authentication_timeout, so the server let it go",
      [
        "Look at the client's side: a driver that cannot do the method asked for (SCRAM), a person who has not typed a password, a proxy in between that holds packets",
        "If the server is overloaded or asks an LDAP or Kerberos server that is slow, mend that; raise authentication_timeout last"
      ],
      { statement: "did not run" }
    )
  ],
  [
    "0A000 cannot set transaction read-write mode during recovery",
    of("ReadOnly", "the server is a standby, which takes no transaction that may write", [
      "Send writes to the primary; at a standby let transactions be read only"
    ])
  ],
  ...(
    [
      [
        "canceling statement due to statement timeout",
        "the statement was cancelled: statement_timeout ran out",
        ["Make the statement faster (EXPLAIN ANALYZE), or give it more time"]
      ],
      [
        "canceling statement due to user request",
        "the statement was cancelled: somebody cancelled it, an operator or its own client",
        ["Find out who calls pg_cancel_backend, or whose deadline ran out"]
      ]
    ] as const
  ).map(
    ([text, meaning, remedies]) =>
      [`57014 ${text}`, of("DeadlineExceeded", meaning, remedies, { statement: "rolled back" })] as const
  )
])

/** Codes that say two things. */
export const wordedCodes: ReadonlySet<string> = new Set([...byText.keys()].map((said) => said.slice(0, 5)))

/**
 * What a SQLSTATE says: by its words where these tell two apart, by the routine that raised it, else by the code, else by its class. `undefined` for a class
 * that Postgres does not have, which is a code of somebody's own.
 */
export const verdictOf = (sqlState: string, routine?: string, text?: string): Verdict | undefined =>
  byText.get(`${sqlState} ${text}`) ??
  byWords.find(([code, beginning]) => code === sqlState && text !== undefined && beginning.test(text))?.[2] ??
  byRoutine.get(`${sqlState} ${routine}`) ??
  codes.get(sqlState) ??
  classes.get(sqlState.slice(0, 2))

/** The code with its condition's name: `unique_violation (SQLSTATE 23505)`. */
export const title = (sqlState: string): string =>
  `${conditions.get(sqlState) ?? "an error without a name"} (SQLSTATE ${sqlState})`
