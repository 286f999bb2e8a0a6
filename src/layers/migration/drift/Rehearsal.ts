import type { Change } from "../Change.ts"
import { bare } from "../Statements.ts"

/** Statements that build or take away an index or a partition while others go on, where they say so. */
const concurrent = /^(?:(?:CREATE|DROP|REINDEX|REFRESH)\b|ALTER\s+TABLE\b[^;]*\bDETACH\b)/i

/** Statements that change no schema. */
const housekeeping = /^(?:VACUUM|REINDEX|CLUSTER|CHECKPOINT|ANALYZE|ALTER\s+SYSTEM)\b/i

/** Statements about what is in no schema of this database, and is not compared. */
const elsewhere =
  /^(?:(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SUBSCRIPTION|ALTER\s+DATABASE\b[^;]*\bSET\s+TABLESPACE)\b/i

/** The word that has them work so, first in the statement as far as it is no name and no text. */
const concurrently = /(?<=^(?:[^'"$]|"[^"]*")*?)\bCONCURRENTLY\b/i

/**
 * What a change does, for a transaction: what cannot run in one is done at once there, and makes the same. What only
 * tidies, or makes nothing of the schema, is left out.
 */
export const statements = ({ transactional, up }: Change): ReadonlyArray<string> =>
  transactional === false
    ? up
        .map(bare)
        .filter((statement) => !housekeeping.test(statement) && !elsewhere.test(statement))
        .map((statement) => (concurrent.test(statement) ? statement.replace(concurrently, "") : statement))
    : up
