import type { Said } from "../../Said.ts"

/** Postgres' English words of data that breaks the schema. */
export const constraint: ReadonlyArray<Said> = [
  ["23505", 'duplicate key value violates unique constraint "%s"', 'could not create unique index "%s"'],
  ["23503", 'violates foreign key constraint "%s"'],
  [
    "23502",
    'column "%s" contains null values',
    'null value in column "%s" violates not-null constraint',
    'null value in column "%s" of relation "%s" violates not-null constraint',
    'column "%s" of relation "%s" contains null values'
  ],
  [
    "23514",
    'check constraint "%s" of relation "%s" is violated by some row',
    'updated partition constraint for default partition "%s" would be violated by some row',
    'violates check constraint "%s"',
    'no partition of relation "%s" found for row'
  ],
  ["23P01", 'conflicting key value violates exclusion constraint "%s"'],
  ["44000", 'new row violates check option for view "%s"'],
  ["23502", "domain %s does not allow null values", 'column "%s" of table "%s" contains null values'],
  [
    "23514",
    'new row for relation "%s" violates partition constraint',
    'partition constraint of relation "%s" is violated by some row',
    'empty WITHOUT OVERLAPS value found in column "%s" in relation "%s"',
    'new row for relation "%s" violates chunk constraint',
    "can not find partition for split partition row",
    "partition constraint is violated by some row",
    'value for domain %s violates check constraint "%s"'
  ],
  ["23001", 'violates RESTRICT setting of foreign key constraint "%s"'],
  ["23P01", 'could not create exclusion constraint "%s"'],
  ["23505", "duplicate key value violates unique constraint", "Key (%s)=(%s) already exists"],
  ["23503", 'Key (%s)=(%s) is not present in table "%s"', 'Key (%s)=(%s) is still referenced from table "%s"']
]

/**
 * What details say alone, where the message above them was not pasted: they quote a row, and so tell which constraint it
 * breaks. The names and values in them are not repeated.
 */
export const details: ReadonlyArray<readonly [says: RegExp, sqlState: string]> = [
  [/\bKey \([^\n]+\)=\([^\n]*\) (?:already exists|is duplicated)/, "23505"],
  [/\bKey \([^\n]+\)=\([^\n]*\) is (?:not present in|still referenced from) table\b/, "23503"],
  [/\bKey \([^\n]+\)=\([^\n]*\) conflicts with (?:existing )?key\b/, "23P01"],
  [/\bFailing row contains \(/, "23000"],
  [/\bThere (?:is|are) \d+ other sessions? using the database\b/, "55006"]
]
