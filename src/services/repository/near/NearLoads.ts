import { Equal } from "effect"

/** Questions for one key, of callers who may share answers, that are under way together. */
class Together<Value> {
  /** What they bring may be held: since the first of them began, the key has not changed. */
  valid = true
  running = 0
  answers = 0
  /** The number of the last answer that was another than the one before it. */
  #changedAt = 0
  #last: Value | undefined

  /** Takes an answer, and says whether all agree with it that came behind the first `since`. */
  take(value: Value, since: number): boolean {
    const isLast = this.answers === 0 || Equal.equals(this.#last, value)
    const agreed = this.answers === since || (isLast && this.#changedAt <= since + 1)
    this.answers++
    if (!isLast) this.#changedAt = this.answers
    this.#last = value
    return agreed
  }
}

/** A question to the database that is under way; what it brings is not to be held once its key has changed. */
export class NearLoad<Value> {
  readonly id: unknown
  readonly partition: string
  readonly together: Together<Value>
  readonly #since: number
  isOver = false

  constructor(id: unknown, partition: string, together: Together<Value>) {
    this.id = id
    this.partition = partition
    this.together = together
    this.#since = together.answers
  }

  get valid(): boolean {
    return this.together.valid
  }

  /** Whether others that it was under way with were answered the same: one of two is older, and nobody can tell which. */
  agrees(value: Value): boolean {
    return this.together.take(value, this.#since)
  }
}

/** The questions that are under way, by the key that they ask for, and then by partition, since a change is of a key alone. */
export class NearLoads<Value> {
  readonly #loads = new Map<unknown, Map<string, Together<Value>>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  begin(id: unknown, partition: string): NearLoad<Value> {
    const ofKey = this.#loads.get(id) ?? new Map<string, Together<Value>>()
    const together = ofKey.get(partition) ?? new Together<Value>()
    if (together.running === 0) this.#loads.set(id, ofKey.set(partition, together))
    together.running++
    this.#size++
    return new NearLoad(id, partition, together)
  }

  end(load: NearLoad<Value>): void {
    const { id, isOver, partition, together } = load
    if (isOver) return
    load.isOver = true
    this.#size--
    together.running--
    if (together.running > 0 || !together.valid) return
    const ofKey = this.#loads.get(id)
    ofKey?.delete(partition)
    if (ofKey?.size === 0) this.#loads.delete(id)
  }

  /** From now on they begin anew. */
  changed(id: unknown): void {
    for (const together of this.#loads.get(id)?.values() ?? []) together.valid = false
    this.#loads.delete(id)
  }

  allChanged(): void {
    for (const ofKey of this.#loads.values()) for (const together of ofKey.values()) together.valid = false
    this.#loads.clear()
  }
}
