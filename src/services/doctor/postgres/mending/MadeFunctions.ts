import type { Change } from "../../../../layers/migration/Migration.ts"

/** Functions by name, as changes make them. */
export interface MadeFunctions {
  /** With an empty search_path. */
  readonly pinned: ReadonlyArray<string>
  /** From PUBLIC, to whom Postgres gives every function. */
  readonly closed: ReadonlyArray<string>
}

const pinning =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+(?:public\.)?(\w+)\s*\([^;]*?\bSET\s+search_path\s*(?:=|TO)\s*''/gi
const closing =
  /\bREVOKE\s+(?:ALL|EXECUTE)\s+(?:PRIVILEGES\s+)?ON\s+(?:FUNCTION|PROCEDURE)\s+(?:public\.)?(\w+)\s*\([^;]*?\bFROM\s+PUBLIC\b/gi

const namesIn = (statements: ReadonlyArray<string>, making: RegExp): ReadonlyArray<string> => [
  ...new Set(
    statements.flatMap((statement) =>
      Array.from(statement.matchAll(making), ([, name = ""]) => name.toLowerCase())
    )
  )
]

/** The functions that changes make so, as far as their statements write it out. */
export const madeBy = (changes: ReadonlyArray<Change>): MadeFunctions => {
  const statements = changes.flatMap(({ up }) => up)
  return { pinned: namesIn(statements, pinning), closed: namesIn(statements, closing) }
}
