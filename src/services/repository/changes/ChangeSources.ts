import { ChangeEvent, type ChangeMeans } from "./ChangeEvent.ts"
import type { Changes } from "./Changes.ts"

type Source = "listener" | "log"

/**
 * The sources that a feed learns of changes from, and the events that it makes of them.
 *
 * It promises to tell every change only while all of its sources work: `Listening` says that they do, a `Gap` that one
 * of them has failed.
 */
export class ChangeSources<Key> {
  readonly #working = new Set<Source>()
  readonly #needed: ReadonlyArray<Source>
  readonly #emit: (event: ChangeEvent<Key>) => void
  readonly #by: ChangeMeans
  /** A gap has been told that has not ended. */
  #gap = false

  constructor(by: ChangeMeans, emit: (event: ChangeEvent<Key>) => void) {
    this.#by = by
    this.#needed = by === "polling" ? ["log"] : ["log", "listener"]
    this.#emit = emit
  }

  get #complete(): boolean {
    return this.#needed.every((source) => this.#working.has(source))
  }

  tell(changes: Changes<Key>): void {
    if (changes._tag === "Untold") this.missed(changes.reason)
    else if (changes._tag === "Anew") this.#begin(changes.reason)
    else if (changes.keys.length > 0) this.#emit(ChangeEvent.Changed({ keys: changes.keys }))
  }

  /** Who follows knows nothing from before, and what it takes to read what comes is learnt again. */
  #begin(reason: string): void {
    if (!this.#complete) return this.missed(reason)
    this.#emit(ChangeEvent.Gap({ reason, continues: false }))
    this.#emit(ChangeEvent.Listening({ by: this.#by }))
  }

  /** Something changed that cannot be told. */
  missed(reason: string): void {
    this.#emit(ChangeEvent.Gap({ reason, continues: this.#complete }))
  }

  works(source: Source): void {
    if (this.#working.has(source)) return
    this.#working.add(source)
    if (!this.#complete) return
    this.#gap = false
    this.#emit(ChangeEvent.Listening({ by: this.#by }))
  }

  failed(source: Source, reason: string): void {
    this.#working.delete(source)
    if (this.#gap) return
    this.#gap = true
    this.#emit(ChangeEvent.Gap({ reason, continues: false }))
  }
}
