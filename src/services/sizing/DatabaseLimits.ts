/** What Postgres has for the pools. What is left out bounds nothing. */
export interface DatabaseLimits {
  readonly maxConnections?: number | undefined
  /** Kept for superusers, migrations, monitoring and other clients. */
  readonly reserve: number
  readonly cores?: number | undefined
}

/** The most that a database can give each instance, and what bounds it. */
export interface Bound {
  readonly size: number
  readonly by: "max_connections" | "cores"
}

/** Connections at work beyond two a core and one for the disk take turns, and each takes the longer. */
const usefulPerCores = (cores: number): number => 2 * cores + 1

/** The narrowest bound on the pool of each of so many instances; undefined where nothing is known to bound it. */
export const bound = (
  { cores, maxConnections, reserve }: DatabaseLimits,
  instances: number
): Bound | undefined => {
  const found: Array<Bound> = []
  if (maxConnections !== undefined) {
    found.push({ size: Math.floor((maxConnections - reserve) / instances), by: "max_connections" })
  }
  if (cores !== undefined) {
    found.push({ size: Math.max(1, Math.floor(usefulPerCores(cores) / instances)), by: "cores" })
  }
  return found.toSorted((a, b) => a.size - b.size)[0]
}
