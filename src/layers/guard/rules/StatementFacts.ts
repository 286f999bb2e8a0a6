import type { Change } from "../evaluation/Change.ts"
import type { Rule } from "./Rule.ts"
import type { Advance } from "./Sequence.ts"

/** One thing in a statement that needs a session. */
export interface SessionNeed {
  readonly rule: Rule
  /** A character's index in the text. */
  readonly position: number
  /** What it makes or uses, by which a later statement can take it back. */
  readonly object?: string
  /** The sequence whose current value it asks for; left out where it asks for that of any. */
  readonly sequence?: string
  /** What it depends on, and is dropped with; names without their schemas. */
  readonly uses?: ReadonlyArray<string>
  /**
   * It is one only where something that it uses is temporary, as Postgres makes such a view temporary, too; where new
   * things are, as pg_temp is the first schema of the path; or where its setting has not been set before in the
   * transaction, whose RESET finds the default that was there.
   */
  readonly only?: "over temporary" | "in pg_temp" | "not set before" | undefined
}

/** What a statement does to the transaction that it runs in. */
export interface Control {
  readonly kind:
    | "begin"
    | "commit"
    | "rollback"
    | "prepare transaction"
    | "savepoint"
    | "release"
    | "rollback to"
  /** The savepoint's. */
  readonly name: string
  readonly chain: boolean
}

/** What a statement makes of a setting that is on or off: for its transaction, or for its session. */
export interface Scope {
  readonly value: boolean
  readonly local: boolean
}

/** A relation begins, or ceases, to be dropped with another; names without their schemas. */
export interface Tie {
  readonly object: string
  /** Empty for whatever it depended on. */
  readonly to: string
  readonly holds: boolean
}

/** What has to be known of a statement to judge it, and what comes after it, in any state of the session. */
export interface StatementFacts {
  readonly needs: ReadonlyArray<SessionNeed>
  readonly control: Control | undefined
  /** What it makes of tables, so that later ones know what is taken from sequences. */
  readonly tables: ReadonlyArray<Change>
  /** What it takes from sequences in any case, so that currval and lastval answer for this session afterwards. */
  readonly advances: ReadonlyArray<Advance>
  /** The query that it names to be run later, and what each run of it takes from sequences in any case. */
  readonly prepares: { readonly name: string; readonly advances: ReadonlyArray<Advance> } | undefined
  /** The queries that it runs by their names, in any case. */
  readonly executes: ReadonlyArray<string>
  /** Temporary objects that it drops, by what `ObjectName` knows them by. */
  readonly drops: ReadonlyArray<string>
  /** What it calls otherwise: a relation's old name and its new one, without their schemas. */
  readonly renames: readonly [from: string, to: string] | undefined
  /** What goes with something else from here on, or no longer. */
  readonly ties: ReadonlyArray<Tie>
  /** Whether pg_temp is the first schema of the path that it sets. */
  readonly makesInTemporary: Scope | undefined
  /** Whether what is dropped without a schema may be another's, as the path that it sets has pg_temp behind others. */
  readonly hidesTemporary: Scope | undefined
  /** Settings that it sets, for the transaction or the session, by what they are known by to a later RESET. */
  readonly sets: ReadonlyArray<string>
  /** The setting that it gives its default back. */
  readonly resets: string | undefined
  /** Temporary tables that it makes with ON COMMIT DROP. */
  readonly passing: ReadonlyArray<string>
  /** The prepared statement that it deallocates; empty for all. */
  readonly deallocates: string | undefined
  /** The cursor that it closes; empty for all. */
  readonly closes: string | undefined
  /** The channel that it listens to no longer; empty for all. */
  readonly unlistens: string | undefined
  /** The remote connections that it closes; empty for any. */
  readonly disconnects: ReadonlyArray<string>
  /** What it makes of backslashes in strings, by `standard_conforming_strings`; undefined when it leaves them. */
  readonly escapes: Scope | undefined
  /** Whether rows for COPY follow it. */
  readonly awaitsRows: boolean
  /** Whether its body, when it has one, was read as a whole. */
  readonly isRead: boolean
}
