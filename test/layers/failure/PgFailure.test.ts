import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Cause, Effect, Option } from "effect"
import { SqlError } from "effect/sql"

interface Given {
  readonly operation?: string
  readonly driver?: string
  readonly [field: string]: string | undefined
}

/** The driver's error for a server's fields. */
const sqlError = ({ driver = "Query failed", operation = "query", ...fields }: Given) =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({
      cause: Object.assign(new Error(fields["message"]), { severity: "ERROR", ...fields }),
      message: `PgConnection: ${driver}`,
      operation
    })
  })

const classify = (given: Given) => PgFailure.classify(sqlError(given))

describe("Classifying", () => {
  it("gives a failure of ours back as it went in, however deep it travelled", () => {
    const failure = new PgFailure.PoolExhausted({ statement: "did not run", message: "full" })
    const travelling = (cause: unknown) =>
      new SqlError.SqlError({ reason: new SqlError.ConnectionError({ cause, operation: "acquire" }) })
    expect(PgFailure.classify(travelling(failure))).toBe(failure)
    expect(PgFailure.classify(travelling(travelling(failure)))).toBe(failure)
    expect(PgFailure.classify(travelling(new Error("wrapped", { cause: failure })))).toBe(failure)
  })

  it("calls what ended a session unknown while a statement was on its way, and not run before and between", () => {
    for (const code of ["57P01", "57P02", "08006", "08000"]) {
      const fatal = { code, severity: "FATAL", severityUnlocalized: "FATAL" }
      expect(classify(fatal)).toMatchObject({ _tag: "OutcomeUnknown", statement: "unknown", sqlState: code })
      const early = { _tag: "Unavailable", statement: "did not run", sqlState: code }
      expect(classify({ ...fatal, operation: "connect" })).toMatchObject(early)
      expect(classify({ ...fatal, driver: "The server reported an error" })).toMatchObject(early)
    }
  })

  it("keeps that a transaction which idled too long was rolled back, though no statement was on its way", () => {
    const failure = classify({ code: "25P03", severity: "FATAL", driver: "The server reported an error" })
    expect(failure).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
    expect(PgFailure.advice(failure)).toBe("transaction")
  })

  it("takes what a server rejects of a connection for a setting that is wrong", () => {
    for (const code of ["22023", "42501", "42704", "55000", "0A000", "3F000"]) {
      expect(classify({ code, severity: "FATAL", operation: "connect" })).toMatchObject({
        _tag: "Misconfigured",
        statement: "did not run"
      })
    }
  })

  it("takes a login that a running statement was refused for that statement's fault: ours stands", () => {
    for (const code of ["28P01", "28000", "3D000", "08004", "08P01"]) {
      expect(classify({ code, severityUnlocalized: "ERROR", routine: "connect_pg_server" })).toMatchObject({
        _tag: "Rejected",
        statement: "rolled back"
      })
    }
  })

  it("knows of an ERROR, in whatever language, that the statement was undone", () => {
    const translated = { code: "XX000", severity: "FEHLER", severityUnlocalized: "ERROR", routine: "elog" }
    expect(classify(translated)).toMatchObject({ _tag: "Unclassified", statement: "rolled back" })
    expect(classify({ ...translated, severity: "FATAL", severityUnlocalized: "FATAL" }).statement).toBe(
      "unknown"
    )
  })

  it.each([
    ["XX000", "Control plane request failed", "Unavailable", "did not run"],
    ["XX000", "Your account or project has exceeded the compute time quota.", "Misconfigured", "did not run"],
    ["XX000", "[NEON_SMGR] could not establish connection to pageserver", "Unavailable", "rolled back"],
    ["28000", "This RDS proxy has no credentials for the role app.", "Misconfigured", "did not run"],
    ["53300", "Timed-out waiting to acquire database connection", "PoolExhausted", "did not run"],
    ["58000", "could not get connection from the pool - AllServersDown", "Unavailable", "did not run"]
  ])("knows what a provider's proxy or another pooler says with %s: %s", (code, message, _tag, statement) => {
    expect(classify({ code, message, severity: "FATAL" })).toMatchObject({ _tag, statement })
    // What Postgres raises names a routine, and is never taken for a proxy's words.
    const raised = classify({ code: "P0001", message, routine: "exec_stmt_raise" })
    expect(raised).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
  })

  it("does not take Node's EPIPE for a SQLSTATE, but a server's own code that begins with E it does", () => {
    const cause = Object.assign(new Error("write EPIPE"), { code: "EPIPE" })
    const broken = new SqlError.SqlError({
      reason: new SqlError.ConnectionError({
        cause,
        message: "PgConnection: Socket error",
        operation: "query"
      })
    })
    expect(PgFailure.classify(broken)).not.toHaveProperty("sqlState")
    expect(classify({ code: "EPIPE" }).sqlState).toBe("EPIPE")
  })

  it("goes by the driver's kind of error where nothing else is known", () => {
    const of = (reason: SqlError.SqlErrorReason) => PgFailure.classify(new SqlError.SqlError({ reason }))
    const cause = new Error("?")
    expect(of(new SqlError.UniqueViolation({ cause, constraint: "documents_pkey" }))).toMatchObject({
      _tag: "ConstraintViolated",
      constraint: "documents_pkey"
    })
    expect(of(new SqlError.DeadlockError({ cause }))._tag).toBe("Contention")
    expect(of(new SqlError.ConnectionError({ cause }))._tag).toBe("OutcomeUnknown")
    expect(of(new SqlError.ConnectionError({ cause, operation: "connect" }))._tag).toBe("Unavailable")
    expect(of(new SqlError.AuthenticationError({ cause, operation: "connect" }))._tag).toBe("Misconfigured")
    expect(of(new SqlError.UnknownError({ cause }))).toMatchObject({
      _tag: "Unclassified",
      statement: "unknown"
    })
  })

  it("never fails, whatever the cause is", () => {
    const circular: Record<string, unknown> = {}
    circular["cause"] = circular
    for (const cause of [
      undefined,
      null,
      0,
      "",
      "text",
      [],
      {},
      circular,
      { code: 7 },
      () => 1,
      Symbol("x")
    ]) {
      const error = new SqlError.SqlError({ reason: new SqlError.UnknownError({ cause }) })
      expect(PgFailure.classify(error)._tag).toBe("Unclassified")
    }
  })

  it("says in which phase the time ran out, where that is known", () => {
    expect(classify({ code: "57014" })).toMatchObject({ _tag: "DeadlineExceeded", phase: "running" })
    expect(classify({ code: "57014", operation: "connect", severity: "FATAL" })).toMatchObject({
      phase: "connecting",
      statement: "did not run"
    })
  })

  it("keeps for debugging where in the server it arose", () => {
    expect(classify({ code: "23505", routine: "_bt_check_unique" })).toMatchObject({
      sqlState: "23505",
      server: { severity: "ERROR", routine: "_bt_check_unique" }
    })
  })
})

describe("A message", () => {
  it("names condition, code, table, column and constraint, and the next step", () => {
    const { message } = classify({
      code: "23505",
      message: 'duplicate key value violates unique constraint "documents_pkey"',
      table: "documents",
      constraint: "documents_pkey",
      routine: "_bt_check_unique"
    })
    expect(message).toBe(
      'unique_violation (SQLSTATE 23505), table "documents", constraint "documents_pkey": a row with the same key is there already; use ON CONFLICT if that is expected, or read the row that is there'
    )
  })

  it("leaves out what can be no name of Postgres: it is longer, or would break out of its quotation marks", () => {
    for (const name of ["x".repeat(64), 'a" of table "b', "a\nb"]) {
      const failure = classify({ code: "23514", constraint: name, table: name, routine: "ExecConstraints" })
      expect(JSON.stringify(failure)).not.toContain(JSON.stringify(name).slice(1, -1))
      expect(failure).not.toHaveProperty("constraint")
    }
  })

  it("keeps the server's words where they name what the SQL got wrong, and says where", () => {
    const { message } = classify({
      code: "42P01",
      message: 'relation "reserch_cache" does not exist',
      position: "15",
      routine: "parserOpenTable"
    })
    expect(message).toContain(
      'undefined_table (SQLSTATE 42P01): relation "reserch_cache" does not exist at character 15'
    )
    expect(message).toContain("aquifer migrate")
  })

  it("keeps them in a server's own language", () => {
    const message = "Relation »reserch_cache« existiert nicht"
    const failure = classify({ code: "42P01", message, position: "15", routine: "parserOpenTable" })
    expect(failure.message).toContain(message)
  })

  it.each([
    ['relation "public.effect_queue" does not exist', "public.effect_queue", "migrate --with queue;"],
    ["la relation « effect_persistence » n'existe pas", "effect_persistence", "migrate --with cache;"],
    ["Relation »cluster_locks« existiert nicht", "cluster_locks", "migrate --with cluster;"],
    ['relation "research_cache" does not exist', "research_cache", "migrate;"]
  ])("names a table that a command makes, and the command: %s", (message, table, command) => {
    const failure = classify({ code: "42P01", message, routine: "RangeVarGetRelidExtended" })
    expect(failure.message).toContain(table)
    expect(failure.message).toContain(`; run aquifer ${command}`)
  })

  it("says of a table that a command makes, and whose rows are refused, what lets a role have them", () => {
    const message = "permission denied for table effect_queue"
    const failure = classify({ code: "42501", message, routine: "aclcheck_error" })
    expect(failure.message).toContain(`: ${message}; run aquifer migrate --with queue, which lets members of`)
  })

  it("takes no table for one that a command makes by a part of its name", () => {
    const message = 'relation "my_effect_queue" does not exist'
    const failure = classify({ code: "42P01", message, routine: "RangeVarGetRelidExtended" })
    expect(failure.message).toContain(": relation …; correct the name or search_path;")
  })

  it.each([
    ["42601", 'syntax error at or near "\'s3cret"', "15", "scanner_yyerror", "syntax error at or near …"],
    ["42601", 'syntax error in tsquery: "s3cret & "', undefined, "makeitem", "syntax error in tsquery: …"],
    [
      "42601",
      'unterminated quoted string at or near "\'s3cret"x',
      "9",
      "y",
      "unterminated quoted string at or near …"
    ],
    ["42P01", 'relation "s3cret" does not exist', undefined, "regclassin", "relation … at"],
    ["42704", 'role "s3cret" does not exist', undefined, "get_role_oid", "role … "],
    ["42703", 'column "s3cret word" does not exist', "8", "errorMissingColumn", "column … at character 8"],
    ["42704", "unbekannter Parameter »s3cret«", undefined, "find_option", "unbekannter Parameter …"]
  ])("cuts what may be a value from the words of %s: %s", (code, message, position, routine, kept) => {
    const failure = classify({ code, message, routine, ...(position === undefined ? {} : { position }) })
    expect(failure.message).not.toContain("s3cret")
    expect(failure.message).toContain(kept.replace(/ at$| $/, ""))
  })

  it("keeps the names of objects that a statement makes or may not touch, which no parameter can give", () => {
    const taken = { code: "42P07", message: 'relation "documents" already exists', routine: "heap_create" }
    expect(classify(taken).message).toContain(taken.message)
    const denied = {
      code: "42501",
      message: "permission denied for table documents",
      routine: "aclcheck_error"
    }
    expect(classify(denied).message).toContain(denied.message)
  })

  it("of a row that a policy refuses sends nobody to grant anything, in whatever language", () => {
    for (const message of [
      'new row violates row-level security policy for table "postings"',
      "neue Zeile verletzt Policy für Sicherheit auf Zeilenebene für Tabelle »postings«"
    ]) {
      const failure = classify({ code: "42501", message, routine: "ExecWithCheckOptions" })
      expect(failure).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
      expect(failure.message).toContain("Identity.as")
      expect(failure.message).not.toMatch(/grant it|--with/)
    }
  })

  it("of a missing privilege names the tables of Effect's modules only where those may be meant", () => {
    const denied = (message: string) =>
      classify({ code: "42501", message, routine: "aclcheck_error" }).message
    expect(denied("permission denied for schema public")).toContain("aquifer migrate --with")
    expect(denied("permission denied for table postings")).toContain("grant it")
    expect(denied("permission denied for table postings")).not.toContain("--with")
  })

  it("of a role that is there already says how a change makes one", () => {
    const taken = { code: "42710", message: 'role "tenant" already exists', routine: "CreateRole" }
    expect(classify(taken).message).toContain("to_regrole")
    expect(classify({ ...taken, message: "Rolle »tenant« existiert bereits" }).message).toContain(
      "to_regrole"
    )
  })

  it("repeats nothing that a RAISE says, not even its names", () => {
    const failure = classify({
      code: "42501",
      message: "row s3cret",
      column: "s3cret",
      constraint: "s3cret",
      table: "s3cret",
      routine: "exec_stmt_raise"
    })
    expect(JSON.stringify(failure)).not.toContain("s3cret")
  })

  it("tells which startup parameter a pooler refused, and the numbers of a row that was too large", () => {
    const refused = classify({
      code: "08P01",
      severity: "FATAL",
      message: "unsupported startup parameter: statement_timeout",
      operation: "connect"
    })
    expect(refused.message).toContain(
      'PgBouncer says "unsupported startup parameter: statement_timeout" (SQLSTATE 08P01)'
    )
    const tooLarge = new SqlError.SqlError({
      reason: new SqlError.ConnectionError({
        cause: new Error("Message length 17825800 exceeds maxMessageSize 16777216"),
        message: "PgConnection: Failed to parse server messages",
        operation: "query"
      })
    })
    expect(PgFailure.classify(tooLarge).message).toContain("17825800 exceeds maxMessageSize 16777216")
  })

  it("of a full pool ends with the remedies that help most often", () => {
    expect(classify({ code: "53300", severity: "FATAL", operation: "connect" }).message).toMatch(
      /^too_many_connections \(SQLSTATE 53300\): .*; switch to pooled connection: .*; reduce POOL_SIZE: /
    )
  })
})

describe("Advice", () => {
  const of = (code: string, severity = "ERROR") => PgFailure.advice(classify({ code, severity }))

  it("comes from the row where it has its own, else from the reason", () => {
    expect(of("40001")).toBe("transaction")
    expect(of("25P02")).toBe("transaction")
    expect(of("26000")).toBe("unnamed")
    expect(of("53100")).toBe("slowly")
    expect(of("25006")).toBe("other connection")
    expect(of("57P01", "FATAL")).toBe("with key")
    expect(of("28P01", "FATAL")).toBe("never")
    expect(of("22P02")).toBe("no")
  })

  it("is there for a failure that a layer made without saying so", () => {
    const given = { message: "x", statement: "did not run" } as const
    expect(PgFailure.advice(new PgFailure.PoolExhausted(given))).toBe("backoff")
    expect(PgFailure.advice(new PgFailure.DeadlineExceeded({ ...given, phase: "queued" }))).toBe("no")
    const rule = { rule: "LISTEN", remedy: "DirectPg", position: 0 }
    expect(PgFailure.advice(new PgFailure.SessionStateRequired({ ...given, ...rule }))).toBe("no")
  })

  it("never is to repeat blindly what may have run", () => {
    for (const code of ["57P01", "08006", "40003", "25P04", "XX000", "58030", "U0001"]) {
      const failure = classify({ code, severity: "FATAL" })
      expect([code, failure.statement]).toEqual([code, "unknown"])
      expect(["with key", "no"]).toContain(PgFailure.advice(failure))
    }
  })
})

describe("A cause", () => {
  const unique = sqlError({ code: "23505" })
  const ofCause = <E>(effect: Effect.Effect<unknown, E>) =>
    Effect.map(Effect.sandbox(effect).pipe(Effect.flip), PgFailure.ofCause)

  it.effect("that is a driver's error is classified", () =>
    Effect.gen(function* () {
      expect(Option.getOrUndefined(yield* ofCause(Effect.fail(unique)))?._tag).toBe("ConstraintViolated")
    })
  )

  it.effect("whose defect is or carries a driver's error is unwrapped", () =>
    Effect.gen(function* () {
      for (const defect of [unique, new Error("rollback", { cause: unique }), { reason: unique }]) {
        expect(Option.getOrUndefined(yield* ofCause(Effect.die(defect)))?._tag).toBe("ConstraintViolated")
      }
    })
  )

  it("goes by what failed before what died", () => {
    const cause = Cause.combine(Cause.die(sqlError({ code: "57P01", severity: "FATAL" })), Cause.fail(unique))
    expect(Option.getOrUndefined(PgFailure.ofCause(cause))?._tag).toBe("ConstraintViolated")
  })

  it("that has nothing to do with the database has no failure", () => {
    expect(PgFailure.ofCause(Cause.interrupt())).toEqual(Option.none())
    expect(PgFailure.ofCause(Cause.die(new Error("bug")))).toEqual(Option.none())
    expect(PgFailure.ofCause(Cause.fail("no"))).toEqual(Option.none())
  })
})
