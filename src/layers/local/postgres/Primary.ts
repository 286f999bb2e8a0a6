import { PgConnection } from "@effect/sql-pg"
import { Effect, type Redacted, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import { LocalServerError } from "../process/LocalServerError.ts"
import { until } from "../process/ServerProcess.ts"
import type { PgServerSettings } from "./PgServer.ts"

const server = "postgres"

/** A server that others may follow. */
export interface Followed {
  readonly port: number
  readonly directory: string
  readonly url: () => Redacted.Redacted
}

/** What a standby has to have at least as much of as its primary, or it does not start. */
const matched = [
  "max_connections",
  "max_worker_processes",
  "max_wal_senders",
  "max_prepared_transactions",
  "max_locks_per_transaction"
]

const failed =
  (what: string) =>
  (cause: SqlError.SqlError): LocalServerError =>
    new LocalServerError({ server, message: `${what}: ${cause.message}`, cause })

/**
 * What a standby of that name wants of its primary: its log is kept for it, and given up when the scope closes.
 */
export class Primary {
  readonly #primary: Followed
  readonly #name: string
  /** Those of the primary that a standby has to have too. */
  readonly settings: PgServerSettings

  private constructor(primary: Followed, name: string, settings: PgServerSettings) {
    this.#primary = primary
    this.#name = name
    this.settings = settings
  }

  static readonly make = Effect.fnUntraced(function* (
    primary: Followed,
    name: string
  ): Effect.fn.Return<Primary, LocalServerError, Scope.Scope> {
    const bare = new Primary(primary, name, {})
    const rows = yield* bare.#ask(
      `SELECT name, setting FROM pg_settings WHERE name IN (${matched.map((each) => `'${each}'`).join(", ")})`
    )
    yield* Effect.acquireRelease(
      bare.#ask(`SELECT slot_name::text FROM pg_create_physical_replication_slot('${name}', true)`),
      // A primary that was killed keeps nothing.
      () => Effect.ignore(bare.#ask(`SELECT pg_drop_replication_slot('${name}')::text`))
    )
    return new Primary(
      primary,
      name,
      Object.fromEntries(rows.map((row) => [String(row["name"]), String(row["setting"])]))
    )
  })

  readonly #ask = (sql: string) =>
    Effect.flatMap(PgConnection.make({ url: this.#primary.url() }), (connection) =>
      connection.query(sql)
    ).pipe(
      Effect.scoped,
      Effect.map(({ rows }) => rows),
      Effect.mapError(failed("The primary of a standby does not do what it is asked"))
    )

  /** Copies its data while it runs; what comes with the copy says where its recovery begins. */
  backup<A>(
    copy: (from: string) => Effect.Effect<A, LocalServerError>
  ): Effect.Effect<{ readonly copy: A; readonly label: string }, LocalServerError> {
    const asked = Effect.mapError(failed("The primary's data cannot be copied"))
    return Effect.gen({ self: this }, function* () {
      // The backup is this session's: it is off when the session is.
      const connection = yield* asked(PgConnection.make({ url: this.#primary.url() }))
      yield* asked(connection.query("SELECT pg_backup_start('standby', true)::text"))
      const copied = yield* copy(`${this.#primary.directory}/data`)
      const { rows } = yield* asked(connection.query("SELECT labelfile FROM pg_backup_stop(false)"))
      return { copy: copied, label: String(rows[0]?.["labelfile"]) }
    }).pipe(Effect.scoped)
  }

  /** Whether the standby streams from it. */
  get isFollowed(): Effect.Effect<boolean> {
    return Effect.orElseSucceed(this.#sees("state = 'streaming'"), () => false)
  }

  get #isSynchronous() {
    return this.#sees("sync_state = 'sync'")
  }

  #sees(standby: string) {
    return Effect.map(
      this.#ask(`SELECT FROM pg_stat_replication WHERE application_name = '${this.#name}' AND ${standby}`),
      (rows) => rows.length > 0
    )
  }

  /** How far its log is written. */
  get position(): Effect.Effect<string, LocalServerError> {
    return Effect.map(this.#ask("SELECT pg_current_wal_insert_lsn()::text AS lsn"), ([row]) =>
      String(row?.["lsn"])
    )
  }

  /** Lets its commits wait for the standby from now on, until the scope closes. */
  get wait(): Effect.Effect<void, LocalServerError, Scope.Scope> {
    const told = (...statements: ReadonlyArray<string>) =>
      Effect.forEach([...statements, "SELECT pg_reload_conf()"], (sql) => this.#ask(sql), { discard: true })
    return Effect.gen({ self: this }, function* () {
      const [row] = yield* this.#ask("SELECT current_setting('synchronous_commit') AS now")
      if (row?.["now"] === "off") {
        const message =
          'A synchronous standby is asked for, and the primary has synchronous_commit off, so that its commits wait for nothing; start it with durable: true, or with settings: { synchronous_commit: "on" }'
        return yield* new LocalServerError({ server, message })
      }
      yield* Effect.acquireRelease(told(`ALTER SYSTEM SET synchronous_standby_names = '${this.#name}'`), () =>
        Effect.ignore(told("ALTER SYSTEM RESET synchronous_standby_names"))
      )
      yield* until(this.#isSynchronous)
      // Commits wait when the checkpointer has read the setting too, which it does before a checkpoint that it is asked for.
      yield* this.#ask("CHECKPOINT")
    })
  }
}
