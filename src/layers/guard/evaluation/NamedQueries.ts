import * as Tree from "../sql/Tree.ts"
import type { Catalogue } from "./Catalogue.ts"
import * as Rows from "./Rows.ts"
import * as Width from "./Width.ts"

/** A query that a name in FROM stands for: one of WITH, or a view's. */
export interface NamedQuery {
  readonly query: unknown
  /** What it can name itself. */
  readonly names: NamedQueries
}

/** What was asked of queries before: they may be read from a thousand times. One that reads from itself answers nothing. */
class Answers<A> {
  readonly #known = new Map<unknown, A>()

  of(query: unknown, nothing: A, answer: () => A): A {
    const known = this.#known.get(query)
    if (known !== undefined || this.#known.has(query)) return known ?? nothing
    this.#known.set(query, nothing)
    const found = answer()
    this.#known.set(query, found)
    return found
  }
}

/** What the names in FROM stand for, at one place of a statement: queries of WITH, views and tables of the script's own. */
export class NamedQueries implements Rows.Named, Width.Named {
  readonly #catalogue: Catalogue
  readonly #queries = new Map<string, NamedQuery>()
  /** Outside of every WITH, as for a view. */
  #outermost: NamedQueries = this
  #rows = new Answers<boolean>()
  #widths = new Answers<number | undefined>()

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** What can be named behind a WITH, and in it; the queries of it alone are `own`. */
  with(clause: unknown): { readonly names: NamedQueries; readonly own: ReadonlyArray<NamedQuery> } {
    const queries = Tree.list(clause, "ctes")
    if (queries.length === 0) return { names: this, own: [] }
    const names = this.#copy()
    const own = queries.map((each) => {
      const named = { query: Tree.at(each, "CommonTableExpr", "ctequery"), names }
      names.#queries.set(Tree.text(each, "CommonTableExpr", "ctename"), named)
      return named
    })
    return { names, own }
  }

  /** The query of WITH that a name stands for. */
  ofWith(range: unknown): NamedQuery | undefined {
    return Tree.text(range, "schemaname") === "" ? this.#queries.get(Tree.text(range, "relname")) : undefined
  }

  /** The query of the view that a name stands for. */
  ofView(range: unknown): NamedQuery | undefined {
    const query = this.#catalogue.queryOf(range)
    return query === undefined ? undefined : { query, names: this.#outermost }
  }

  /** Whether what is named has a row. */
  hasRow(range: unknown): boolean {
    const named = this.ofWith(range) ?? this.ofView(range)
    if (named === undefined) return false
    return this.#rows.of(named.query, false, () => Rows.givesRow(named.query, named.names))
  }

  /** How many columns what is named has; undefined where that is not known. */
  width(range: unknown): number | undefined {
    const named = this.ofWith(range) ?? this.ofView(range)
    if (named === undefined) return this.#catalogue.columnsOf(range)?.length
    return this.#widths.of(named.query, undefined, () => Width.of(named.query, named.names))
  }

  #copy(): NamedQueries {
    const copy = new NamedQueries(this.#catalogue)
    for (const [name, named] of this.#queries) copy.#queries.set(name, named)
    copy.#outermost = this.#outermost
    copy.#rows = this.#rows
    copy.#widths = this.#widths
    return copy
  }
}
