import type { Change, Domain, DomainChange, Known, Table, TableChange } from "./Change.ts"
import type { Column, Columns } from "./Column.ts"
import { Definitions } from "./Definitions.ts"
import { nameOf } from "./TableChanges.ts"

/** The tables, views and domains that a script has made itself, as far as they are known. */
export class Catalogue implements Known {
  readonly #tables: Definitions<Table>
  readonly #domains: Definitions<Domain>
  /** Which tables may inherit from one; that is looked up in them. */
  readonly #below = new Map<string, Set<string>>()
  readonly #belowBefore: (parent: string) => ReadonlyArray<string>

  /** Begins with what another one knows, which it leaves as it is. */
  constructor(before?: Catalogue) {
    this.#belowBefore = (parent) => (before === undefined ? [] : before.#children(parent))
    this.#tables = new Definitions(before === undefined ? undefined : before.#tables)
    this.#domains = new Definitions(before === undefined ? undefined : before.#domains)
  }

  /** The columns of a table; undefined where it is not the script's own. */
  columnsOf(relation: unknown): Columns | undefined {
    return this.ownColumnsOf(relation)?.map((each) => this.#ofDomain(each))
  }

  ownColumnsOf(relation: unknown): Columns | undefined {
    const table = this.#tables.find(...nameOf(relation))
    return table?.query === undefined ? table?.columns : undefined
  }

  /** What a view of the script's own stands for. */
  queryOf(relation: unknown): unknown {
    return this.#tables.find(...nameOf(relation))?.query
  }

  defaultOf(type: ReadonlyArray<string>): unknown {
    const [name = "", schema = ""] = type.toReversed()
    return this.#domains.find(name, schema)?.default
  }

  #ofDomain(column: Column): Column {
    return column.default === undefined ? { ...column, default: this.defaultOf(column.type) } : column
  }

  /** Goes on to a statement, which may not run where that is not sure. */
  follow(changes: ReadonlyArray<Change>, isSure: boolean): void {
    for (const each of changes) {
      if (each.of === "all") this.clear()
      else if (each.of === "domain") this.#domain(each, isSure)
      else this.#table(each, isSure, new Set())
    }
  }

  #domain({ after, makes, name, schema }: DomainChange, isSure: boolean): void {
    const made = after(this)
    this.#domains.change(name, schema, makes, () => (isSure ? made : undefined))
  }

  /** A table is changed once, whichever way it inherits from the first one. */
  #table(change: TableChange, isSure: boolean, changed: Set<string>): void {
    const { below, makes, name, schema } = change
    changed.add(name)
    this.#tables.change(name, schema, makes, (before) => (isSure ? change.after(before, this) : undefined))
    for (const parent of this.#tables.named(name)?.parents ?? []) this.#tie(parent, name)
    if (below === "stays") return
    const inner: TableChange = below === "same" ? change : { ...change, after: () => undefined }
    for (const child of this.#children(name)) {
      const table = this.#tables.named(child)
      if (table?.parents.includes(name) !== true || changed.has(child)) continue
      this.#table({ ...inner, makes: false, name: child, schema: table.schema }, isSure, changed)
    }
  }

  #tie(parent: string, child: string): void {
    const known = this.#below.get(parent)
    if (known === undefined) this.#below.set(parent, new Set([child]))
    else known.add(child)
  }

  #children(parent: string): ReadonlyArray<string> {
    return [...this.#belowBefore(parent), ...(this.#below.get(parent) ?? [])]
  }

  /** A transaction begins or ends: temporary tables may go with it. */
  settle(): void {
    this.#tables.settle()
    this.#domains.settle()
  }

  /** What was changed since then may be as it was before. */
  rollback(): void {
    this.#tables.rollback()
    this.#domains.rollback()
  }

  /** Nothing is known any longer. */
  clear(): void {
    this.#tables.clear()
    this.#domains.clear()
  }
}
