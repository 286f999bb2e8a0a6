/*
 * What of Postgres' grammar it takes to see what a normalized statement does to what.
 */

const part = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`
const name = `(${part}(?:\\.${part})*)`

/** Names, words and what is between them; where each is. */
export const token = new RegExp(`${name}|\\S`, "g")

/** What is defined: its kind and its name. */
export const defined = new RegExp(
  `^(?:CREATE|ALTER|DROP) (?:OR REPLACE )?(?:(?:UNIQUE|UNLOGGED|TEMP|TEMPORARY|MATERIALIZED) )*(\\w+) ` +
    `(?:CONCURRENTLY )?(?:IF (?:NOT )?EXISTS )?(?:ONLY )?(?!ON\\b)${name}`,
  "i"
)

/** On what rights are given or taken. */
export const granted = new RegExp(
  `^(?:GRANT|REVOKE) [^;]*? ON (?:TABLE |FUNCTION |SEQUENCE |SCHEMA )?${name}`,
  "i"
)

/** The first function that is called, of those that are not Postgres' own by their name. */
export const called = new RegExp(`(?<![\\w.])(?!pg_catalog\\.)${name}\\(`)

/** What WITH calls its queries: they are no tables. */
export const queries = new RegExp(
  `(?:\\bWITH(?: RECURSIVE)?|,) ${name}(?: ?\\([^)]*\\))? AS (?:(?:NOT )?MATERIALIZED )?\\(`,
  "gi"
)

export const operations = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"])
/** Behind these words the name of a statement is part of another: FOR UPDATE, ON DELETE, DO UPDATE, WHEN MATCHED THEN INSERT. */
export const notBegun = new Set(["FOR", "KEY", "ON", "DO", "THEN", ",", "."])
/** Statements whose tables stand right behind them. */
export const ofTables = new Set(["TRUNCATE", "LOCK", "COPY", "TABLE"])
export const sources = new Set(["FROM", "JOIN", "INTO"])
/** Between such a word and the table. */
export const fillers = new Set(["ONLY", "LATERAL", "TABLE", "ROWS"])
/** Where the list of tables has ended. */
export const clauses = new Set(
  "WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR UNION INTERSECT EXCEPT SET VALUES RETURNING IN TO".split(
    " "
  )
)
