import type { ChangeEvent, ChangeMeans } from "./ChangeEvent.ts"
import type { Changes } from "./ChangeLog.ts"

type Source = "listener" | "log"

/**
 * The sources that a feed learns of changes from, and the events that it makes of them.
 *
 * It promises to tell every change only while all of its sources work: `Listening` says that they do, a `Gap` that one
 * of them has failed.
 */
export class ChangeSources {
  readonly #working = new Set<Source>()
  readonly #needed: ReadonlyArray<Source>
  readonly #emit: (event: ChangeEvent) => void
  readonly #by: ChangeMeans
  /** A gap has been told that has not ended. */
  #gap = false

  constructor(by: ChangeMeans, emit: (event: ChangeEvent) => void) {
    this.#by = by
    this.#needed = by === "polling" ? ["log"] : ["log", "listener"]
    this.#emit = emit
  }

  get #complete(): boolean {
    return this.#needed.every((source) => this.#working.has(source))
  }

  tell(changes: Changes): void {
    for (const keyword of changes === "many" ? [""] : changes) {
      this.#emit(
        keyword === ""
          ? { _tag: "Gap", reason: "more changed at once than is told one by one", continues: this.#complete }
          : { _tag: "Changed", keyword }
      )
    }
  }

  works(source: Source): void {
    if (this.#working.has(source)) return
    this.#working.add(source)
    if (!this.#complete) return
    this.#gap = false
    this.#emit({ _tag: "Listening", by: this.#by })
  }

  failed(source: Source, reason: string): void {
    this.#working.delete(source)
    if (this.#gap) return
    this.#gap = true
    this.#emit({ _tag: "Gap", reason, continues: false })
  }
}
