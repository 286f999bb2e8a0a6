import { type Duration, Effect, Schema } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import { DirectPg } from "../DirectPg.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import type { Change } from "./Change.ts"
import * as MigrationScript from "./MigrationScript.ts"

export type { Change } from "./Change.ts"

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

export interface MigrationOptions {
  /** The last change that the database shall have; the last there is, unless given. 0 is none. */
  readonly to?: number | undefined
  /**
   * The longest wait for a lock on a table; 1 s. Every reader of the table queues behind a change that waits for it,
   * so this has to be shorter than a lookup's deadline.
   */
  readonly lockTimeout?: Duration.Input | undefined
}

/** What would be done, in order, and the script that does it by hand. */
export interface MigrationPlan {
  readonly apply: ReadonlyArray<Change>
  readonly undo: ReadonlyArray<Change>
  readonly script: string
}

const { defaultLockTimeout, migratorTimeout, setLockTimeout, table } = MigrationScript

const failed = (error: { readonly message: string; readonly cause?: unknown }): MigrationFailed => {
  const reason = reasonOf(error)
  return new MigrationFailed({ message: `The schema could not be migrated: ${reason.message}`, reason })
}

const reasonOf = (error: { readonly message: string; readonly cause?: unknown }): PgFailure.PgFailure => {
  if (PgFailure.isPgFailure(error)) return error
  if (SqlError.isSqlError(error)) return PgFailure.classify(error)
  if (SqlError.isSqlError(error.cause)) return PgFailure.classify(error.cause)
  return new PgFailure.Unclassified({ message: error.message, statement: "rolled back" })
}

const refused = (message: string): PgFailure.Rejected =>
  new PgFailure.Rejected({ statement: "did not run", message })

/** A pooler could give each statement another session, or hold the schema's lock for a stranger. */
const direct = Effect.fnUntraced(function* () {
  const { sql, throughPooler } = yield* DirectPg
  if (yield* throughPooler) {
    return yield* Effect.fail(
      new PgFailure.Misconfigured({
        statement: "did not run",
        message:
          "DATABASE_URL leads through a pooler: the session was not named at login after the process that serves it; give it Postgres' own host and port (5432; at Supabase the direct connection), and put this URL into DATABASE_POOL_URL"
      })
    )
  }
  return sql
})

/** One migrator at a time; it waits for another one to finish, however long that takes within reason. */
const exclusively = <A, E>(
  sql: SqlClient.SqlClient,
  lockTimeout: Duration.Input,
  work: Effect.Effect<A, E>
): Effect.Effect<A, E | SqlError.SqlError> =>
  sql
    .unsafe(setLockTimeout(migratorTimeout))
    .pipe(
      Effect.andThen(sql.unsafe(MigrationScript.lock)),
      Effect.andThen(sql.unsafe(setLockTimeout(lockTimeout))),
      Effect.andThen(work),
      sql.withTransaction
    )

const exists = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const [found] = yield* sql<{ exists: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS "exists"`
  return found?.exists === true
})

const rows = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  if (!(yield* exists(sql))) return []
  return yield* sql<{ id: number; name: string; at: Date }>`
    SELECT migration_id AS id, name, created_at AS at FROM ${sql(table)} ORDER BY migration_id`
})

/** The changes up to `to` that a database lacks, oldest first; also one that came late, from another branch. */
const missing = (
  changes: ReadonlyArray<Change>,
  applied: ReadonlyArray<Pick<Change, "id">>,
  to: number
): ReadonlyArray<Change> => {
  const there = new Set(applied.map(({ id }) => id))
  return changes.filter(({ id }) => id <= to && !there.has(id)).toSorted((a, b) => a.id - b.id)
}

const apply = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, changes: ReadonlyArray<Change>) {
  if (changes.length > 0 && !(yield* exists(sql))) yield* sql.unsafe(MigrationScript.createTable)
  for (const { id, name, up } of changes) {
    yield* sql`INSERT INTO ${sql(table)} (migration_id, name) VALUES (${id}, ${name})`
    yield* Effect.forEach(up, (statement) => sql.unsafe(statement), { discard: true })
  }
})

type Named = Pick<Change, "id" | "name">

/** Changes the schema, alone and in one transaction; says by which changes. */
const changing = (
  lockTimeout: Duration.Input,
  work: (
    sql: SqlClient.SqlClient
  ) => Effect.Effect<ReadonlyArray<Change>, SqlError.SqlError | PgFailure.Rejected>
): Effect.Effect<ReadonlyArray<Named>, MigrationFailed, DirectPg> =>
  Effect.flatMap(direct(), (sql) => exclusively(sql, lockTimeout, work(sql))).pipe(
    Effect.map((changes) => changes.map(({ id, name }) => ({ id, name }))),
    Effect.mapError(failed)
  )

/**
 * Brings the schema up to date over the direct endpoint: all missing changes in one transaction, or none.
 *
 * Safe to run from several processes at once: one applies, the others wait for it and find nothing to do; one that
 * has to wait longer than 60 s fails. Fails as `Contention` when a lock on a table is not to be had in its time, and as
 * `Misconfigured` through a pooler. Returns the changes that this call applied.
 */
export const run = Effect.fn("Migration.run")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout, to = Infinity }: MigrationOptions = {}
): Effect.fn.Return<ReadonlyArray<Named>, MigrationFailed, DirectPg> {
  return yield* changing(
    lockTimeout,
    Effect.fnUntraced(function* (sql) {
      const wanted = missing(changes, yield* rows(sql), to)
      yield* apply(sql, wanted)
      return wanted
    })
  )
})

/** Which changes this database has. */
export const status = Effect.fn("Migration.status")(function* (
  changes: ReadonlyArray<Change>
): Effect.fn.Return<ReadonlyArray<ChangeStatus>, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const appliedAt = new Map(
    (yield* Effect.mapError(rows(sql), failed)).map(({ at, id }) => [id, at] as const)
  )
  return changes.map(({ id, name }) => ({ id, name, appliedAt: appliedAt.get(id) }))
})

/** The changes to undo, newest first, or the reason why one of them cannot be. */
const undoable = (
  changes: ReadonlyArray<Change>,
  applied: ReadonlyArray<Named>,
  to: number
): Effect.Effect<ReadonlyArray<Change>, PgFailure.Rejected> =>
  Effect.forEach(applied.filter(({ id }) => id > to).toReversed(), ({ id, name }) => {
    const change = changes.find((change) => change.id === id)
    if (change?.down !== undefined) return Effect.succeed(change)
    const why =
      change === undefined
        ? "is not known here: a newer version of this program applied it, and that one has to undo it"
        : "cannot be undone without losing what is stored; restore a backup into another database instead"
    return Effect.fail(refused(`change ${id}_${name} ${why}`))
  })

/**
 * Undoes the changes after `to`, newest first, in one transaction, or none of them.
 *
 * Fails as `Rejected` when one of them cannot be undone, and else as `run` does. Returns the changes that were undone.
 */
export const undo = Effect.fn("Migration.undo")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout, to }: MigrationOptions & { readonly to: number }
): Effect.fn.Return<ReadonlyArray<Named>, MigrationFailed, DirectPg> {
  return yield* changing(
    lockTimeout,
    Effect.fnUntraced(function* (sql) {
      const undone = yield* undoable(changes, yield* rows(sql), to)
      const statements = undone.flatMap(({ down = [] }) => down)
      yield* Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
      if (undone.length > 0) yield* sql`DELETE FROM ${sql(table)} WHERE migration_id > ${to}`
      return undone
    })
  )
})

/** What `run`, or `undo` where the database has more than `to`, would do; changes nothing. */
export const plan = Effect.fn("Migration.plan")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout, to = Infinity }: MigrationOptions = {}
): Effect.fn.Return<MigrationPlan, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const applied = yield* Effect.mapError(rows(sql), failed)
  const apply = missing(changes, applied, to)
  const undo = yield* Effect.mapError(undoable(changes, applied, to), failed)
  return { apply, undo, script: MigrationScript.render({ apply, undo, lockTimeout, to }) }
})
