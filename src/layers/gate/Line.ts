import type { Standing } from "./CurrentTurn.ts"

type Tenant = Standing["tenant"]

/** How many connections each tenant holds; none, unless it is said. */
export type Held = ReadonlyMap<Tenant, number>

/** Who waits, since when and as whom. */
export interface Waiting {
  readonly standing: Standing
  readonly since: number
}

/**
 * Callers in the order they came. Once one of them names a tenant, each tenant has a line of its own in here, and the
 * tenant that holds the fewest connections is next; among equals the one whose turn is longest ago.
 */
export class Line<T extends Waiting> implements Iterable<T> {
  readonly #all = new Set<T>()
  /** Undefined while nobody has named a tenant. */
  #tenants: Map<Tenant, Set<T>> | undefined

  get size(): number {
    return this.#all.size
  }

  /** Who came first of those who wait. */
  get first(): T | undefined {
    for (const waiting of this.#all) return waiting
    return undefined
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#all.values()
  }

  add(waiting: T): void {
    this.#all.add(waiting)
    if (this.#tenants !== undefined) this.#tell(this.#tenants, waiting)
    else if (waiting.standing.tenant !== undefined) this.#divide()
  }

  delete(waiting: T): void {
    if (!this.#all.delete(waiting) || this.#tenants === undefined) return
    const { tenant } = waiting.standing
    const own = this.#tenants.get(tenant)
    own?.delete(waiting)
    if (own?.size === 0) this.#tenants.delete(tenant)
    if (this.#all.size === 0) this.#tenants = undefined
  }

  /** How many turns others have before a newcomer of this tenant, as far as it can be known. */
  ahead(tenant: Tenant): number {
    if (this.#tenants === undefined && tenant === undefined) return this.#all.size
    const own = this.#tenants?.get(tenant)?.size ?? 0
    const lines = this.#tenants?.size ?? Math.min(1, this.#all.size)
    const others = own === 0 ? lines : lines - 1
    return Math.min(this.#all.size, own + (own + 1) * others)
  }

  /** Takes out whose turn it is. */
  shift(held: () => Held): T | undefined {
    const next = this.#tenants === undefined ? this.first : this.#fewest(this.#tenants, held)
    if (next !== undefined) this.delete(next)
    return next
  }

  #divide(): void {
    const tenants = new Map<Tenant, Set<T>>()
    for (const waiting of this.#all) this.#tell(tenants, waiting)
    this.#tenants = tenants
  }

  #tell(tenants: Map<Tenant, Set<T>>, waiting: T): void {
    const { tenant } = waiting.standing
    const line = tenants.get(tenant)
    if (line === undefined) tenants.set(tenant, new Set([waiting]))
    else line.add(waiting)
  }

  /** Few are looked at, however many wait: no more can hold a connection than there are, and one who holds none is next. */
  #fewest(tenants: Map<Tenant, Set<T>>, held: () => Held): T | undefined {
    const counts = tenants.size === 1 ? undefined : held()
    let chosen: { readonly tenant: Tenant; readonly line: Set<T>; readonly holds: number } | undefined
    for (const [tenant, line] of tenants) {
      const holds = counts?.get(tenant) ?? 0
      if (chosen === undefined || holds < chosen.holds) chosen = { tenant, line, holds }
      if (holds === 0) break
    }
    if (chosen === undefined) return undefined
    const { line, tenant } = chosen
    tenants.delete(tenant)
    tenants.set(tenant, line) // behind those whose turn is longer ago
    for (const waiting of line) return waiting
    return undefined
  }
}
