import type { ResearchDocument } from "aquifer/research"

/** One client of Postgres doing what the research store does, as its user would write it. */
export interface Peer {
  readonly name: string
  /** So many lookups by so many callers; lookups a second. */
  readonly lookups: (callers: number, total: number) => Promise<number>
  /** So many single rows; rows a second. `round` makes the keywords new. */
  readonly inserts: (callers: number, total: number, round: number) => Promise<number>
  /** Nine lookups for each transaction that stores five documents, metadata and cache row; operations a second. */
  readonly mixed: (callers: number, total: number, round: number) => Promise<number>
  readonly close: () => Promise<void>
}

/** What a client needs to offer to be measured. */
export interface Client {
  readonly name: string
  readonly lookup: (keyword: string) => Promise<unknown>
  readonly insert: (keyword: string, payload: string) => Promise<unknown>
  readonly store: (
    keyword: string,
    payload: string,
    documents: ReadonlyArray<HashedDocument>
  ) => Promise<unknown>
  readonly close: () => Promise<void>
}

export interface HashedDocument extends ResearchDocument {
  readonly hash: Buffer
}
