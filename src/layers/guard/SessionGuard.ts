import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { GuardMode } from "../config/PgSettings.ts"
import * as DriverError from "../failure/DriverError.ts"
import { SessionStateRequired } from "../failure/PgFailure.ts"
import type { Advances } from "./Advances.ts"
import { always } from "./body/Branch.ts"
import { rules } from "./rules/Rule.ts"
import * as Grammar from "./sql/Grammar.ts"
import { VerdictMemo } from "./VerdictMemo.ts"
import type { Broken } from "./Verdicts.ts"

/** What the guard has to know of an open transaction. */
export interface OpenTransaction {
  /** What it has taken from sequences, so that currval and lastval are its own. */
  readonly advances: Advances
}

const failure = ({ position, rule }: Broken): SessionStateRequired =>
  new SessionStateRequired({
    statement: "did not run",
    rule: rule.name,
    remedy: rule.remedy,
    position,
    message: `${rule.name} needs a session, and the pooled endpoint lends one for a transaction at most: ${rule.breaks}; ${rule.remedy} (POOL_GUARD)`
  })

/** Why something is refused that no guard has to be asked about. */
export const refusal = (rule: keyof typeof rules): SqlError.SqlError =>
  DriverError.fromFailure(failure({ rule: rules[rule], position: 0 }), "guard")

/** Warnings remembered, so that each is given once. */
const mostWarnings = 1_000

/**
 * Judges each statement of the pooled endpoint before it is sent: what needs a session fails with
 * `SessionStateRequired`, which says the rule, the place and what to write instead.
 *
 * A text is judged once with Postgres' own grammar and remembered in bounded memory. Bodies of functions that are on
 * the server already cannot be seen, and text that the grammar does not take goes to the server.
 */
export class SessionGuard {
  readonly #memo = new VerdictMemo()
  readonly #warned = new Set<string>()
  readonly #mode: Exclude<GuardMode, "off">

  private constructor(mode: Exclude<GuardMode, "off">) {
    this.#mode = mode
  }

  /** Loads the grammar (40 ms, once a process); nothing when the guard is off. */
  static readonly make = (mode: GuardMode): Effect.Effect<SessionGuard | undefined, Grammar.GrammarMissing> =>
    mode === "off" ? Effect.succeed(undefined) : Effect.as(Grammar.load, new SessionGuard(mode))

  /** What a text breaks, outside a transaction or in this one. */
  broken(sql: string, transaction: OpenTransaction | undefined): Broken | undefined {
    const verdict = this.#memo.of(sql)
    if (transaction === undefined) return verdict.outside
    const answered = verdict.asks.every((asked) => transaction.advances.answers(asked, always))
    for (const advance of verdict.advances) transaction.advances.add(advance, always)
    return answered ? verdict.afterNextval : verdict.inside
  }

  /** What becomes of a statement that breaks something; undefined when it is sent without a word. */
  judge(
    sql: string,
    transaction: OpenTransaction | undefined
  ): Effect.Effect<void, SqlError.SqlError> | undefined {
    const broken = this.broken(sql, transaction)
    return broken === undefined ? undefined : this.#answer(sql, broken)
  }

  /** What becomes of `reserve`. */
  get reserving(): Effect.Effect<void, SqlError.SqlError> {
    return this.#answer("reserve", { rule: rules.reserve, position: 0 })
  }

  #answer(text: string, broken: Broken): Effect.Effect<void, SqlError.SqlError> {
    const found = failure(broken)
    if (this.#mode === "refuse") return Effect.fail(DriverError.fromFailure(found, "guard"))
    const known = `${broken.rule.name} ${text}`
    if (this.#warned.has(known)) return Effect.void
    if (this.#warned.size >= mostWarnings) this.#warned.clear()
    this.#warned.add(known)
    return Effect.logWarning(found.message)
  }
}
