/** What Postgres has for the pools. What is left out bounds nothing. */
export interface DatabaseLimits {
  /** Postgres' `max_connections`. */
  readonly maxConnections?: number | undefined
  /** Of these, how many are kept for superusers, migrations, monitoring and other clients. */
  readonly reserve: number
  /** The server's processor cores; two connections a core and one more can be at work at once. */
  readonly cores?: number | undefined
}

/** The most that a database can give each instance, and what bounds it. */
export interface Bound {
  /** The most connections that the pool of each instance may have. */
  readonly size: number
  /** What bounds it: connections less the reserve, or cores, shared among the instances. */
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
