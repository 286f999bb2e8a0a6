import { Duration } from "effect"
import { type Change, title } from "./Change.ts"
import * as MigrationBooks from "./MigrationBooks.ts"

/** Longer than any healthy migration of another process keeps us waiting, short enough to notice one that hangs. */
export const migratorTimeout = Duration.seconds(60)

/** A lookup that queues behind a change waiting for its table is still answered within its two seconds. */
export const defaultLockTimeout = Duration.seconds(1)

export const setLockTimeout = (timeout: Duration.Input): string =>
  `SET LOCAL lock_timeout = ${Math.max(1, Math.round(Duration.toMillis(Duration.fromInputUnsafe(timeout))))}`

/** Taken by a migrator until its transaction ends. */
export const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${MigrationBooks.table}', 0))`

interface Script {
  readonly apply: ReadonlyArray<Change>
  readonly undo: ReadonlyArray<Change>
  readonly lockTimeout: Duration.Input
}

/** Statements of a script, which run in a transaction of their own or must not run in one. */
interface Part {
  readonly transactional: boolean
  readonly lines: ReadonlyArray<string>
}

const comment = (what: string, change: Change): string =>
  `-- ${what}${title(change).replaceAll(/[\r\n]/g, " ")}`

const applied = (change: Change): Part => {
  const transactional = change.transactional !== false
  const around = transactional
    ? [MigrationBooks.record(change), ...change.up]
    : [MigrationBooks.record(change, 0), ...change.up, MigrationBooks.progress(change, null)]
  return { transactional, lines: [comment("", change), ...around.map((statement) => `${statement};`)] }
}

const undone = (change: Change): Part => ({
  transactional: change.transactional !== false,
  lines: [
    comment("undo ", change),
    ...[...(change.down ?? []), MigrationBooks.forget(change), MigrationBooks.secure].map(
      (statement) => `${statement};`
    )
  ]
})

/** A change as a file for a tool that runs each file in a transaction, or statement by statement; it keeps our books. */
export const file = (change: Change): string =>
  [
    ...[...MigrationBooks.prepare, ...MigrationBooks.adopt([change])].map((statement) => `${statement};`),
    ...applied(change).lines
  ].join("\n")

/** Parts that follow each other and run in a transaction are one. */
const joined = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> => {
  const together: Array<Part> = []
  for (const part of parts) {
    const last = together.at(-1)
    if (last?.transactional === true && part.transactional) {
      together[together.length - 1] = { transactional: true, lines: [...last.lines, ...part.lines] }
    } else together.push(part)
  }
  return together
}

/** The script for `psql` that does what the migrator would do, and leaves the same books. */
export const render = ({ apply, lockTimeout, undo }: Script): string => {
  if (apply.length === 0 && undo.length === 0) return "-- Schema: up to date, nothing to do"
  const books = [...MigrationBooks.prepare, ...MigrationBooks.adopt([...apply, ...undo])]
  const first: Part = { transactional: true, lines: books.map((statement) => `${statement};`) }
  return joined([first, ...undo.map(undone), ...apply.map(applied)])
    .flatMap(({ lines, transactional }) =>
      transactional
        ? [
            "BEGIN;",
            `${setLockTimeout(migratorTimeout)};`,
            `${lock};`,
            `${setLockTimeout(lockTimeout)};`,
            ...lines,
            "COMMIT;"
          ]
        : lines
    )
    .join("\n")
}
