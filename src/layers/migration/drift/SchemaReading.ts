import * as MigrationBooks from "../MigrationBooks.ts"
import type * as Outside from "./Outside.ts"

/** Which schema is read, and how it is told. */
export interface SchemaReading {
  /** As the database has it. */
  readonly schema: string
  /** Where the books are, and what is told by its bare name. */
  readonly home: string
  /** What changes make that is in no schema, as far as it is compared. */
  readonly names: Outside.Names
  /** Whether it was made to compare with, in which `home` is what is `public` elsewhere. */
  readonly isStage: boolean
}

/** The names of options, which may hold passwords; of their values no more than that they have changed. */
export const options = (column: string): string => `(SELECT format('options %s (%s)',
  string_agg(split_part(o, '=', 1), ', ' ORDER BY o), left(md5(string_agg(o, ',' ORDER BY o)), 4)) FROM unnest(${column}) AS o HAVING count(*) > 0)`

/** Not an extension's, nor what a thing makes for itself, as a range makes functions. */
export const own = (kind: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${kind}'::regclass AND objid = ${oid} AND deptype IN ('e', 'i'))`

/** Whose a thing is that somebody else owns than the books; those who run the changes differ between databases. */
export const owned = (owner: string) => `(
  SELECT format('owned by %s; ', pg_get_userbyid(${owner}))
  FROM pg_class AS books WHERE oid = to_regclass($2::text || '.${MigrationBooks.table}') AND books.relowner <> ${owner})`
