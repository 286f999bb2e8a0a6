import { Equal, Option } from "effect"

/** A question to the database that is under way; what it brings is not to be held once its key has changed. */
export class NearLoad<Value> {
  readonly id: unknown
  readonly partition: string
  valid = true
  /** What a question beside it was answered meanwhile. */
  #beside: Option.Option<Value> = Option.none()
  #disagreed = false

  constructor(id: unknown, partition: string) {
    this.id = id
    this.partition = partition
  }

  agrees(value: Value): boolean {
    return !this.#disagreed && (Option.isNone(this.#beside) || Equal.equals(this.#beside.value, value))
  }

  /** Another one was answered. */
  saw(value: Value): void {
    if (!this.agrees(value)) this.#disagreed = true
    else if (Option.isNone(this.#beside)) this.#beside = Option.some(value)
  }
}

/** The questions that are under way, by the key that they ask for. */
export class NearLoads<Value> {
  readonly #loads = new Map<unknown, Set<NearLoad<Value>>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  begin(id: unknown, partition: string): NearLoad<Value> {
    const load = new NearLoad<Value>(id, partition)
    const loads = this.#loads.get(id)
    this.#size++
    if (loads === undefined) this.#loads.set(id, new Set([load]))
    else loads.add(load)
    return load
  }

  end(load: NearLoad<Value>): void {
    const loads = this.#loads.get(load.id)
    if (loads?.delete(load) === true) this.#size--
    if (loads?.size === 0) this.#loads.delete(load.id)
  }

  /** Tells the others what one was answered: one of two is older, and nobody can tell which. */
  tell({ id, partition }: NearLoad<Value>, value: Value): void {
    for (const other of this.#loads.get(id) ?? []) if (other.partition === partition) other.saw(value)
  }

  changed(id: unknown): void {
    for (const load of this.#loads.get(id) ?? []) load.valid = false
  }

  allChanged(): void {
    for (const loads of this.#loads.values()) for (const load of loads) load.valid = false
  }
}
