import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import { DirectPg } from "../../DirectPg.ts"
import * as PgFailure from "../../failure/PgFailure.ts"
import { title } from "../Change.ts"
import { type Change, status } from "../Migration.ts"
import * as MigrationBooks from "../MigrationBooks.ts"
import { explained, failed, type MigrationFailed } from "../MigrationFailed.ts"
import * as MigrationScript from "../MigrationScript.ts"
import { StatementRefused } from "../Statements.ts"
import * as Deparsed from "./Deparsed.ts"
import * as LateRoles from "./LateRoles.ts"
import * as MadeSchema from "./MadeSchema.ts"
import * as Outside from "./Outside.ts"
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
    return Deparsed.isSame(definition, found.definition) || isForced(definition, found.definition)
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

const misplaced = (schema: string): string =>
  `the books of changes are in the schema ${schema}, as search_path has it first, and only public is compared: let changes name their schemas, and migrate with public first`

/** Without books there is nothing to compare with but the books themselves. */
const begun = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const [books] = yield* Effect.mapError(
    sql<{ schema: string }>`
      SELECT relnamespace::regnamespace::text AS schema FROM pg_class
      WHERE oid = coalesce(to_regclass(${`public.${MigrationBooks.table}`}), to_regclass(${MigrationBooks.table}))`,
    (error) => failed(error, what)
  )
  if (books?.schema === "public") return
  const message =
    books === undefined
      ? "nothing is applied here yet: run aquifer migrate, or Migration.run"
      : misplaced(books.schema)
  const reason = new PgFailure.Misconfigured({ message, statement: "did not run" })
  return yield* Effect.fail(failed(reason, what))
})

/** What a change does by itself in no transaction may be impossible in one. */
const whatOf = (outcome: unknown): string =>
  outcome instanceof StatementRefused && PgFailure.classify(outcome.error).sqlState === "2D000"
    ? `${what}, which are run once more in a transaction: what this statement calls ends it and is not PL/pgSQL, so leave its change out of the comparison`
    : what

/**
 * What in the database differs from what its changes made, in `public` and in the schemas that they make: tables, foreign ones
 * too, their children, columns, constraints, indexes, extended statistics, triggers, rules, policies, views, functions, aggregates,
 * sequences, types (enums, domains, ranges, composite ones), operators with their classes and families, casts, collations, text search,
 * comments, privileges and owners; who may
 * make things in the schema, whether those may use it that something is granted to there, the attributes of the roles that changes make and what they are members of, which
 * publications send which columns and rows of the tables, and whether extensions, access methods, servers and event triggers are there. Default
 * privileges hold for what is made after them, and nothing
 * says which were in force when a change ran: what they alone give or take is no difference, whichever way it is, nor what
 * those gave that have been withdrawn since. A role that came after the changes, and that they grant something to where it is
 * there, is one difference, with what grants it.
 * Row security that was forced since, with a policy that shows an owner all rows, is none either.
 * Partitions that were made later are as they should be, whoever makes them; one that a change makes and that is gone is not.
 *
 * The changes that the database has are run once more, into schemas of their own and in a transaction that is rolled
 * back, so that nothing is locked that others use and nothing is left; it takes the privilege to create a schema. A CALL or a
 * block that commits is run without that. A schema that they make and that holds an extension is not compared. What changes do to it,
 * and to schemas that they do not make, is neither compared nor, where it is
 * there already, done again; what is not there is done and rolled back, and locks it so long. Options of servers and foreign
 * tables, which may hold passwords, are told by name. A cast between types of others is not compared, nor what
 * belongs to none of the changes' tables and functions. Fails as `Misconfigured` where nothing was applied
 * yet, or elsewhere than in `public`.
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
  yield* begun(sql)
  const compared = Effect.gen(function* () {
    yield* sql.unsafe(MigrationScript.setLockTimeout(MigrationScript.defaultLockTimeout))
    const there = changes.filter((change) => applied.has(title(change)))
    const roles = yield* RoleCatalogue.read(sql, there)
    const extensions = yield* Outside.extensions(sql, there)
    const names = yield* Outside.comparable(sql, Outside.madeBy(there))
    const [{ path } = { path: "public" }] = yield* sql<{
      path: string
    }>`SELECT current_setting('search_path') AS path`
    const actual = yield* MadeSchema.readAll(sql, "public", names)
    const policies = yield* SchemaCatalogue.ownersPolicies(sql)
    const made = yield* MadeSchema.make(sql, { changes: there, names, path }, actual)
    const settled = yield* LateRoles.settled(sql, made, actual)
    const drift = compare(
      [...settled.expected, ...roles.expected, ...extensions.expected],
      [...settled.actual, ...roles.actual, ...extensions.actual],
      policies
    )
    return yield* Effect.fail(new Compared(drift)) // failing rolls back
  })
  return yield* sql
    .withTransaction(compared)
    .pipe(
      Effect.catch((outcome) =>
        outcome instanceof Compared
          ? Effect.succeed(outcome.drift)
          : Effect.flatMap(explained(sql, ["CREATE SCHEMA"], outcome, whatOf(outcome)), Effect.fail)
      )
    )
})
