import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { DirectPg } from "../../DirectPg.ts"
import * as PgFailure from "../../failure/PgFailure.ts"
import { title } from "../Change.ts"
import { type Change, status } from "../Migration.ts"
import * as MigrationBooks from "../MigrationBooks.ts"
import { explained, failed, type MigrationFailed } from "../MigrationFailed.ts"
import * as MigrationScript from "../MigrationScript.ts"
import { books, execute } from "../Statements.ts"
import * as ClusterCatalogue from "./ClusterCatalogue.ts"
import * as DefaultPrivileges from "./DefaultPrivileges.ts"
import * as LateRoles from "./LateRoles.ts"
import * as Rehearsal from "./Rehearsal.ts"
import * as RoleCatalogue from "./RoleCatalogue.ts"
import * as SchemaCatalogue from "./SchemaCatalogue.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/** One thing that is not as the changes made it. */
export interface Drift extends Pick<SchemaEntry, "kind" | "name"> {
  /** Whether the database has it less, more, or otherwise than the changes make it. */
  readonly difference: "missing" | "extra" | "differs"
  /** As the changes make it; absent when it is extra. */
  readonly expected?: string
  /** As it is; absent when it is missing. */
  readonly actual?: string
}

/** The catalogue as the changes make it, from a schema that nobody else ever sees, under default privileges. */
const madeUnder = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>,
  privileges: (schema: string) => Effect.Effect<void, SqlError.SqlError>
) {
  const schema = `aquifer_drift_${randomBytes(6).toString("hex")}`
  yield* execute(sql, "a schema to compare with", [`CREATE SCHEMA ${schema}`])
  yield* privileges(schema)
  yield* sql.unsafe(`SET LOCAL search_path = ${schema}`)
  const within = (statements: ReadonlyArray<string>) =>
    statements.map((statement) =>
      ClusterCatalogue.ownPublications(statement.replaceAll(/\bpublic\b/g, schema), schema)
    )
  yield* execute(sql, books, within(MigrationBooks.made))
  for (const change of changes) yield* execute(sql, change, within(Rehearsal.statements(change)))
  return yield* SchemaCatalogue.read(sql, schema)
})

/** What was read in a transaction, which is rolled back with it. */
class Read {
  readonly entries: ReadonlyArray<SchemaEntry>
  constructor(entries: ReadonlyArray<SchemaEntry>) {
    this.entries = entries
  }
}

/** The catalogue as the changes make it, whatever default privileges there were when they ran here. */
const made = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>,
  actual: ReadonlyArray<SchemaEntry>
) {
  const without = (yield* DefaultPrivileges.areThere(sql))
    ? yield* DefaultPrivileges.setAside(sql).pipe(
        Effect.andThen(madeUnder(sql, changes, () => Effect.void)),
        Effect.flatMap((entries) => Effect.fail(new Read(entries))),
        sql.withTransaction,
        Effect.catch((outcome) =>
          outcome instanceof Read ? Effect.succeed(outcome.entries) : Effect.fail(outcome)
        )
      )
    : []
  const under = yield* madeUnder(sql, changes, (schema) => DefaultPrivileges.carryOver(sql, schema))
  return DefaultPrivileges.settled({ under, without }, actual, yield* DefaultPrivileges.readPlaces(sql))
})

const keyOf = ({ kind, name }: SchemaEntry): string => `${kind} ${name}`

/** Where row security was forced since, on the owner too, as the doctor says: nobody sees more. */
const isForced = (expected: string, actual: string): boolean =>
  expected.replace("row security on", "row security forced") === actual

const compare = (
  expected: ReadonlyArray<SchemaEntry>,
  actual: ReadonlyArray<SchemaEntry>,
  ownersPolicies: ReadonlySet<string>
): ReadonlyArray<Drift> => {
  const ours = new Set(expected.map(({ of }) => of)) // what others keep in the same schema is none of our business
  const there = new Map(actual.map((entry) => [keyOf(entry), entry]))
  const known = new Set(expected.map(keyOf))
  const changed = expected.flatMap((entry): ReadonlyArray<Drift> => {
    const { definition, kind, name } = entry
    const found = there.get(keyOf(entry))
    if (found === undefined) return [{ kind, name, difference: "missing", expected: definition }]
    return found.definition === definition || isForced(definition, found.definition)
      ? []
      : [{ kind, name, difference: "differs", expected: definition, actual: found.definition }]
  })
  // Partitions come with time: who makes the next one is no change of the schema.
  const extra = actual.filter(
    (entry) =>
      ours.has(entry.of) &&
      entry.kind !== "partition" &&
      !known.has(keyOf(entry)) &&
      !ownersPolicies.has(keyOf(entry))
  )
  return [
    ...changed,
    ...extra.map(
      ({ definition, kind, name }) => ({ kind, name, difference: "extra", actual: definition }) as const
    )
  ]
}

class Compared {
  readonly drift: ReadonlyArray<Drift>
  constructor(drift: ReadonlyArray<Drift>) {
    this.drift = drift
  }
}

const what = "The schema could not be compared with its changes"

/** Without books there is nothing to compare with but the books themselves. */
const begun = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const rows = yield* Effect.mapError(
    sql.unsafe(`SELECT WHERE to_regclass('public.${MigrationBooks.table}') IS NOT NULL`),
    (error) => failed(error, what)
  )
  if (rows.length > 0) return
  const message = "nothing is applied here yet: run aquifer migrate, or Migration.run"
  const reason = new PgFailure.Misconfigured({ message, statement: "did not run" })
  return yield* Effect.fail(failed(reason, what))
})

/**
 * What in the database differs from what its changes made: tables, their children, columns, constraints, indexes,
 * extended statistics, triggers, rules, policies, views, functions, sequences, types (enums, domains, ranges, composite ones), privileges and owners; who may
 * make things in the schema, the attributes of the roles that changes make and what they are members of, and which
 * publications send which columns and rows of the tables. Default privileges hold for what is made after them, and nothing
 * says which were in force when a change ran: what they alone give or take is no difference, whichever way it is, nor what
 * those gave that have been withdrawn since. A role that came after the changes, and that they grant something to where it is
 * there, is one difference, with what grants it.
 * Row security that was forced since, with a policy that shows an owner all rows, is none either.
 * Partitions that were made later are as they should be, whoever makes them; one that a change makes and that is gone is not.
 *
 * The changes that the database has are run once more, into a schema of their own and in a transaction that is rolled
 * back, so that nothing is locked that others use and nothing is left; it takes the privilege to create a schema. What
 * belongs to none of the changes' tables and functions is not looked at. Fails as `Misconfigured` where nothing was applied
 * yet.
 *
 * **Example** (A deployment that goes on only where nobody has changed the schema by hand)
 *
 * ```ts
 * import { DirectPg, kitSchema, SchemaDrift } from "aquifer"
 * import { Effect } from "effect"
 *
 * const check = Effect.gen(function* () {
 *   for (const { difference, kind, name } of yield* SchemaDrift.find(kitSchema)) {
 *     yield* Effect.logWarning(`${kind} ${name}: ${difference}`)
 *   }
 * }).pipe(Effect.provide(DirectPg.layer))
 * ```
 */
export const find = Effect.fn("SchemaDrift.find")(function* (
  changes: ReadonlyArray<Change>
): Effect.fn.Return<ReadonlyArray<Drift>, MigrationFailed, DirectPg> {
  const applied = new Set(
    (yield* status(changes)).flatMap((change) => (change.appliedAt === undefined ? [] : [title(change)]))
  )
  const { sql } = yield* DirectPg
  if (applied.size === 0) yield* begun(sql)
  const compared = Effect.gen(function* () {
    yield* sql.unsafe(MigrationScript.setLockTimeout(MigrationScript.defaultLockTimeout))
    const there = changes.filter((change) => applied.has(title(change)))
    const roles = yield* RoleCatalogue.read(sql, there)
    const actual = yield* SchemaCatalogue.read(sql, "public")
    const settled = yield* LateRoles.settled(sql, yield* made(sql, there, actual), actual)
    const drift = compare(
      [...settled.expected, ...roles.expected],
      [...settled.actual, ...roles.actual],
      yield* SchemaCatalogue.ownersPolicies(sql)
    )
    return yield* Effect.fail(new Compared(drift)) // failing rolls back
  })
  return yield* sql
    .withTransaction(compared)
    .pipe(
      Effect.catch((outcome) =>
        outcome instanceof Compared
          ? Effect.succeed(outcome.drift)
          : Effect.flatMap(explained(sql, ["CREATE SCHEMA"], outcome, what), Effect.fail)
      )
    )
})
