import { Duration, Effect, Schema } from "effect"
import { Migrator, SqlClient } from "effect/sql"
import { DirectPg } from "./DirectPg.ts"
import * as PgFailure from "./PgFailure.ts"

/** One change of a schema. */
export interface Change {
  /** Its place in the order; never reused. */
  readonly id: number
  readonly name: string
  /** Its statements, one string each. */
  readonly up: ReadonlyArray<string>
}

/** A change, and when this database got it; `undefined` when it has not. */
export interface ChangeStatus {
  readonly id: number
  readonly name: string
  readonly appliedAt: Date | undefined
}

/** Migrating stopped; the schema is as it was before. */
export class MigrationFailed extends Schema.TaggedError<MigrationFailed>()("MigrationFailed", {
  message: Schema.String,
  reason: PgFailure.PgFailure
}) {}

/** Where a database keeps which changes it has. */
export const table = "aquifer_migrations"

/** Longer than any healthy migration of another process keeps us waiting, short enough to notice one that hangs. */
const turnTimeout = "60s"

/** Everybody who wants the same table queues behind a change that waits for its lock, so it does not wait long. */
const defaultLockTimeout = Duration.seconds(5)

export interface MigrationOptions {
  /** Longest wait of a change for a lock that somebody else holds; 5 s. */
  readonly lockTimeout?: Duration.Input
}

const failed = (error: { readonly message: string; readonly cause?: unknown }): MigrationFailed => {
  const reason = reasonOf(error)
  return new MigrationFailed({ message: `The schema could not be migrated: ${reason.message}`, reason })
}

const isSqlError = (error: unknown): error is Parameters<typeof PgFailure.classify>[0] =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError"

const reasonOf = (error: { readonly message: string; readonly cause?: unknown }): PgFailure.PgFailure => {
  if (isSqlError(error)) return PgFailure.classify(error)
  if (isSqlError(error.cause)) return PgFailure.classify(error.cause)
  return new PgFailure.Unclassified({ message: error.message, statement: "rolled back" })
}

const loader = (changes: ReadonlyArray<Change>): Migrator.Loader =>
  Migrator.fromRecord(
    Object.fromEntries(
      changes.map(({ id, name, up }) => [
        `${id}_${name}`,
        Effect.flatMap(SqlClient.SqlClient, (sql) =>
          Effect.forEach(up, (statement) => sql.unsafe(statement), { discard: true })
        )
      ])
    )
  )

/**
 * Brings the schema up to date over the direct endpoint: all missing changes in one transaction, or none.
 *
 * Safe to run from several processes at once: one applies, the others wait for it and find nothing to do. Whoever
 * waits longer than 60 s for its turn fails, and so does a change that waits longer than `lockTimeout` for a lock of
 * the program at work. Returns the changes that this call applied.
 */
export const run = Effect.fn("Migration.run")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout }: MigrationOptions = {}
): Effect.fn.Return<ReadonlyArray<Pick<Change, "id" | "name">>, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const lockMillis = Math.max(1, Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(lockTimeout))))
  const applied = yield* Effect.gen(function* () {
    yield* sql.unsafe(`SET LOCAL lock_timeout = '${turnTimeout}'`)
    // The migrator locks its table, but two of them creating that table would collide before.
    yield* sql`SELECT pg_advisory_xact_lock(hashtextextended(${table}, 0))`
    yield* sql`SELECT set_config('lock_timeout', ${String(lockMillis)}, true)`
    return yield* Migrator.make({})({ loader: loader(changes), table })
  }).pipe(sql.withTransaction, Effect.provideService(SqlClient.SqlClient, sql), Effect.mapError(failed))
  return applied.map(([id, name]) => ({ id, name }))
})

/** Which changes this database has. */
export const status = Effect.fn("Migration.status")(function* (
  changes: ReadonlyArray<Change>
): Effect.fn.Return<ReadonlyArray<ChangeStatus>, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const rows = yield* Effect.gen(function* () {
    const [found] = yield* sql<{ exists: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS "exists"`
    if (found?.exists !== true) return []
    return yield* sql<{
      id: number
      at: Date
    }>`SELECT migration_id AS id, created_at AS at FROM ${sql(table)}`
  }).pipe(Effect.mapError(failed))
  const appliedAt = new Map(rows.map(({ at, id }) => [id, at]))
  return changes.map(({ id, name }) => ({ id, name, appliedAt: appliedAt.get(id) }))
})
