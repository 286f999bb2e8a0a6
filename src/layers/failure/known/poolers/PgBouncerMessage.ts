import { consoleRows } from "./PgBouncerConsole.ts"
import { loginRows } from "./PgBouncerLogin.ts"
import type { PgBouncerRow } from "./PgBouncerRow.ts"
import { workRows } from "./PgBouncerWork.ts"

/** Everything that PgBouncer 1.16 to 1.25 says to a client. The first row that fits counts. */
export const pgBouncerRows: ReadonlyArray<PgBouncerRow> = [...consoleRows, ...loginRows, ...workRows]
