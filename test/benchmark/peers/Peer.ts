import type { ResearchDocument } from "aquifer/research"
import type { Plan, Tail } from "./plan.ts"

/** What is asked of a peer: `mixed` is nine lookups to a store, and a store is one transaction. */
export type Work = "lookups" | "inserts" | "stores" | "mixed"

/** What a measurement found of one client's work. */
export interface Sample {
  readonly perSecond: number
  /** Microseconds of the client's own processor time for one. */
  readonly micros: number
}

/** One client of Postgres doing what the research store does, as its user would write it. */
export interface Peer {
  readonly name: string
  /** What it does in a way of its own, and no other peer in the same. */
  readonly works: ReadonlyArray<Work>
  /** So many callers that ask, wait for the answer and ask again, for so long. `round` makes new keywords. */
  readonly asked: (work: Work, callers: number, millis: number, round: number) => Promise<Sample>
  /** Callers that come by a plan, and do not wait for each other; not every runtime is given one. */
  readonly planned?: (work: Work, plan: Plan, round: number) => Promise<Tail>
  readonly close: () => Promise<void>
}

/** The three things that a client does; `A` is how its answers come. */
export interface Calls<A> {
  /** Reads the payload of what it found. */
  readonly lookup: (keyword: string) => A
  readonly insert: (keyword: string, index: number) => A
  /** Five documents, their metadata and the cache's row, in one transaction. */
  readonly store: (keyword: string, index: number) => A
}

export interface HashedDocument extends ResearchDocument {
  readonly hash: Buffer
}
