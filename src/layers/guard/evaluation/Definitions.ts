/** What is defined under a name; a schema is as it is written, without one public is meant. */
export interface Definition {
  readonly schema: string
}

/** The schema of what is temporary. */
export const temporary = "pg_temp"

const withoutPublic = (schema: string): string => (schema === "public" ? "" : schema)

const isMeant = (definition: Definition, schema: string): boolean =>
  definition.schema === temporary
    ? schema === temporary || schema === ""
    : withoutPublic(definition.schema) === withoutPublic(schema)

/** What a script has made of one sort, by its name, as far as it is known. */
export class Definitions<A extends Definition> {
  /** Undefined for one that is known no longer. */
  readonly #own = new Map<string, A | undefined>()
  /** What this transaction has changed. */
  readonly #changed = new Set<string>()
  #before: Definitions<A> | undefined

  /** Begins with what others know, which it leaves as they are. */
  constructor(before?: Definitions<A>) {
    this.#before = before
  }

  /** What is meant by a name; undefined where it is not the script's own. */
  find(name: string, schema: string): A | undefined {
    const found = this.named(name)
    return found !== undefined && isMeant(found, schema) ? found : undefined
  }

  /** What is known under a name, in whatever schema. */
  named(name: string): A | undefined {
    const before = this.#before
    return this.#own.has(name) || before === undefined ? this.#own.get(name) : before.named(name)
  }

  /** Makes something of a name, `after` of what was there; of two that are called alike in several schemas neither is known. */
  change(
    name: string,
    schema: string,
    makes: boolean,
    after: (before: A | undefined) => A | undefined
  ): void {
    const before = this.named(name)
    if (before === undefined && !makes) return
    this.#changed.add(name)
    const isOne = before === undefined || isMeant(before, schema) || (makes && schema === temporary)
    this.#own.set(name, isOne ? after(before) : undefined)
  }

  /** A transaction begins or ends: what is temporary may go with it. */
  settle(): void {
    for (const name of this.#changed) {
      if (this.named(name)?.schema === temporary) this.#own.set(name, undefined)
    }
    this.#changed.clear()
  }

  /** What was changed since then may be as it was before. */
  rollback(): void {
    for (const name of this.#changed) this.#own.set(name, undefined)
  }

  /** Nothing is known any longer. */
  clear(): void {
    this.#own.clear()
    this.#before = undefined
  }
}
