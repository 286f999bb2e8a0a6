import { Advances } from "./Advances.ts"
import { always, type Branch, covers } from "./body/Branch.ts"
import type { RoutinePath } from "./body/RoutinePath.ts"
import { Catalogue } from "./evaluation/Catalogue.ts"
import { LaterQueries } from "./LaterQueries.ts"
import type { Breach } from "./OpenBreaches.ts"
import { Remains } from "./Remains.ts"
import { byItsPath, type Inner, type Routine, type RoutineFacts, Routines } from "./Routine.ts"
import { rules } from "./rules/Rule.ts"
import type { Advance } from "./rules/Sequence.ts"
import type { Control, SessionNeed } from "./rules/StatementFacts.ts"
import { SessionSettings } from "./SessionSettings.ts"

export type { Breach } from "./OpenBreaches.ts"

const inTemporary = {
  makesInTemporary: { value: true, local: true },
  hidesTemporary: undefined,
  escapes: undefined,
  sets: []
}

/** How a statement runs; on its own and in any case if nothing is said. */
export interface Step {
  readonly joined?: boolean
  /** psql begins a transaction before it, where none is open. */
  readonly begins?: boolean
  readonly branch?: Branch
}

/** What is known of a session, statement after statement: whether a transaction is open, and what it would leave behind. */
export class SessionState {
  /** `"alone"` begins and ends with a message of several statements. */
  #transaction: "none" | "open" | "alone"
  #advances = new Advances()
  #laterQueries = new LaterQueries()
  /** Names of temporary relations, and where they were made: now, and after ROLLBACK. */
  #temporary = new Map<string, Branch>()
  #temporaryBefore = new Map<string, Branch>()
  #remains = new Remains()
  readonly catalogue = new Catalogue()
  readonly #settings = new SessionSettings()
  readonly #routines: Routines
  /** The routines that are gone into, which may call each other. */
  readonly #running = new Set<Routine>()

  constructor(inTransaction = false, advances: ReadonlyArray<Advance> = [], routines = new Routines()) {
    this.#routines = routines
    this.#transaction = inTransaction ? "open" : "none"
    for (const advance of advances) this.#advances.add(advance, always)
  }

  /** Whether `standard_conforming_strings` is off. */
  get escapes(): boolean {
    return this.#settings.escapes
  }

  get #inTransaction(): boolean {
    return this.#transaction !== "none"
  }

  /**
   * Goes on to a statement; what is unsafe in it is returned, and taken back by later ones. Statements that are joined
   * come in one message with the next, and are one transaction with it.
   */
  step(
    facts: RoutineFacts,
    { begins = false, branch = always, joined = false }: Step = {}
  ): ReadonlyArray<Breach> {
    if (begins && (facts.control === undefined || facts.control.kind === "savepoint")) this.#begin("open")
    if (joined) this.#begin("alone")
    const isOwn = facts.runs.length > 0 && !this.#inTransaction
    if (isOwn) this.#begin("open")
    const breaches = this.#go(facts, branch)
    if (isOwn) this.#end("commit")
    if (!joined && this.#transaction === "alone") this.#end("commit")
    return breaches
  }

  #go(facts: RoutineFacts, branch: Branch): ReadonlyArray<Breach> {
    const breaches = [...facts.needs, ...this.#defined(facts)]
      .filter((need) => this.#unsafe(need, branch))
      .map((need): Breach => ({ need, branch, undone: false }))
    const inner = [...this.#inside(facts.runs, branch), ...this.#called(facts, branch)]
    this.#settings.follow(facts, this.#inTransaction, branch)
    const sure = this.#settings.hidesTemporary ? { ...facts, drops: [] } : facts // it may be another's
    this.#follow(sure, breaches, branch)
    this.catalogue.follow(facts.tables, branch.length === 0)
    if (this.#inTransaction) this.#remember(sure, breaches, branch)
    if (facts.control !== undefined) this.#control(facts.control, branch)
    return [...breaches, ...inner]
  }

  #inside(body: ReadonlyArray<Inner>, branch: Branch): ReadonlyArray<Breach> {
    return body.flatMap((inner) => this.#go(inner.facts, [...branch, ...inner.branch]))
  }

  /** What a routine makes without a schema is temporary where pg_temp is the first one of the path that it is called with. */
  #called(facts: RoutineFacts, branch: Branch): ReadonlyArray<Breach> {
    if (!this.#settings.makesInTemporary) return []
    return this.#routines.runBy(facts).flatMap((run) => {
      if (this.#running.has(run.routine)) return []
      this.#running.add(run.routine)
      const breaches = this.#inside(byItsPath(run.routine, run.position), [...branch, ...run.branch])
      this.#running.delete(run.routine)
      return breaches
    })
  }

  /** What the routines that a statement makes or alters would leave behind, by a path of their own. */
  #defined({ alters, makes }: RoutineFacts): ReadonlyArray<SessionNeed> {
    const path = this.#settings.makesInTemporary ? "temporary" : "other"
    const stands = <A extends { readonly path: RoutinePath | undefined }>(each: A): A =>
      each.path === "current" ? { ...each, path } : each
    const altered = alters === undefined ? [] : this.#routines.alter(stands(alters))
    const made = makes === undefined ? [] : [stands(makes)]
    for (const each of made) this.#routines.add(each)
    const needs = [
      ...made.flatMap((each) => this.#leftBy(each)),
      ...altered.flatMap((each) => this.#leftBy(each, alters?.position))
    ]
    return needs
  }

  #leftBy(routine: Routine, position?: number): ReadonlyArray<SessionNeed> {
    if (routine.path !== "temporary") return []
    const session = new SessionState(true, [], this.#routines)
    session.#settings.follow(inTemporary, true, always)
    session.#running.add(routine)
    const breaches = session.#inside(byItsPath(routine, position), always)
    session.commit()
    return breaches.filter(({ undone }) => !undone).map(({ need }) => ({ ...need, only: undefined }))
  }

  /** The transaction, if there is one, commits. */
  commit(): void {
    this.#end("commit")
  }

  /** The session ends, and with it what its transaction did. */
  disconnect(): void {
    this.#end("rollback")
    this.#settings.reset()
    this.#temporary.clear()
    this.catalogue.clear()
  }

  #unsafe({ object, only, rule, sequence, uses = [] }: SessionNeed, branch: Branch): boolean {
    const inTemporary = this.#settings.makesInTemporary
    if (only === "over temporary" && !inTemporary && !uses.some((name) => this.#temporary.has(name)))
      return false
    if (only === "in pg_temp" && !inTemporary) return false
    if (!this.#inTransaction) return true
    if (only === "not set before" && this.#settings.has(object ?? "", branch)) return false
    switch (rule.inside) {
      case "safe":
        return false
      case "after nextval":
        return !this.#advances.answers(sequence, branch)
      case "after PREPARE":
        return !this.#remains.has(rules.prepare, object ?? "", branch)
      case "after LISTEN":
        return !this.#remains.has(rules.listen, object ?? "", branch)
      case "after dblink_connect":
        return !this.#remains.has(rules.remoteConnection, object ?? "", branch)
      default:
        return true
    }
  }

  /** What is temporary from here on. */
  #follow({ drops, passing, renames }: RoutineFacts, breaches: ReadonlyArray<Breach>, branch: Branch): void {
    for (const { need } of breaches) {
      if (need.object !== undefined && need.rule.undoneBy.some((each) => each === "DROP"))
        this.#temporary.set(need.object, branch)
    }
    if (this.#inTransaction) for (const name of passing) this.#temporary.set(name, branch)
    const renamed = renames && this.#temporary.get(renames[0])
    if (renames !== undefined && renamed !== undefined) {
      this.#forget(renames[0], branch)
      this.#temporary.set(renames[1], renamed)
    }
    for (const name of drops) this.#forget(name, branch)
  }

  #forget(name: string, branch: Branch): void {
    if (covers(branch, this.#temporary.get(name) ?? always)) this.#temporary.delete(name)
  }

  #remember(facts: RoutineFacts, breaches: ReadonlyArray<Breach>, branch: Branch): void {
    this.#remains.add(facts, breaches, branch)
    const advances = [...facts.advances, ...this.#laterQueries.advancesOf(facts)]
    for (const advance of advances) this.#advances.add(advance, branch)
    this.#laterQueries.follow(facts, branch)
  }

  #begin(how: "open" | "alone"): void {
    if (this.#inTransaction) return
    this.#transaction = how
    this.#temporaryBefore = new Map(this.#temporary)
    this.catalogue.settle()
  }

  #end(how: "commit" | "rollback" | "prepare", branch = always): void {
    const gone = this.#remains[how](branch)
    this.#remains = new Remains()
    if (how === "rollback" && branch.length === 0) this.#temporary = this.#temporaryBefore
    for (const name of gone ?? []) this.#temporary.delete(name)
    this.#transaction = "none"
    if (how === "rollback") this.catalogue.rollback()
    this.catalogue.settle()
    this.#settings.end(how === "rollback")
    this.#advances = new Advances()
    this.#laterQueries = new LaterQueries()
  }

  #control({ chain, kind, name }: Control, branch: Branch): void {
    if (!this.#inTransaction && kind !== "begin") return // nothing, or an error
    switch (kind) {
      case "begin":
        this.#begin("open")
        this.#transaction = "open"
        return
      case "commit":
      case "prepare transaction":
      case "rollback": {
        if (chain && this.#transaction === "alone") return // an error
        this.#end(kind === "prepare transaction" ? "prepare" : kind, branch)
        if (chain) this.#begin("open")
        return
      }
      case "savepoint":
        this.#settings.savepoint(name)
        return this.#remains.savepoint(name)
      case "release":
        this.#settings.release(name)
        return this.#remains.release(name)
      case "rollback to":
        this.#settings.rollbackTo(name, branch)
        this.catalogue.rollback()
        return this.#remains.rollbackTo(name, branch)
    }
  }
}
