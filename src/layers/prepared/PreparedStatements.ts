import type { PgConnection } from "@effect/sql-pg"
import { Deferred, Effect, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import * as Monotonic from "../deadline/Monotonic.ts"
import type { PgFailure } from "../failure/PgFailure.ts"
import * as StaleStatement from "./StaleStatement.ts"
import { StatementNames } from "./StatementNames.ts"

/**
 * When statements are named and prepared: always on a connection to Postgres itself; through a pooler never, or as
 * soon as it is known that the pooler tracks them.
 */
export type PreparedPolicy = "always" | "auto" | "never"

/** A program that sends less gains nothing from prepared statements, and is not worth asking the pooler for. */
const worthwhileUses = 100

/** Longer than a pooler that works takes for four round trips. */
const probeTimeout = "5 seconds"

/** PgBouncer 1.21 and newer prepare a client's statement under names of their own, the same for all their clients. */
const trackedName = /^PGBOUNCER_\d+$/

const mark = "aquifer/PreparedStatements"
const askItself = `/* ${mark} */ SELECT name FROM pg_catalog.pg_prepared_statements WHERE position('${mark}' IN statement) > 0`

type Connect = Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>

/**
 * Whether the pooler tracks named prepared statements.
 *
 * A prepared statement looks for itself on the server connection that it runs on. Where it finds the name that the
 * client gave it, names are passed on as they are; then it is taken away again, in the same transaction and so on the
 * same server connection.
 */
export const areTracked = (connect: Connect): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.gen(function* () {
    const connection = yield* connect
    yield* connection.query("BEGIN", [], false)
    const { rows } = yield* connection.query(askItself)
    const names = rows.map(({ name }) => String(name))
    for (const name of names.filter((name) => !trackedName.test(name))) {
      yield* connection.query(`DEALLOCATE "${name.replaceAll('"', '""')}"`, [], false)
    }
    yield* connection.query("ROLLBACK", [], false)
    return names.length > 0 && names.every((name) => trackedName.test(name))
  }).pipe(Effect.scoped)

/** A schema changed under a statement; that is nobody's fault, and the pooler is to be trusted as before. */
const schemaChanged: ReadonlySet<string> = new Set(["0A000", "XX000"])

/** Whether a pool's statements may be named now, and by which texts. */
export class PreparedStatements {
  readonly policy: PreparedPolicy
  readonly #names = new StatementNames()
  readonly #wanted = Deferred.makeUnsafe<void>()
  readonly #refused: () => number
  #connect: Connect | undefined
  #allowed: boolean
  /** Of the refused names, those that statements have been renamed for. */
  #seen = 0

  /** `refused` counts names that were refused, those included that the driver hides. */
  constructor(policy: PreparedPolicy, refused: () => number = () => 0) {
    this.policy = policy
    this.#refused = refused
    this.#allowed = policy === "always"
  }

  get allowed(): boolean {
    return this.#allowed
  }

  /** A connection has been used so often. */
  used(uses: number): void {
    if (uses === worthwhileUses) Deferred.doneUnsafe(this.#wanted, Effect.void)
  }

  /** A statement failed: a pooler that lost one, as after a restart with other settings, is not trusted again. */
  failed({ retry, sqlState = "" }: PgFailure): void {
    if (retry === "unnamed" && this.policy === "auto" && !schemaChanged.has(sqlState)) this.#allowed = false
  }

  /** Waits until it is worthwhile, then asks the pooler; without an answer statements stay unnamed. */
  readonly find = (connect: Connect): Effect.Effect<void> => {
    this.#connect = connect
    return this.policy === "auto"
      ? Deferred.await(this.#wanted).pipe(
          Effect.andThen(Effect.timeout(areTracked(connect), probeTimeout)),
          Effect.tap((tracked) => Effect.sync(() => (this.#allowed = tracked))),
          Effect.ignore
        )
      : Effect.void
  }

  /**
   * What to send for `sql`. A pooler has a name for as long as its server connections live, so once the driver had to do
   * without one, which it hides, statements get others.
   */
  textOf(sql: string): string {
    if (this.policy !== "always") {
      const refused = this.#refused()
      if (refused !== this.#seen) this.#names.renewAll()
      this.#seen = refused
    }
    return this.#names.textOf(sql)
  }

  /**
   * Whether a statement failed because of what it was prepared for, rather than by itself; its name is forgotten then.
   *
   * Asked on its own connection, unless a pooler gives each statement another server connection; where that shows
   * nothing, preparing it anew tells.
   */
  readonly isStale = (
    error: SqlError.SqlError,
    connection: PgConnection.PgConnection,
    statement: StaleStatement.NamedStatement
  ): Effect.Effect<boolean> => {
    const why = StaleStatement.suspicion(error)
    if (why === undefined) return Effect.succeed(false)
    if (why === "types") return Effect.map(this.look(connection, statement), (found) => found !== "fresh")
    this.gone(statement)
    return Effect.succeed(true)
  }

  /** Looks, at most once a second a text, whether a statement was prepared for other types than it would be now. */
  readonly look = (
    connection: PgConnection.PgConnection,
    statement: StaleStatement.NamedStatement
  ): Effect.Effect<StaleStatement.Found> =>
    Effect.flatMap(Monotonic.now, (now) => {
      const { sql, text } = statement
      if (text !== this.textOf(sql)) return Effect.succeed("stale" as const) // found out meanwhile
      if (!this.#names.worthLooking(sql, now)) return Effect.succeed("fresh" as const)
      const isDirect = this.policy === "always"
      const looked = isDirect ? StaleStatement.look(connection, statement) : this.#lookThrough(statement)
      return Effect.map(looked, (found) => {
        if (found === "stale") this.gone(statement)
        // Another server connection may have shown than the one that it failed on.
        else if (!isDirect) this.#names.renew(sql)
        return isDirect && found === "unknown" ? "fresh" : found // it had no name yet
      })
    })

  /**
   * Forgets all names: what changed under this statement may have changed under others, which go on without an error and
   * store what a column's old type makes of a value.
   */
  gone({ sql, text }: StaleStatement.NamedStatement): void {
    if (text === this.textOf(sql)) this.#names.renewAll()
  }

  #lookThrough(statement: StaleStatement.NamedStatement): Effect.Effect<StaleStatement.Found> {
    if (this.#connect === undefined) return Effect.succeed("unknown")
    return Effect.flatMap(this.#connect, (connection) =>
      StaleStatement.lookThrough(connection, statement)
    ).pipe(
      Effect.scoped,
      Effect.timeoutOrElse({ duration: probeTimeout, orElse: () => Effect.succeed("unknown" as const) }),
      Effect.catch(() => Effect.succeed("unknown" as const))
    )
  }
}
