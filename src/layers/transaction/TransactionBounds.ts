import { Effect, type Fiber, Stream } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import type { TextRow } from "../socket/wire/Followers.ts"
import { JoinedStatements } from "../socket/wire/JoinedStatements.ts"
import { Following, IsLast } from "./AskedTransaction.ts"
import * as CurrentIdentity from "./CurrentIdentity.ts"
import { sinceCrash, type TransactionNumber } from "./TransactionOutcome.ts"

/** What the server is given less than the caller has, so that it gives up first and says so. */
const serverMarginMillis = 50

/** What has to be so where a transaction begins: it is asked in front of its first statement, and in its round trip. */
export interface Condition {
  /** A statement without parameters that gives one row. */
  readonly question: string
  /** Why the first statement shall fail though it was answered, by that row. */
  readonly problem: (row: TextRow | undefined) => SqlError.SqlError | undefined
}

/** A session that answers under a condition. */
export interface Conditional {
  /** Its server is not what the session is for: no other statement shall meet it. */
  readonly demote: () => void
  /** Nothing more may be answered, where that was in a transaction. */
  readonly doom: (why: SqlError.SqlError) => void
}

/** The condition of a session. */
export type ConditionOf = (session: Conditional) => Condition

/** Lets statements travel with the next one of a connection, or no longer. */
export type Join = (joining: JoinedStatements | undefined) => void

/** Whether a transaction that begins so can change nothing. */
export const isReadOnly = (opening: string): boolean => /\bread\s+only\b/i.test(opening)

/** A statement that begins a transaction, for one that can change nothing. */
export const readOnlyOf = (opening: string): string =>
  isReadOnly(opening) ? opening : `${opening.replace(/\bread\s+write\b/i, "")} READ ONLY`

/**
 * Where a transaction begins and ends: BEGIN and the deadline's settings travel with its first statement, and COMMIT with
 * one that is said to be the last.
 */
export class TransactionBounds {
  readonly #join: Join
  #begin: JoinedStatements | undefined
  #end: JoinedStatements | undefined
  /** What travels with the next statement, before it. */
  #before: ReadonlyArray<string> = []
  /** The statement that it begins with. */
  opening = "BEGIN"
  /** Who it is begun as. */
  identity: CurrentIdentity.Identity | undefined
  /** What it begins under; over once it was looked at. */
  condition: Condition | undefined
  /** Savepoints that are open: a statement in one of them is not the transaction's last. */
  savepoints = 0

  constructor(join: Join) {
    this.#join = join
  }

  /** Whether anything of it was sent. */
  get hasBegun(): boolean {
    return this.#begin?.sent === true
  }

  /** Whether it has ended, or never began, as the server says. */
  get isOver(): boolean {
    return this.#end?.status === "idle" || this.#begin?.status === "idle"
  }

  /** Whether COMMIT was done with the last statement. */
  get hasCommitted(): boolean {
    return this.#end?.status === "idle" && this.#end.isWhole
  }

  /** Whether COMMIT was sent, with the last statement, and the server has not said what came of them. */
  get isInDoubt(): boolean {
    return this.#end?.sent === true && this.#end.status === undefined
  }

  /** The number by which its outcome can be asked for, if it was asked for in time. */
  get xid(): TransactionNumber | undefined {
    const [, number, since] = this.#begin?.rows[0] ?? []
    return number === undefined || since === undefined ? undefined : { number, sinceCrash: since }
  }

  /** Whether it may have changed something. */
  get mayHaveWritten(): boolean {
    return this.hasBegun && !isReadOnly(this.opening)
  }

  /** Whether a fiber's identity is the one that it was begun under. */
  isOf(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    return CurrentIdentity.isOf(this.identity, fiber)
  }

  /** What an error means, where it is the server's answer to how the transaction begins. */
  meant(error: SqlError.SqlError): SqlError.SqlError {
    return this.#begin?.isRefused === true && this.identity !== undefined
      ? CurrentIdentity.unavailable(error, this.identity)
      : error
  }

  /** Whether COMMIT goes with a statement of this fiber. */
  isLast(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    return this.savepoints === 0 && fiber.getRef(IsLast)
  }

  /** Whether something is to travel with a statement of this fiber, and with no other. */
  isAlone(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    return this.isLast(fiber) || fiber.getRef(Following) !== undefined
  }

  /** Runs a statement, and with it what has to come before it and after it. */
  with<A>(statement: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, SqlError.SqlError> {
    return Effect.withFiber((fiber) => {
      const leave = this.#travel(fiber)
      const travelling = leave === undefined ? statement : Effect.onExitPrimitive(statement, leave)
      return this.condition === undefined ? travelling : Effect.tap(travelling, this.#met)
    })
  }

  /** Looks once at what the transaction begins under. */
  readonly #met = (): Effect.Effect<void, SqlError.SqlError> => {
    const { condition } = this
    this.condition = undefined
    const problem = condition?.problem(this.#begin?.rows.at(-1))
    return problem === undefined ? Effect.void : Effect.fail(problem)
  }

  /** The same for a statement whose rows are streamed. */
  withStream<A>(rows: Stream.Stream<A, SqlError.SqlError>): Stream.Stream<A, SqlError.SqlError> {
    return Stream.unwrap(
      Effect.withFiber((fiber) => {
        const leave = this.#travel(fiber)
        const travelling = leave === undefined ? rows : Stream.ensuring(rows, Effect.sync(leave))
        if (this.condition === undefined) return Effect.succeed(travelling)
        const met = Effect.suspend(this.#met)
        return Effect.succeed(
          Stream.concat(
            Stream.tap(travelling, () => met),
            Stream.fromEffectDrain(met)
          )
        )
      })
    )
  }

  /** Lets a statement without parameters travel with the next one. */
  beforeNext(statement: string): void {
    this.#before = [...this.#before, statement]
  }

  /** Lets what has to come travel with the next statement; what is given is called when that one is over. */
  #travel(fiber: Fiber.Fiber<unknown, unknown>): (() => undefined) | undefined {
    const before = this.#before
    const joining = this.#joining(fiber, before)
    if (joining === undefined) return undefined
    this.#before = []
    this.#join(joining)
    return () => {
      this.#join(undefined) // what could not be sent must not meet the next statement
      if (!joining.sent) this.#before = [...before, ...this.#before]
    }
  }

  #joining(
    fiber: Fiber.Fiber<unknown, unknown>,
    before: ReadonlyArray<string>
  ): JoinedStatements | undefined {
    const isLast = this.isLast(fiber)
    const { hasBegun } = this
    const followers = fiber.getRef(Following)
    if (hasBegun && !isLast && before.length === 0 && followers === undefined) return undefined
    const openings = hasBegun ? before : [...this.#openings(fiber, isLast), ...before]
    const joining = new JoinedStatements(openings, isLast ? ["COMMIT"] : [], followers)
    if (!hasBegun) this.#begin = joining
    if (isLast) this.#end = joining
    else CurrentDeadline.reached(fiber.getRef(CurrentDeadline.Current), "running")
    return joining
  }

  /** BEGIN, the server's own limit, and the number, which a transaction of one round trip learns too late. */
  #openings(fiber: Fiber.Fiber<unknown, unknown>, isLast: boolean): ReadonlyArray<string> {
    const expiry = CurrentDeadline.expiryFor(fiber.getRef(CurrentDeadline.Current), fiber)
    const settings = this.identity?.settings
    const own = settings === undefined || "_tag" in settings ? [] : settings
    const asked = this.condition === undefined ? own : [...own, this.condition.question]
    if (expiry === Infinity) return [this.opening, ...asked]
    const limit = Math.max(1, Math.floor(expiry - Monotonic.millis(fiber) - serverMarginMillis))
    const numbered = !isLast && !isReadOnly(this.opening)
    const number = numbered ? `, pg_catalog.pg_current_xact_id()::text, ${sinceCrash}` : ""
    return [
      this.opening,
      `SELECT pg_catalog.set_config('statement_timeout', '${limit}', true)${number}`,
      ...asked
    ]
  }
}
