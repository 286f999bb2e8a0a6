import type { Errand } from "./Errand.ts"

/** What the agents have done so far; read it while they work, or when they are done. */
export interface Tally {
  readonly asked: number
  readonly done: number
  readonly hits: number
  readonly misses: number
  readonly keywordsStored: number
  readonly documentsStored: number
  readonly duplicates: number
  readonly lookupMillis: ReadonlyArray<number>
  readonly storeMillis: ReadonlyArray<number>
  /** How often each reason stopped an agent's work on a keyword, with the first such message. */
  readonly failures: ReadonlyMap<string, { readonly count: number; readonly first: string }>
}

/** A tally that errands are added to. */
export class ResearchTally implements Tally {
  readonly asked: number
  done = 0
  hits = 0
  misses = 0
  keywordsStored = 0
  documentsStored = 0
  duplicates = 0
  readonly lookupMillis: Array<number> = []
  readonly storeMillis: Array<number> = []
  readonly failures = new Map<string, { count: number; first: string }>()

  constructor(asked: number) {
    this.asked = asked
  }

  readonly add = ({ failure, lookup, store }: Errand): void => {
    this.done++
    if (lookup !== undefined) {
      this.lookupMillis.push(lookup.millis)
      if (lookup.hit) this.hits++
      else this.misses++
    }
    if (store !== undefined) {
      this.storeMillis.push(store.millis)
      this.keywordsStored++
      this.documentsStored += store.documents
      this.duplicates += store.duplicates
    }
    if (failure !== undefined) this.#failed(failure.reason, failure.message)
  }

  #failed(reason: string, first: string): void {
    const seen = this.failures.get(reason)
    if (seen === undefined) this.failures.set(reason, { count: 1, first })
    else seen.count++
  }
}
