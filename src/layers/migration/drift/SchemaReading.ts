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
