import { inspect } from "node:util"
import { PgConnection } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, type PgUrl } from "aquifer"
import { Effect, Redacted } from "effect"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const secret = "hunter2 row-value-0815"

const connect = (
  { database, host, password, port, username }: PgUrl.PgEndpoint,
  more: Partial<PgConnection.Config> = {}
) => PgConnection.make({ host, port, database, username, password, ssl: false, ...more })

/** What the bare driver fails with, classified; whoever looks at it sees nothing of the secret. */
const failureOf = Effect.fnUntraced(function* (
  endpoint: PgUrl.PgEndpoint,
  statements: ReadonlyArray<readonly [sql: string, ...params: ReadonlyArray<unknown>]>,
  more?: Partial<PgConnection.Config>
) {
  const error = yield* Effect.flip(
    Effect.gen(function* () {
      const connection = yield* connect(endpoint, more)
      for (const [sql, ...params] of statements) yield* connection.query(sql, params)
    })
  )
  const failure = PgFailure.classify(error)
  expect(`${inspect(failure, { depth: Infinity })}${JSON.stringify(failure)}`).not.toMatch(/hunter2|0815/)
  return failure
}, Effect.scoped)

layer(SuiteDatabase.layer)("PgFailure on real servers", (it) => {
  it.effect("classifies what Postgres says and shows no value that it quotes", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const setUp = yield* Effect.scoped(
        Effect.gen(function* () {
          const connection = yield* connect(admin)
          yield* connection.query("CREATE TABLE entry (id text PRIMARY KEY, size int CHECK (size > 0))", [])
          yield* connection.query("INSERT INTO entry VALUES ($1, 1)", [secret])
          return true
        })
      )
      expect(setUp).toBe(true)
      const raise = `DO $$ BEGIN RAISE EXCEPTION 'row ${secret}' USING ERRCODE = '42501', CONSTRAINT = '${secret}'; END $$`
      const cases = [
        [["SELECT $1::text::int", secret], "Rejected", "22P02", "invalid_text_representation"],
        [["INSERT INTO entry VALUES ($1, 1)", secret], "ConstraintViolated", "23505", "entry_pkey"],
        [
          ["INSERT INTO entry VALUES ($1, -1)", `x${secret}`],
          "ConstraintViolated",
          "23514",
          "entry_size_check"
        ],
        [["SELECT * FROM reserch"], "Rejected", "42P01", 'relation "reserch" does not exist at character 15'],
        [["SELECT $1::text::regclass", "hunter2"], "Rejected", "42P01", "relation …"],
        [["SELECT set_config($1, 'x', false)", "hunter2"], "Rejected", "42704", "undefined_object"],
        [[`SELECT 'hunter2' '${secret}'`], "Rejected", "42601", "syntax error"],
        [[`SELECT '${secret}`], "Rejected", "42601", "syntax_error"],
        [[raise], "Rejected", "42501", "insufficient_privilege"],
        [["SELECT chr(0)"], "Rejected", "54000", "program_limit_exceeded"]
      ] as const
      for (const [statement, tag, sqlState, words] of cases) {
        const failure = yield* failureOf(admin, [statement])
        expect(failure).toMatchObject({
          _tag: tag,
          statement: "rolled back",
          sqlState,
          message: expect.stringContaining(words),
          server: { severity: "ERROR", routine: expect.any(String) }
        })
      }
    })
  )

  it.effect("classifies what the driver and Node say", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const many = Array.from({ length: 40_000 }, (_, index) => index)
      const placeholders = many.map((index) => `$${index + 1}::int`).join(",")
      const endpoint = app("direct")
      const cases = [
        [failureOf(admin, [[`SELECT ARRAY[${placeholders}]`, ...many]]), "Rejected", "did not run", "40000"],
        [failureOf(admin, [["SELECT $1", Symbol("x")]]), "Rejected", "did not run", "encode"],
        [failureOf(admin, [["SELECT repeat('x', 17 << 20)"]]), "OutcomeUnknown", "unknown", "16777216"],
        [failureOf(admin, [["COPY (SELECT 1) TO STDOUT"]]), "Rejected", "unknown", "COPY"],
        [
          failureOf(admin, [["SELECT pg_terminate_backend(pg_backend_pid())"]]),
          "OutcomeUnknown",
          "unknown",
          ""
        ],
        [failureOf({ ...endpoint, port: 1 }, []), "Unavailable", "did not run", "ECONNREFUSED"],
        [
          failureOf({ ...endpoint, host: "no-such-host.invalid" }, []),
          "Unavailable",
          "did not run",
          "resolved"
        ],
        [failureOf(endpoint, [], { ssl: true }), "Misconfigured", "did not run", "TLS"],
        [failureOf({ ...endpoint, password: undefined }, []), "Misconfigured", "did not run", "No password"]
      ] as const
      for (const [effect, tag, statement, words] of cases) {
        expect(yield* effect).toMatchObject({ _tag: tag, statement, message: expect.stringContaining(words) })
      }
    })
  )

  it.effect("classifies a plan that went stale inside a transaction, which a new connection has not", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const failure = yield* failureOf(admin, [
        ["CREATE TABLE widening (a int)"],
        ["SELECT * FROM widening"],
        ["ALTER TABLE widening ADD COLUMN b int"],
        ["BEGIN"],
        ["SELECT * FROM widening"]
      ])
      expect(failure).toMatchObject({ _tag: "Rejected", sqlState: "0A000", statement: "did not run" })
      expect(PgFailure.advice(failure)).toBe("unnamed")
    })
  )

  for (const route of ["direct", "pgbouncer118", "pgbouncer124"] as const) {
    it.effect(`classifies a login that is refused: ${route}`, () =>
      Effect.gen(function* () {
        const endpoint = (yield* SuiteDatabase).app(route)
        const refused = (change: Partial<PgUrl.PgEndpoint>, more?: Partial<PgConnection.Config>) =>
          Effect.map(failureOf({ ...endpoint, ...change }, [["SELECT 1"]], more), (failure) => [
            failure._tag,
            failure.statement,
            PgFailure.advice(failure)
          ])
        const misconfigured = ["Misconfigured", "did not run", "never"]
        expect(yield* refused({ password: Redacted.make(secret) })).toEqual(misconfigured)
        expect(yield* refused({ username: "nobody_here" })).toEqual(misconfigured)
        expect(yield* refused({}, { startupParameters: { no_such_parameter: secret } })).toEqual(
          misconfigured
        )
        // PgBouncer 1.18 asks Postgres, and passes on its words without its code.
        const withoutCode = ["Unavailable", "did not run", "slowly"]
        expect(yield* refused({ database: "no_such_database" })).toEqual(
          route === "pgbouncer118" ? withoutCode : misconfigured
        )
      })
    )
  }
})
