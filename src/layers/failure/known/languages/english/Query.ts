import type { Said } from "../../Said.ts"

/** Postgres' English words of the form of statements and routines. */
export const query: ReadonlyArray<Said> = [
  [
    "42601",
    "syntax error in tsquery: %s",
    'multiple assignments to same column "%s"',
    "VALUES lists must all be the same length",
    'column definition list is required for functions returning "record"',
    "subquery must return only one column",
    "each UNION query must have the same number of columns",
    "INSERT has more expressions than target columns",
    "INSERT has more target columns than expressions",
    "cannot insert multiple commands into a prepared statement",
    "unterminated quoted string at or near %s",
    "unterminated quoted identifier at or near %s",
    "zero-length delimited identifier at or near %s",
    "query has no destination for result data",
    'syntax error at or near "%s"',
    "syntax error at end of input"
  ],
  [
    "42803",
    "aggregate functions are not allowed in %s",
    "aggregate function calls cannot be nested",
    'column "%s" must appear in the GROUP BY clause or be used in an aggregate function'
  ],
  [
    "42804",
    "Returned type %s does not match expected type %s in column %d",
    "structure of query does not match function result type",
    "UNION types %s and %s cannot be matched",
    "CASE types %s and %s cannot be matched",
    "COALESCE types %s and %s cannot be matched",
    'column "%s" cannot be cast automatically to type %s',
    'default for column "%s" cannot be cast automatically to type %s',
    'column "%s" is of type %s but expression is of type %s',
    "argument of %s must be type %s, not type %s",
    'foreign key constraint "%s" cannot be implemented'
  ],
  ["42846", "cannot cast type %s to %s"],
  ["428C9", 'cannot insert a non-DEFAULT value into column "%s"'],
  ["42P08", "inconsistent types deduced for parameter $%d"],
  [
    "42P10",
    "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
    "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
    "there is no unique or exclusion constraint matching the ON CONFLICT specification"
  ],
  [
    "42P18",
    "could not determine data type of parameter $%d",
    "could not determine polymorphic type because %s"
  ],
  [
    "21000",
    "ON CONFLICT DO UPDATE command cannot affect row a second time",
    "more than one row returned by a subquery used as an expression"
  ],
  [
    "42P13",
    "no language specified",
    "no function body specified",
    "input parameters after one with a default value must also have defaults",
    "return type mismatch in function declared to return %s",
    "cannot change return type of existing function",
    'cannot change name of input parameter "%s"'
  ],
  [
    "42P16",
    'multiple primary keys for table "%s" are not allowed',
    'cannot change name of view column "%s" to "%s"',
    "cannot drop columns from view",
    'cannot change data type of view column "%s" from %s to %s'
  ],
  [
    "42P17",
    'infinite recursion detected in policy for relation "%s"',
    'infinite recursion detected in rules for relation "%s"',
    "functions in index expression must be marked IMMUTABLE",
    "tablespace location must be an absolute path",
    "generation expression is not immutable"
  ],
  ["42830", 'there is no unique constraint matching given keys for referenced table "%s"'],
  ["42809", "WITHIN GROUP is required for ordered-set aggregate %s"],
  [
    "2F005",
    "control reached end of trigger procedure without RETURN",
    "control reached end of function without RETURN"
  ],
  ["55000", 'record "%s" is not assigned yet'],
  ["P0002", "query returned no rows"],
  ["P0003", "query returned more than one row"],
  ["42P22", "could not determine which collation to use for %s"],
  [
    "42P21",
    'collation mismatch between implicit collations "%s" and "%s"',
    'collation mismatch between explicit collations "%s" and "%s"'
  ],
  ["2F003", "Non-superusers must provide a password in the user mapping"],
  ["42P20", "window functions are not allowed in %s", "window function calls cannot be nested"],
  ["42P19", 'recursive reference to query "%s" must not appear within %s']
]
