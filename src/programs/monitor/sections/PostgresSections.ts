import type { ActivitySnapshot } from "../../../services/monitor/DatabaseActivity.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { LockWait, Session, NamedCount } from "../../../services/monitor/postgres/ActivityRows.ts"
import type { Blocker } from "../../../services/monitor/postgres/BlockingTree.ts"
import * as PlainText from "../../terminal/PlainText.ts"
import * as Table from "../../terminal/Table.ts"
import type { Section } from "./Section.ts"
import { silence } from "./Silence.ts"

const counts = (list: ReadonlyArray<NamedCount>): string =>
  list.length === 0 ? "none" : list.map(({ count, name }) => `${name || "(no name)"} ${count}`).join(", ")

const facts = ({ connections, totals }: ActivitySnapshot): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  [
    "connections",
    `${connections.total} of ${connections.max}, ${connections.reserved} of them reserved, ${connections.free} free`
  ],
  ["by state", counts(connections.byState)],
  ["by application", counts(connections.byApplication)],
  ["by user", counts(connections.byUser)],
  ["cache hit ratio", Table.percent(totals.cacheHitRatio)],
  ["deadlocks so far", totals.deadlocks.toLocaleString("en")],
  ["commits, rollbacks", `${totals.commits.toLocaleString("en")}, ${totals.rollbacks.toLocaleString("en")}`],
  ["temporary files", Table.bytes(totals.tempBytes)]
]

/** Postgres' connections against the limit, and its totals. */
export const database = ({ postgres }: OverviewSnapshot): Section =>
  postgres._tag === "Missing"
    ? { id: "postgres", title: "Postgres", notes: [postgres.reason], head: [], rows: [] }
    : {
        id: "postgres",
        title: `Postgres: database ${postgres.value.totals.name}, seen as ${postgres.value.visibility.role}`,
        notes: [
          ...silence("Postgres", postgres),
          ...(postgres.value.visibility.remedy === undefined ? [] : [postgres.value.visibility.remedy])
        ],
        head: [],
        rows: facts(postgres.value)
      }

const wait = ({ waitEvent, waitEventType }: Session): string =>
  waitEvent === null ? "" : `${waitEventType ?? ""}:${waitEvent}`

const statement = ({ query }: Session): string => PlainText.line(query ?? "not visible")

/** A session as a row; its age is its statement's while that runs, and its state's otherwise. */
export const sessionRow = (session: Session): ReadonlyArray<Table.Cell> => [
  String(session.pid), // a name, no quantity
  Table.millis(session.state === "active" ? session.queryMillis : session.stateMillis),
  session.state ?? "not visible",
  wait(session),
  session.user ?? "",
  session.application ?? "",
  statement(session)
]

const sessionHead = ["pid", "for", "state", "waits for", "user", "application", "statement"]

const sessions = (
  id: string,
  title: string,
  { postgres }: OverviewSnapshot,
  of: (activity: ActivitySnapshot) => ReadonlyArray<Session>
): Section => ({
  id,
  title,
  notes: [],
  head: sessionHead,
  rows: postgres._tag === "Missing" ? [] : of(postgres.value).map(sessionRow)
})

/** Statements that have run for longer than the bound. */
export const longRunning = (overview: OverviewSnapshot): Section =>
  sessions("long-running", "Long-running statements", overview, ({ longRunning }) => longRunning)

/** Sessions that hold a transaction open and do nothing. */
export const idleInTransaction = (overview: OverviewSnapshot): Section =>
  sessions(
    "idle-in-transaction",
    "Idle in a transaction",
    overview,
    ({ idleInTransaction }) => idleInTransaction
  )

const lockRow = (wait: LockWait, depth: number): ReadonlyArray<Table.Cell> => [
  `${"  ".repeat(depth)}${depth === 0 ? "" : "└ "}${wait.pid === 0 ? "prepared transaction" : wait.pid}`,
  Table.millis(wait.lock === null ? wait.stateMillis : (wait.waitMillis ?? wait.queryMillis)),
  wait.lock === null ? (wait.state ?? "not visible") : `waits for ${wait.lock}`,
  wait.application ?? "",
  statement(wait)
]

const tree = (blockers: ReadonlyArray<Blocker>, depth = 0): ReadonlyArray<ReadonlyArray<Table.Cell>> =>
  blockers.flatMap((blocker) => [lockRow(blocker, depth), ...tree(blocker.blocks, depth + 1)])

/** Who blocks whom. */
export const blocking = ({ postgres }: OverviewSnapshot): Section => ({
  id: "blocking",
  title: "Who blocks whom",
  notes: [],
  head: ["pid", "for", "state", "application", "statement"],
  rows: postgres._tag === "Missing" ? [] : tree(postgres.value.blocking)
})

/** The largest tables. */
export const tables = ({ tables }: OverviewSnapshot): Section => ({
  id: "tables",
  title: "Largest tables",
  notes: tables._tag === "Missing" ? [tables.reason] : [],
  head: ["size", "indexes", "rows", "dead rows", "table"],
  rows:
    tables._tag === "Missing"
      ? []
      : tables.value.map(({ deadRows, indexBytes, rows, schema, table, totalBytes }) => [
          Table.bytes(totalBytes),
          Table.bytes(indexBytes),
          rows === null ? "-" : Math.round(rows),
          deadRows ?? "-",
          `${schema}.${table}`
        ])
})
