import { Context } from "effect"
import * as OwnWrites from "../../../layers/transaction/OwnWrites.ts"
import * as WalPosition from "./WalPosition.ts"

/** Where the primary was, and when at the latest it was asked. */
interface Sample {
  readonly at: number
  readonly position: bigint
}

/** What writes need, and how many of them had ended when that was found out. */
interface Seen {
  readonly count: number
  readonly position: bigint
}

/** What the primary tells of its position, as text. */
export type Told = ReadonlyArray<string | undefined> | undefined

/** The primary is asked so often in the time that an answer may be old. */
const samples = 4

/**
 * What is known of the primary's log: how far it was at some moments past, and how far it was after somebody's own writes.
 *
 * A standby that has replayed what there was at a moment is no staler than since then, whatever its clock says, whether
 * anything was written since, and whether it still hears of the primary. So age and own writes are one question.
 */
export class PrimaryPositions {
  #samples: ReadonlyArray<Sample> = []
  readonly #seen = new WeakMap<OwnWrites.OwnWrites, Seen>()
  /** Writes of which nobody knows where they are in the log, and how many had ended. */
  readonly #unsettled = new Map<OwnWrites.OwnWrites, number>()
  #longest = 0
  #shortest = Infinity
  /** What all callers need who have own writes to see. */
  own = 0n

  /** Whether somebody's writes have to be found out about. */
  get isUnsettled(): boolean {
    return this.#unsettled.size > 0
  }

  /** Answers may be so old, in milliseconds. */
  keep(maxStaleness: number): void {
    this.#longest = Math.max(this.#longest, maxStaleness)
    this.#shortest = Math.min(this.#shortest, maxStaleness)
  }

  /** What a standby must have replayed to be no staler; undefined where that is not known. */
  floor(now: number, maxStaleness: number): bigint | undefined {
    return this.#samples.find(({ at }) => now - at <= maxStaleness)?.position
  }

  /** Whether it is time to ask the primary again. */
  isDue(now: number, maxStaleness: number): boolean {
    const last = this.#samples.at(-1)
    return last === undefined || now - last.at > maxStaleness / samples
  }

  /** What the writes around some work need: nothing, a position, or `unsettled` where that has to be found out. */
  neededBy(context: Context.Context<never>): bigint | "unsettled" {
    const writes = Context.get(context, OwnWrites.Current)
    if (writes.count === 0) return 0n
    const seen = this.#seen.get(writes)
    if (seen?.count === writes.count) return seen.position
    this.#unsettled.set(writes, writes.count)
    return "unsettled"
  }

  /** To be called before the primary is asked; gives what takes its answer. */
  asking(now: number): (told: Told) => void {
    const unsettled = [...this.#unsettled]
    return (told) => {
      const [flushed, inserted] = [WalPosition.read(told?.[0]), WalPosition.read(told?.[1])]
      if (flushed === undefined || inserted === undefined) return
      this.#sampled({ at: now, position: flushed })
      for (const [writes, count] of unsettled) {
        if ((this.#seen.get(writes)?.count ?? 0) < count)
          this.#seen.set(writes, { count, position: inserted })
        if (this.#unsettled.get(writes) === count) this.#unsettled.delete(writes)
      }
      if (unsettled.length > 0 && inserted > this.own) this.own = inserted
    }
  }

  /** Keeps the newest one, and those before it that are some time apart. */
  #sampled(sample: Sample): void {
    const kept = this.#samples.filter(({ at }) => sample.at - at <= this.#longest)
    const [before, last] = [kept.at(-2), kept.at(-1)]
    if (last !== undefined && last.at >= sample.at) return
    const apart = this.#shortest / samples / 2
    if (before !== undefined && last !== undefined && last.at - before.at < apart) kept.pop()
    this.#samples = [...kept, sample]
  }
}
