import type { LockWait } from "./ActivityRows.ts"

/** A session and those that wait for it; one that waits for several stands below each of them. */
export interface Blocker extends LockWait {
  /** Those that wait for it, each with those that wait for them; empty where nobody does. */
  readonly blocks: ReadonlyArray<Blocker>
}

/**
 * Who blocks whom. Roots are sessions that wait for none; of sessions that wait for each other in a circle (Postgres
 * ends one of them after deadlock_timeout) the one with the lowest process ID.
 */
export const make = (waits: ReadonlyArray<LockWait>): ReadonlyArray<Blocker> => {
  const waitingFor = (pid: number) => waits.filter(({ blockers }) => blockers.includes(pid))
  const placed = new Set<number>()
  const grow = (root: LockWait, above: ReadonlyArray<number>): Blocker => {
    placed.add(root.pid)
    const path = [...above, root.pid]
    const blocks = waitingFor(root.pid).filter(({ pid }) => !path.includes(pid))
    return { ...root, blocks: blocks.map((wait) => grow(wait, path)) }
  }
  const roots = waits.filter(({ blockers }) => blockers.length === 0).map((wait) => grow(wait, []))
  for (const wait of waits) if (!placed.has(wait.pid)) roots.push(grow(wait, []))
  return roots
}
