import type { InsightSnapshot } from "../../../services/monitor/DatabaseInsight.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"
import type { Session } from "../../../services/monitor/postgres/ActivityRows.ts"
import type { Blocker } from "../../../services/monitor/postgres/BlockingTree.ts"
import type { Order, View } from "./View.ts"

const text = (left: string | null, right: string | null): number =>
  (left ?? "").localeCompare(right ?? "", "en")

const age = ({ queryMillis, state, stateMillis }: Session): number =>
  (state === "active" ? queryMillis : stateMillis) ?? 0

const comparisons: Readonly<Record<Order, (left: Session, right: Session) => number>> = {
  age: (left, right) => age(right) - age(left),
  pid: (left, right) => left.pid - right.pid,
  user: (left, right) => text(left.user, right.user),
  application: (left, right) => text(left.application, right.application)
}

/** Whether a row is to be seen: where any of its texts contains what the person looks for, whatever its case. */
const matcher = (filter: string) => {
  const wanted = filter.trim().toLowerCase()
  return (...cells: ReadonlyArray<string | number | null | undefined>): boolean =>
    wanted === "" ||
    cells.some((cell) =>
      String(cell ?? "")
        .toLowerCase()
        .includes(wanted)
    )
}

type Matches = ReturnType<typeof matcher>

const sessionMatches =
  (matches: Matches) =>
  ({ application, database, pid, query, state, user }: Session): boolean =>
    matches(pid, user, database, application, state, query)

/** A tree stays whole where anybody in it is looked for. */
const treeMatches =
  (matches: Matches) =>
  (blocker: Blocker): boolean =>
    sessionMatches(matches)(blocker) || blocker.blocks.some(treeMatches(matches))

const mapped = <A>(panel: Panel<A>, change: (value: A) => A): Panel<A> =>
  panel._tag === "Missing" ? panel : { ...panel, value: change(panel.value) }

type Named = { readonly schema: string; readonly table: string }

const insight = (matches: Matches, seen: InsightSnapshot): InsightSnapshot => {
  const tables = <A extends Named>(list: ReadonlyArray<A>) =>
    list.filter(({ schema, table }) => matches(`${schema}.${table}`))
  return {
    ...seen,
    statements: mapped(seen.statements, (uses) => ({
      ...uses,
      statements: uses.statements.filter(({ statement }) => matches(statement))
    })),
    indexes: mapped(seen.indexes, (issues) =>
      issues.filter(({ index, kind, schema, table }) => matches(`${schema}.${table}`, index, kind))
    ),
    scans: mapped(seen.scans, tables),
    vacuuming: mapped(seen.vacuuming, (value) => ({ ...value, tables: tables(value.tables) })),
    limits: mapped(seen.limits, ({ sequences, wraparound, ...limits }) => ({
      ...limits,
      wraparound: wraparound.filter(({ database }) => matches(database)),
      sequences: sequences.filter(({ column, schema, sequence }) => matches(`${schema}.${sequence}`, column))
    })),
    replication: mapped(seen.replication, (value) => ({
      ...value,
      standbys: value.standbys.filter(({ name }) => matches(name)),
      slots: value.slots.filter(({ name }) => matches(name))
    }))
  }
}

/** The overview as a person wants to see it: its lists sorted and filtered. */
export const arrange = (
  overview: OverviewSnapshot,
  { filter, order }: Pick<View, "filter" | "order">
): OverviewSnapshot => {
  const matches = matcher(filter)
  const sessions = (list: ReadonlyArray<Session>) =>
    list.filter(sessionMatches(matches)).toSorted(comparisons[order])
  return {
    ...overview,
    pgbouncer: mapped(overview.pgbouncer, (seen) => ({
      ...seen,
      pools: seen.pools.filter(({ database, user }) => matches(database, user)),
      clients: seen.clients.filter(({ application }) => matches(application))
    })),
    postgres: mapped(overview.postgres, (seen) => ({
      ...seen,
      longRunning: sessions(seen.longRunning),
      idleInTransaction: sessions(seen.idleInTransaction),
      blocking: seen.blocking.filter(treeMatches(matches))
    })),
    tables: mapped(overview.tables, (tables) =>
      tables.filter(({ schema, table }) => matches(`${schema}.${table}`))
    ),
    insight: mapped(overview.insight, (seen) => insight(matches, seen))
  }
}
