import { type Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { DirectPg } from "../DirectPg.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import { type Change, type ChangeName, nameOf, title } from "./Change.ts"
import * as MigrationBooks from "./MigrationBooks.ts"
import { explained, failed, type MigrationFailed } from "./MigrationFailed.ts"
import * as MigrationScript from "./MigrationScript.ts"
import { isOf, missing, recordedOf, type Step, stepOf, undoable } from "./MigrationSteps.ts"
import { books, execute, type StatementRefused } from "./Statements.ts"
import * as StepByStep from "./StepByStep.ts"

export { type Change, type ChangeName, ofSet } from "./Change.ts"
export { MigrationFailed } from "./MigrationFailed.ts"

/** A change, and when this database got it; `undefined` when it has not, or not all of it. */
export interface ChangeStatus extends ChangeName {
  /** By the database's clock; undefined while it is not applied. */
  readonly appliedAt: Date | undefined
}

/** How far a schema is brought, and how long a change waits for a lock. */
export interface MigrationOptions {
  /**
   * The last change of the last set given that the database shall have; the last there is, unless given. 0 is none. The sets
   * before it are what it needs, and stay whole.
   */
  readonly to?: number | undefined
  /**
   * The longest wait for a lock on a table; 1 s. Every reader of the table queues behind a change that waits for it,
   * so this has to be shorter than a lookup's deadline.
   */
  readonly lockTimeout?: Duration.Input | undefined
}

/** What would be done, in order, and the script that does it by hand. */
export interface MigrationPlan {
  /** Changes that are missing, in the order in which they are applied. */
  readonly apply: ReadonlyArray<Change>
  /** Changes that are too many, the last one first. */
  readonly undo: ReadonlyArray<Change>
  /** All of it as SQL, which psql runs with the same result. */
  readonly script: string
}

const { defaultLockTimeout, migratorTimeout, setLockTimeout } = MigrationScript

/** A pooler could give each statement another session, or hold the schema's lock for a stranger. */
const direct = Effect.fnUntraced(function* () {
  const { sql, throughPooler, withSessionLock } = yield* DirectPg
  if (yield* throughPooler) {
    return yield* Effect.fail(
      new PgFailure.Misconfigured({
        statement: "did not run",
        message:
          "DATABASE_URL leads through a pooler: the session was not named at login after the process that serves it; give it Postgres' own host and port (5432; at Supabase the direct connection), and put this URL into DATABASE_POOL_URL"
      })
    )
  }
  return { sql, withSessionLock }
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

/** Applies what goes together, and records what comes alone after it. */
const applying = (sql: SqlClient.SqlClient, changes: ReadonlyArray<Change>, to: number) =>
  Effect.gen(function* () {
    const recorded = yield* recordedOf(sql, changes)
    const wanted = missing(changes, recorded, to)
    const { alone, together } = stepOf(wanted)
    const resumed = alone !== undefined && recorded.some((row) => isOf(alone, row))
    if (wanted.length > 0 || recorded.length > 0) {
      yield* execute(sql, books, [...MigrationBooks.prepare, ...MigrationBooks.adopt(changes)])
    }
    for (const change of together) {
      yield* execute(sql, books, [MigrationBooks.record(change)])
      yield* execute(sql, change, change.up)
    }
    if (alone !== undefined && !resumed) yield* sql.unsafe(MigrationBooks.record(alone, 0))
    return { together, alone, resumed }
  })

/** Undoes what goes together; the one after it is still recorded. */
const undoing = (sql: SqlClient.SqlClient, changes: ReadonlyArray<Change>, to: number) =>
  Effect.gen(function* () {
    const undone = yield* undoable(changes, yield* recordedOf(sql, changes), to)
    const { alone, together } = stepOf(undone)
    if (undone.length > 0) {
      yield* execute(sql, books, [...MigrationBooks.prepare, ...MigrationBooks.adopt(changes)])
    }
    for (const change of together) {
      yield* execute(sql, change, change.down ?? [])
      yield* execute(sql, books, [MigrationBooks.forget(change), MigrationBooks.secure])
    }
    return { together, alone, resumed: false }
  })

type Refused = StatementRefused | SqlError.SqlError | PgFailure.Misconfigured | PgFailure.Rejected

/** What a failure leaves to be done: the statements of the change that was refused, and of those after it. */
const sinceRefused = (changes: ReadonlyArray<Change>, error: Refused): ReadonlyArray<string> => {
  const change = "change" in error ? error.change : undefined
  const first = change === undefined ? 0 : Math.max(0, changes.indexOf(change))
  const of = changes.slice(first).flatMap(({ up }) => up)
  return change === undefined ? [...MigrationBooks.made, ...of] : of
}

/** Changes the schema step by step, each alone; says by which changes. */
const changing = (
  lockTimeout: Duration.Input,
  step: (sql: SqlClient.SqlClient) => Effect.Effect<Step, Refused>,
  carryOut: (
    sql: SqlClient.SqlClient,
    change: Change,
    resumed: boolean
  ) => Effect.Effect<boolean, SqlError.SqlError | StatementRefused>,
  toCome: ReadonlyArray<Change>
): Effect.Effect<ReadonlyArray<ChangeName>, MigrationFailed, DirectPg> =>
  Effect.gen(function* () {
    const { sql, withSessionLock } = yield* Effect.mapError(direct(), (error) => failed(error))
    const changed: Array<Change> = []
    const done = Effect.gen(function* () {
      for (;;) {
        const { alone, resumed, together } = yield* exclusively(sql, lockTimeout, step(sql))
        changed.push(...together)
        if (alone === undefined) return changed.map(nameOf)
        const exclusive = withSessionLock(`${MigrationBooks.table} ${title(alone)}`)
        if (yield* exclusive(carryOut(sql, alone, resumed))) changed.push(alone)
      }
    })
    return yield* done.pipe(
      Effect.catch((error) => Effect.flatMap(explained(sql, sinceRefused(toCome, error), error), Effect.fail))
    )
  })

/**
 * Brings the schema up to date over the direct endpoint: all missing changes in one transaction, or none. Only a change
 * that cannot run in a transaction (`transactional: false`) comes by itself, between those before it and those after it.
 *
 * Changes belong to sets ({@link ofSet}), which are numbered each for itself; give several sets as one array, in the order
 * in which they need each other.
 *
 * Safe to run from several processes at once: one applies, the others wait for it and find nothing to do; one that
 * has to wait longer than 60 s fails. Fails as `Contention` when a lock on a table is not to be had in its time, and as
 * `Misconfigured` through a pooler, or where the database knows a change of this number by another name. Returns the
 * changes that this call applied.
 *
 * **Example** (A schema of one's own, before the program starts)
 *
 * ```ts
 * import { DirectPg, kitSchema, Migration } from "aquifer"
 * import { Effect } from "effect"
 *
 * const shop = Migration.ofSet("shop", [
 *   { id: 1, name: "products", up: ["CREATE TABLE products (sku text PRIMARY KEY)"], down: ["DROP TABLE products"] },
 *   {
 *     id: 2,
 *     name: "products by name",
 *     up: ["ALTER TABLE products ADD COLUMN name text", "CREATE INDEX CONCURRENTLY ON products (name)"],
 *     transactional: false
 *   }
 * ])
 *
 * const migrate = Migration.run([...kitSchema, ...shop]).pipe(
 *   Effect.tap((applied) => Effect.logInfo(`${applied.length} changes`)),
 *   Effect.provide(DirectPg.layer)
 * )
 * ```
 */
export const run = Effect.fn("Migration.run")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout, to = Infinity }: MigrationOptions = {}
): Effect.fn.Return<ReadonlyArray<ChangeName>, MigrationFailed, DirectPg> {
  return yield* changing(lockTimeout, (sql) => applying(sql, changes, to), StepByStep.apply, changes)
})

/** Which changes this database has. */
export const status = Effect.fn("Migration.status")(function* (
  changes: ReadonlyArray<Change>
): Effect.fn.Return<ReadonlyArray<ChangeStatus>, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const recorded = yield* Effect.mapError(recordedOf(sql, changes), (error) => failed(error))
  return changes.map((change) => {
    const row = recorded.find((row) => isOf(change, row) && row.done === null)
    return { ...nameOf(change), appliedAt: row?.at }
  })
})

/**
 * Undoes the changes of the last set given after `to`, newest first, in one transaction, or none of them. One that cannot run in a
 * transaction comes by itself.
 *
 * Fails as `Rejected` when one of them cannot be undone, and else as `run` does. Returns the changes that were undone.
 */
export const undo = Effect.fn("Migration.undo")(function* (
  changes: ReadonlyArray<Change>,
  {
    lockTimeout = defaultLockTimeout,
    to
  }: MigrationOptions & {
    /** The last change of the last set given that stays; 0 keeps none of it. */
    readonly to: number
  }
): Effect.fn.Return<ReadonlyArray<ChangeName>, MigrationFailed, DirectPg> {
  return yield* changing(
    lockTimeout,
    (sql) => undoing(sql, changes, to),
    (sql, change) => Effect.as(StepByStep.undo(sql, change), true),
    []
  )
})

/** What `run`, or `undo` where the database has more than `to`, would do; changes nothing. */
export const plan = Effect.fn("Migration.plan")(function* (
  changes: ReadonlyArray<Change>,
  { lockTimeout = defaultLockTimeout, to = Infinity }: MigrationOptions = {}
): Effect.fn.Return<MigrationPlan, MigrationFailed, DirectPg> {
  const { sql } = yield* DirectPg
  const recorded = yield* Effect.mapError(recordedOf(sql, changes), (error) => failed(error))
  const apply = missing(changes, recorded, to)
  const undo = yield* Effect.mapError(undoable(changes, recorded, to), (error) => failed(error))
  return { apply, undo, script: MigrationScript.render({ apply, undo, lockTimeout }) }
})
