import type { PgConnection } from "@effect/sql-pg"
import { Duration, Effect, Exit } from "effect"
import type { SqlError } from "effect/sql"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { CheckedOut } from "../gate/Checkout.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PgSession, SessionManner } from "../transaction/PgSession.ts"
import { SingleSession } from "../transaction/SingleSession.ts"

/** Ages are spread over the last tenth of the lifetime, so that connections opened together are not replaced together. */
const jitter = 0.1

/** The pool that a connection is of. */
interface Home {
  readonly settings: Pick<PoolSettings, "maxLifetime" | "maxUses">
  readonly sockets: PgSockets
  readonly prepared: PreparedStatements
  readonly manner: SessionManner
  /** Closes a connection once nobody uses it. */
  readonly invalidate: (connection: PgConnection.PgConnection) => Effect.Effect<void>
  /** One more has to be replaced because something is wrong with it. */
  readonly broke: () => void
}

/** What is known of one connection of a pool since it was opened. */
export class PooledSession implements CheckedOut {
  readonly connection: PgConnection.PgConnection
  readonly handle: PgSession
  readonly prepared: PreparedStatements
  readonly closed: Effect.Effect<void>
  readonly #home: Home
  readonly #retireAt: number
  uses = 0
  /** Who has it now: one, unless statements share it. */
  #users = 0
  /** Those of them who have sent nothing yet, as it is unsure whether it is there. */
  #asking = 0
  #idleSince: number | undefined
  /** Answers to statements that share it. */
  #answers = 0
  #isSilent = false
  #isSpent = false

  constructor(connection: PgConnection.PgConnection, home: Home, now: number) {
    const { manner, prepared, settings, sockets } = home
    this.#home = home
    this.#retireAt = now + Duration.toMillis(settings.maxLifetime) * (1 - jitter * Math.random())
    this.connection = connection
    this.prepared = prepared
    this.closed = sockets.closed(connection.processId)
    this.handle = new SingleSession(
      connection,
      manner,
      (joining) => sockets.join(connection.processId, joining),
      { demote: () => this.demoted(), doom: () => undefined }
    )
  }

  /** Somebody takes it from the pool. */
  taken(): void {
    this.uses++
    this.#users++
  }

  givenBack(now: number): void {
    if (--this.#users > 0) return
    this.#idleSince = now
    if (this.#isSpent) this.#close()
  }

  /**
   * Lets nobody have it after who has it now. It is closed when it is given back, as the driver's pool replaces at once what
   * it is told of before, and would have one connection more than it may.
   */
  spend(): void {
    this.#isSpent = true
  }

  /** Whether nobody may have it any more but who has it already. */
  get isSpent(): boolean {
    return this.#isSpent
  }

  /** For how long nobody had it before the one who has it now; no time where others have it too, or nobody had it. */
  idleMillis(now: number): number {
    return this.#users > 1 || this.#idleSince === undefined ? 0 : now - this.#idleSince
  }

  /** Whether somebody who shared it gave up, and nobody has been answered on it since that one's statement was sent. */
  get isSilent(): boolean {
    return this.#isSilent
  }

  /** Whether somebody waits on it for the answer to what was sent. */
  get isAwaited(): boolean {
    return this.#users > this.#asking
  }

  /** Runs a statement beside others, and notes whether the server answers. */
  beside<A>(statement: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, SqlError.SqlError> {
    const answersBefore = this.#answers
    return Effect.onExitPrimitive(statement, (exit) => {
      if (Exit.isSuccess(exit) || !Exit.hasInterrupts(exit)) this.#answered()
      else if (this.#answers === answersBefore) this.#isSilent = true
      return undefined
    })
  }

  /** Finds out whether it is there, on behalf of somebody who has sent nothing on it. */
  asking(question: Effect.Effect<boolean>): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      this.#asking++
      return Effect.onExitPrimitive(question, (exit) => {
        this.#asking--
        if (Exit.isSuccess(exit) && exit.value) this.#answered()
        return undefined
      })
    })
  }

  #answered(): void {
    this.#answers++
    this.#isSilent = false
  }

  #close(): void {
    Effect.runFork(this.#home.invalidate(this.connection))
  }

  isOpen(): boolean {
    return this.#home.sockets.isOpen(this.connection.processId)
  }

  destroy(): void {
    this.#home.broke()
    this.#home.sockets.destroy(this.connection.processId)
  }

  demoted(): void {
    this.#home.sockets.doubt(this.connection.processId) // while it is known where the session is
    this.retire()
  }

  retire(): void {
    if (this.#isSpent) return
    this.spend()
    this.#home.broke()
  }

  /** Why it is not to be used again after this use, if it is not. */
  outworn(now: number): "uses" | "age" | undefined {
    if (this.uses >= this.#home.settings.maxUses) return "uses"
    return now >= this.#retireAt ? "age" : undefined
  }
}
