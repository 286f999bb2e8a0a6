import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../../failure/PgFailure.ts"
import type { Change } from "../Change.ts"
import { bare, located, type StatementRefused } from "../Statements.ts"
import * as Committing from "./Committing.ts"

/** Statements that build or take away an index or a partition while others go on, where they say so. */
const concurrent = /^(?:(?:CREATE|DROP|REINDEX|REFRESH)\b|ALTER\s+TABLE\b[^;]*\bDETACH\b)/i

/** Statements that change no schema. */
const housekeeping = /^(?:VACUUM|REINDEX|CLUSTER|CHECKPOINT|ANALYZE|ALTER\s+SYSTEM)\b/i

/** Statements about what is in no schema of this database, and is not compared. */
const elsewhere =
  /^(?:(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SUBSCRIPTION|ALTER\s+DATABASE\b[^;]*\bSET\s+TABLESPACE)\b/i

/** Statements about an extension or an access method, of which a database has but one. */
const single = /^(?:ALTER|DROP|COMMENT\s+ON)\s+(?:EXTENSION|ACCESS\s+METHOD)\b/i

/** The word that has them work so, first in the statement as far as it is no name and no text. */
const concurrently = /(?<=^(?:[^'"$]|"[^"]*")*?)\bCONCURRENTLY\b/i

/** A value that an enum gets in the transaction that made it may be used there, unless a savepoint stands between. */
const typing = /^(?!CREATE\s+ACCESS\b).*\bTYPE\b/is

const resetting =
  /^(?:RESET\s+search_path|SET\s+(?:LOCAL\s+|SESSION\s+)?search_path\s*(?:TO|=)\s*DEFAULT)\s*$/i

/**
 * What a change does, for a transaction: what cannot run in one is done at once there, and makes the same. What only
 * tidies, or makes nothing of the schema, is left out.
 */
const rehearsed = ({ transactional }: Change, statement: string): string | undefined => {
  const text = bare(statement)
  if (single.test(text)) return undefined
  if (transactional !== false) return statement
  if (housekeeping.test(text) || elsewhere.test(text)) return undefined
  return concurrent.test(text) ? text.replace(concurrently, "") : text
}

/** Where changes are run once more. */
export interface Stage {
  readonly sql: SqlClient.SqlClient
  /** The schemas that they make things in. */
  readonly schemas: ReadonlyArray<string>
  /** As SQL: where names are looked for, and the same with what extensions have put into `public`. */
  readonly path: string
  readonly widePath: string
  /** A statement as it is run here. */
  readonly within: (statement: string) => string
}

/**
 * Nothing that changes made on an empty stage can have been there before. So what is there already is outside of it, as an
 * extension, a trigger on a table of somebody else's or a row there are, and stays as it is.
 */
const isThere: ReadonlySet<unknown> = new Set(["42710", "42P06", "42P07", "42723", "42701", "23505", "23P01"])

/** An extension's types and functions may be in `public`, where nothing else is looked for. */
const isUnknown: ReadonlySet<unknown> = new Set(["42704", "42883"])

const setPath = (path: string): string => `SET LOCAL search_path = ${path}`

/** Runs a statement, and leaves nothing of it where it fails. */
const attempt = (
  { path, schemas, sql, widePath, within }: Stage,
  change: Change,
  written: string
): Effect.Effect<unknown, SqlError.SqlError> => {
  const statement = resetting.test(bare(written)) ? setPath(path) : within(written)
  const alone = (work: Effect.Effect<unknown, SqlError.SqlError>) => sql.withTransaction(work)
  const mayCommit = change.transactional === false
  if (typing.test(bare(statement))) return sql.unsafe(statement)
  return Effect.catch(alone(sql.unsafe(statement)), (error) => {
    const { sqlState } = PgFailure.classify(error)
    if (isThere.has(sqlState) || (mayCommit && sqlState === "25001")) return Effect.void
    if (mayCommit && sqlState === "2D000") return alone(Committing.once(sql, statement, schemas))
    if (!isUnknown.has(sqlState) || widePath === path) return Effect.fail(error)
    const wide = Effect.andThen(sql.unsafe(setPath(widePath)), sql.unsafe(statement))
    return alone(Effect.andThen(wide, sql.unsafe(setPath(path))))
  })
}

/** Runs a change once more. */
export const run = (
  stage: Stage,
  change: Change
): Effect.Effect<void, StatementRefused | SqlError.SqlError> =>
  Effect.andThen(
    stage.sql.unsafe(setPath(stage.path)),
    Effect.forEach(
      change.up,
      (written, place) => {
        const statement = rehearsed(change, written)
        return statement === undefined
          ? Effect.void
          : attempt(stage, change, statement).pipe(located(change, change.up, place))
      },
      { discard: true }
    )
  )
