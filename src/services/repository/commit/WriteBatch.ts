import type { Fiber } from "effect"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import { BatchProgress } from "../../../layers/resilience/BatchProgress.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import type { Write } from "./Write.ts"

/**
 * Where a batch belongs: as its rows were gathered, as a part of a batch that one of its rows spoilt, or a row by itself
 * that somebody has locked. Each lane has places of its own, so that none holds up another.
 */
export type Lane = "gathered" | "divided" | "alone"

/** Writes that go out in one statement; as a deadline, that of the last of their callers. */
export class WriteBatch<V, A> implements CurrentDeadline.Deadline {
  readonly name: string
  readonly writes: ReadonlyArray<Write<V, A>>
  /** Those of them whose values are in the statement. */
  rows: ReadonlyArray<Write<V, A>>
  readonly lane: Lane
  /** Whether its callers, who have one identity, act as another role than the connection's. */
  readonly hasRole: boolean
  readonly progress = new BatchProgress()
  readonly expiresAt: number
  readonly #abandoned: (batch: WriteBatch<V, A>) => void
  #members: number
  /** It has its answer, which is being told. */
  over = false
  /** The place of the write whose row the server seems to have refused. */
  suspect: number | undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  held: CurrentDeadline.Deadline["held"]

  /** `abandoned` is called when nobody waits for it any more, unless it has ended. */
  constructor(
    name: string,
    writes: ReadonlyArray<Write<V, A>>,
    lane: Lane,
    abandoned: (batch: WriteBatch<V, A>) => void
  ) {
    this.name = name
    this.writes = writes
    this.rows = writes
    this.lane = lane
    this.hasRole = writes[0]?.fiber.getRef(CurrentIdentity.Current)?.role !== undefined
    this.#abandoned = abandoned
    this.#members = writes.length
    let last = 0
    for (const write of writes) {
      write.batch = this
      this.progress.follow(write.around?.progress)
      last = Math.max(last, write.expiresAt)
    }
    this.expiresAt = last
  }

  /** One of its callers has an answer or has given up. */
  left(): void {
    if (--this.#members === 0 && !this.over) this.#abandoned(this)
  }

  /**
   * It is about to be sent: who has gone was told, perhaps, that nothing ran, and is left out. Who goes from now on is told
   * that it may have.
   */
  sending(): void {
    if (this.rows.some(({ gone }) => gone)) {
      this.rows = this.rows.filter(({ gone }) => !gone)
      this.progress.unfollow()
      for (const { around } of this.rows) this.progress.follow(around?.progress)
    }
    CurrentDeadline.reached(this, "running", true)
  }

  /** It was rolled back: what is in it has not been sent, and may go out again in other batches. */
  rolledBack(): void {
    this.progress.sent = false
    this.progress.phase = "queued"
    for (const write of this.writes) if (write.batch === this) write.batch = undefined
  }
}
