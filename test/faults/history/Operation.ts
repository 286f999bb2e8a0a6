/**
 * What a caller was told of its work: that it is done, that it is not and why nothing of it stayed, that nobody knows,
 * or, which nobody may be told, a defect.
 */
export type Told = "ok" | "did not run" | "rolled back" | "unknown" | "defect"

/** When a caller asked, was answered and had to be answered (milliseconds of a clock that runs forward), and with what. */
export interface Answer {
  /** Whose: the operations of one agent follow one another. */
  readonly agent: string
  readonly began: number
  readonly ended: number
  readonly due: number
  readonly told: Told
  /** The reason's tag, or the defect's words. */
  readonly reason?: string | undefined
}

/** Work that leaves rows under a key, once; several under one key are repetitions that the key makes safe. */
export interface KeyedWrite {
  readonly kind: "store" | "statement" | "transaction"
  readonly key: string
}

/** Puts a version into a register; each register has one writer, whose versions grow. */
export interface Put {
  readonly kind: "put"
  readonly key: string
  readonly version: number
}

/** Looks into a register, in the database or in memory first; 0 where nothing was found. */
export interface Look {
  readonly kind: "lookup" | "near lookup"
  readonly key: string
  readonly version: number
}

/** Reads a counter and writes one more, in a transaction; `read` is what was read, if it came to that. */
export interface Increment {
  readonly kind: "increment"
  readonly key: string
  readonly read: number | undefined
}

/** One of two who may go off call, but not both; in a serializable transaction. */
export interface GoOff {
  readonly kind: "off call"
  readonly key: string
}

/** Reads rows whose number is known, many or large. */
export interface ManyRows {
  readonly kind: "many rows"
  readonly key: string
  readonly wanted: number
  readonly found: number
}

export type Done = KeyedWrite | Put | Look | Increment | GoOff | ManyRows

/** One operation of the history: what was done, and the answer to it. */
export type Operation = Done & Answer

/** What the feed of changes told: that a keyword changed, or, without one, that anything may have. */
export interface FeedEvent {
  readonly at: number
  readonly keyword: string | undefined
  /** Whether it tells every change from now on. */
  readonly tells: boolean
}

/** When this process itself did not run, and could answer nobody. */
export interface Stall {
  readonly from: number
  readonly to: number
}
