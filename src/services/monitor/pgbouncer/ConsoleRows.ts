import { count, flag, micros, type Reading, reader, secondsAndMicros, text } from "./ConsoleColumn.ts"

/** SHOW POOLS: one row a database and user. */
const poolColumns = {
  database: text("database"),
  user: text("user"),
  /** Clients that are linked to a server connection, or idle: with nothing to wait for. */
  clientsActive: count("cl_active"),
  /** Clients that have sent a statement and wait for a server connection. */
  clientsWaiting: count("cl_waiting"),
  clientsActiveCancel: count("cl_active_cancel_req"),
  clientsWaitingCancel: count("cl_waiting_cancel_req"),
  /** Server connections that are linked to a client. */
  serversActive: count("sv_active"),
  serversActiveCancel: count("sv_active_cancel"),
  serversBeingCanceled: count("sv_being_canceled"),
  /** Server connections that a client can have at once. */
  serversIdle: count("sv_idle"),
  /** Server connections that are checked before a client gets them. */
  serversUsed: count("sv_used"),
  serversTested: count("sv_tested"),
  serversLogin: count("sv_login"),
  /** How long the client that has waited longest waits. */
  longestWaitMillis: secondsAndMicros("maxwait", "maxwait_us"),
  poolMode: text("pool_mode"),
  loadBalanceHosts: text("load_balance_hosts")
} as const

/** SHOW CLIENTS and SHOW SERVERS: one row a connection. */
const socketColumns = {
  type: text("type"),
  user: text("user"),
  database: text("database"),
  replication: text("replication"),
  state: text("state"),
  address: text("addr"),
  port: count("port"),
  localAddress: text("local_addr"),
  localPort: count("local_port"),
  /** As PgBouncer writes it, in its own time zone. */
  connectedAt: text("connect_time"),
  requestedAt: text("request_time"),
  waitMillis: secondsAndMicros("wait", "wait_us"),
  /** It will be closed as soon as it is free: after RECONNECT, or another address. */
  closeNeeded: flag("close_needed"),
  pointer: text("ptr"),
  /** The pointer of its other half; empty without one. */
  link: text("link"),
  /** Of a server connection, the process ID in Postgres. */
  remotePid: count("remote_pid"),
  tls: text("tls"),
  application: text("application_name"),
  preparedStatements: count("prepared_statements"),
  id: text("id")
} as const

/** SHOW STATS: one row a database. Totals are since PgBouncer started; averages over its last stats_period. */
const statsColumns = {
  database: text("database"),
  serverAssignments: count("total_server_assignment_count"),
  transactions: count("total_xact_count"),
  queries: count("total_query_count"),
  /** From clients. */
  receivedBytes: count("total_received"),
  /** To clients. */
  sentBytes: count("total_sent"),
  transactionMillis: micros("total_xact_time"),
  queryMillis: micros("total_query_time"),
  waitMillis: micros("total_wait_time"),
  clientParses: count("total_client_parse_count"),
  serverParses: count("total_server_parse_count"),
  binds: count("total_bind_count"),
  clientLogins: count("total_client_login_count"),
  serverAssignmentsPerSecond: count("avg_server_assignment_count"),
  transactionsPerSecond: count("avg_xact_count"),
  queriesPerSecond: count("avg_query_count"),
  receivedBytesPerSecond: count("avg_recv"),
  sentBytesPerSecond: count("avg_sent"),
  averageTransactionMillis: micros("avg_xact_time"),
  averageQueryMillis: micros("avg_query_time"),
  averageWaitMillis: micros("avg_wait_time"),
  clientParsesPerSecond: count("avg_client_parse_count"),
  serverParsesPerSecond: count("avg_server_parse_count"),
  bindsPerSecond: count("avg_bind_count"),
  clientLoginsPerSecond: count("avg_client_login_count")
} as const

const configColumns = {
  key: text("key"),
  value: text("value"),
  default: text("default"),
  changeable: flag("changeable")
} as const

/** A pool of PgBouncer's: one user in one database. */
export type ConsolePool = Reading<typeof poolColumns>
/** A connection of PgBouncer's, to a client or to Postgres. */
export type ConsoleSocket = Reading<typeof socketColumns>
/** What PgBouncer has counted for a database. */
export type ConsoleStats = Reading<typeof statsColumns>
/** A setting of PgBouncer's, as it runs. */
export type ConsoleSetting = Reading<typeof configColumns>

export const pool = reader(poolColumns)
export const socket = reader(socketColumns)
export const stats = reader(statsColumns)
export const setting = reader(configColumns)
