/** What the tables hold under a key: how often its work took effect, and whether nothing of it is missing. */
export interface Effect {
  readonly times: number
  readonly whole: boolean
}

/** What a superuser found in the tables after all had healed. */
export interface Tables {
  /** Of keyed writes. */
  readonly effects: ReadonlyMap<string, Effect>
  /** The version in each register. */
  readonly registers: ReadonlyMap<string, number>
  readonly counters: ReadonlyMap<string, number>
  /** Of each pair, how many are on call. */
  readonly onCall: ReadonlyMap<string, number>
}

/** What was still held when nobody worked any more, and had had the time to end; each in a phrase. */
export type Leftovers = ReadonlyArray<string>
