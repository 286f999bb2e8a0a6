import { PgConnection } from "@effect/sql-pg"
import { expect, it } from "@effect/vitest"
import { PgFailure, PgUrl } from "aquifer"
import { Clock, Effect, Redacted, Result } from "effect"
import { failoverPair } from "../../support/failoverPair.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"

const endpointOf = (url: Redacted.Redacted) => Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))

it.live("A real standby's conflict with replay is classified as one", () =>
  Effect.gen(function* () {
    const { primary, standby } = yield* failoverPair()
    const caughtUp = Effect.provideService(standby.caughtUp, Clock.Clock, Clock.Clock.defaultValue())
    yield* simpleQuery(standby.url(), "ALTER SYSTEM SET max_standby_streaming_delay = 0")
    yield* simpleQuery(standby.url(), "SELECT pg_reload_conf()")
    yield* simpleQuery(primary.url(), "CREATE TABLE notes AS SELECT 1 AS n FROM generate_series(1, 1000)")
    yield* caughtUp
    const { database, host, password, port, username } = endpointOf(standby.url())
    const connection = yield* PgConnection.make({ host, port, database, username, password, ssl: false })
    yield* connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ", [])
    yield* connection.query("DECLARE each CURSOR FOR SELECT n FROM notes", [])
    yield* connection.query("FETCH 1 FROM each", []) // holds a lock on the table
    yield* simpleQuery(primary.url(), "TRUNCATE notes")
    yield* caughtUp
    const error = yield* Effect.flip(connection.query("FETCH 1 FROM each", []))
    const failure = PgFailure.classify(error)
    expect(failure).toMatchObject({ _tag: "Contention", sqlState: "40001", statement: "rolled back" })
    expect(failure.message).toContain("standby")
    expect(failure.server?.routine).toBe("ProcessRecoveryConflictInterrupt")
  }).pipe(Effect.scoped)
)
