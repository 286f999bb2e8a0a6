/** Texts that are kept; of a program that has more of them, some are prepared anew more often than they need. */
const most = 1_000

/** So long after a text was looked at nothing new is to be found: what fails again is wrong by itself. */
const lookEveryMillis = 1_000

/** A text as it is sent since there is reason to prepare statements anew. */
interface Entry {
  text: string
  /** For all statements when this one's text was made. */
  tag: string | undefined
  lookedAt: number
}

/**
 * The texts under which statements are prepared.
 *
 * The driver names a statement by its text, and a pooler that tracks names has one name for a text for all its clients.
 * So a statement that is to be prepared anew, though its old name may still be there, gets another text: with a comment
 * that no other has.
 */
export class StatementNames {
  readonly #entries = new Map<string, Entry>()
  #tag: string | undefined

  /** What to send for `sql`. */
  textOf(sql: string): string {
    if (this.#tag !== undefined) return this.#entry(sql).text
    return this.#entries.size === 0 ? sql : (this.#entries.get(sql)?.text ?? sql)
  }

  /** Forgets the name of `sql`: from now on it is prepared under another one. */
  renew(sql: string): void {
    this.#entry(sql).text = tagged(sql, crypto.randomUUID())
  }

  /** Forgets all names. */
  renewAll(): void {
    this.#tag = crypto.randomUUID()
  }

  /** Whether `sql` is worth a look at what it was prepared with; not again for a second, when it is. */
  worthLooking(sql: string, now: number): boolean {
    const entry = this.#entry(sql)
    if (now - entry.lookedAt < lookEveryMillis) return false
    entry.lookedAt = now
    return true
  }

  #entry(sql: string): Entry {
    const found = this.#entries.get(sql)
    if (found?.tag === this.#tag && found !== undefined) return found
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined && this.#entries.size >= most) this.#entries.delete(oldest)
    const entry = {
      text: this.#tag === undefined ? sql : tagged(sql, this.#tag),
      tag: this.#tag,
      lookedAt: found?.lookedAt ?? -Infinity
    }
    this.#entries.set(sql, entry)
    return entry
  }
}

const tagged = (sql: string, tag: string): string => `${sql} /* anew ${tag} */`
