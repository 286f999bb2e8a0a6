import { count, flag, micros, type Reading, reader, secondsAndMicros, text } from "./ConsoleColumn.ts"

/** SHOW POOLS: one row a database and user. */
const poolColumns = {
  /** The database as clients name it: an alias has pools of its own. */
  database: text("database"),
  /** The user whose pool it is. */
  user: text("user"),
  /** Clients that are linked to a server connection, or idle: with nothing to wait for. */
  clientsActive: count("cl_active"),
  /** Clients that have sent a statement and wait for a server connection. */
  clientsWaiting: count("cl_waiting"),
  /** Clients whose request to cancel a statement was passed on, and is not answered yet; undefined before 1.18. */
  clientsActiveCancel: count("cl_active_cancel_req"),
  /** Clients whose request to cancel a statement was not passed on yet; undefined before 1.18. */
  clientsWaitingCancel: count("cl_waiting_cancel_req"),
  /** Server connections that are linked to a client. */
  serversActive: count("sv_active"),
  /** Server connections that pass on a request to cancel; undefined before 1.18. */
  serversActiveCancel: count("sv_active_cancel"),
  /** Server connections that would be idle, were there no requests to cancel under way to them; undefined before 1.18. */
  serversBeingCanceled: count("sv_being_canceled"),
  /** Server connections that a client can have at once. */
  serversIdle: count("sv_idle"),
  /** Server connections that were idle for longer than server_check_delay, and are checked before a client gets them. */
  serversUsed: count("sv_used"),
  /** Server connections on which server_reset_query or server_check_query runs. */
  serversTested: count("sv_tested"),
  /** Server connections that are logging in. */
  serversLogin: count("sv_login"),
  /** For how many milliseconds the client that has waited longest waits. */
  longestWaitMillis: secondsAndMicros("maxwait", "maxwait_us"),
  /** "session", "transaction" or "statement". */
  poolMode: text("pool_mode"),
  /** How one of several hosts is chosen, such as "round-robin"; undefined before 1.24, and where there is but one. */
  loadBalanceHosts: text("load_balance_hosts")
} as const

/** SHOW CLIENTS and SHOW SERVERS: one row a connection. */
const socketColumns = {
  /** "C" for a client, "S" for a server. */
  type: text("type"),
  /** Of a client, whom it logged in as; of a server, whom PgBouncer logged in as. */
  user: text("user"),
  /** The database as clients name it. */
  database: text("database"),
  /** "none", "logical" or "physical"; undefined before 1.23. */
  replication: text("replication"),
  /** Such as "active", "waiting", "idle" or "used"; clients and servers have states of their own. */
  state: text("state"),
  /** The address of the other end. */
  address: text("addr"),
  /** The port of the other end. */
  port: count("port"),
  /** The address of PgBouncer's end. */
  localAddress: text("local_addr"),
  /** The port of PgBouncer's end. */
  localPort: count("local_port"),
  /** When it was made, as PgBouncer writes it, in its own time zone. */
  connectedAt: text("connect_time"),
  /** When the last request came, or was sent, as PgBouncer writes it. */
  requestedAt: text("request_time"),
  /** For how many milliseconds a client waits by now; says nothing of a server. */
  waitMillis: secondsAndMicros("wait", "wait_us"),
  /** It will be closed as soon as it is free: after RECONNECT, or another address. */
  closeNeeded: flag("close_needed"),
  /** The address of PgBouncer's own record of it. */
  pointer: text("ptr"),
  /** The pointer of its other half; empty without one. */
  link: text("link"),
  /** Of a server connection, the process ID in Postgres; of a client on a Unix socket, its own. */
  remotePid: count("remote_pid"),
  /** How it is encrypted, such as TLSv1.3 and its cipher; empty where it is not. */
  tls: text("tls"),
  /** The client's `application_name`, or that of the client that a server is linked to; empty without one. */
  application: text("application_name"),
  /** How many statements are prepared on it; undefined before 1.21. */
  preparedStatements: count("prepared_statements"),
  /** Its number, which no other has; undefined before 1.24. */
  id: text("id")
} as const

/** SHOW STATS: one row a database. Totals are since PgBouncer started; averages over its last stats_period. */
const statsColumns = {
  /** The database as clients name it. */
  database: text("database"),
  /** How often a client was given a server connection; undefined before 1.23. */
  serverAssignments: count("total_server_assignment_count"),
  /** Transactions, those of single statements among them. */
  transactions: count("total_xact_count"),
  /** Statements. */
  queries: count("total_query_count"),
  /** Bytes from clients. */
  receivedBytes: count("total_received"),
  /** Bytes to clients. */
  sentBytes: count("total_sent"),
  /** Milliseconds that server connections were in a transaction, idle or not. */
  transactionMillis: micros("total_xact_time"),
  /** Milliseconds that server connections ran statements. */
  queryMillis: micros("total_query_time"),
  /** Milliseconds that clients waited for a server connection, counted when they got it. */
  waitMillis: micros("total_wait_time"),
  /** Statements that clients prepared by name; undefined before 1.24. */
  clientParses: count("total_client_parse_count"),
  /** Of these, how many PgBouncer had to prepare on a server connection; undefined before 1.24. */
  serverParses: count("total_server_parse_count"),
  /** How often a statement prepared by name was bound; undefined before 1.24. */
  binds: count("total_bind_count"),
  /** Logins of clients that succeeded; undefined up to 1.25. */
  clientLogins: count("total_client_login_count"),
  /** `serverAssignments` a second. */
  serverAssignmentsPerSecond: count("avg_server_assignment_count"),
  /** `transactions` a second. */
  transactionsPerSecond: count("avg_xact_count"),
  /** `queries` a second. */
  queriesPerSecond: count("avg_query_count"),
  /** `receivedBytes` a second. */
  receivedBytesPerSecond: count("avg_recv"),
  /** `sentBytes` a second. */
  sentBytesPerSecond: count("avg_sent"),
  /** How many milliseconds a transaction took. */
  averageTransactionMillis: micros("avg_xact_time"),
  /** How many milliseconds a statement took. */
  averageQueryMillis: micros("avg_query_time"),
  /** How many milliseconds a client that got a server connection had waited for it. */
  averageWaitMillis: micros("avg_wait_time"),
  /** `clientParses` a second. */
  clientParsesPerSecond: count("avg_client_parse_count"),
  /** `serverParses` a second. */
  serverParsesPerSecond: count("avg_server_parse_count"),
  /** `binds` a second. */
  bindsPerSecond: count("avg_bind_count"),
  /** `clientLogins` a second. */
  clientLoginsPerSecond: count("avg_client_login_count")
} as const

/** SHOW CONFIG: one row a setting. */
const configColumns = {
  /** The setting's name, as pgbouncer.ini has it. */
  key: text("key"),
  /** What it is set to. */
  value: text("value"),
  /** What it is where nothing sets it; undefined before 1.15. */
  default: text("default"),
  /** Whether it can be changed while PgBouncer runs (SET, RELOAD), and not at its start alone. */
  changeable: flag("changeable")
} as const

/** SHOW DATABASES: one row a database that it knows; one of the wildcard (`*`) that nobody uses is left out. */
const databaseColumns = {
  /** The database as clients name it. */
  name: text("name"),
  /** Where PgBouncer connects for it; undefined of the console itself, and where a Unix socket is meant. */
  host: text("host"),
  /** The port there. */
  port: count("port"),
  /** The database as Postgres names it. */
  database: text("database"),
  /** Whom PgBouncer logs in as, whoever the client is; undefined where as the client. */
  forceUser: text("force_user"),
  /** How many server connections each user may have. */
  poolSize: count("pool_size"),
  /** How many of them are kept open. */
  minPoolSize: count("min_pool_size"),
  /** How many more there may be where clients wait for long. */
  reservePoolSize: count("reserve_pool_size", "reserve_pool"),
  /** After how many seconds a server connection is replaced; undefined before 1.24. */
  serverLifetimeSeconds: count("server_lifetime"),
  /** "session", "transaction" or "statement"; undefined where it is that of all. */
  poolMode: text("pool_mode"),
  /** How one of several hosts is chosen; undefined before 1.24. */
  loadBalanceHosts: text("load_balance_hosts"),
  /** How many server connections all users may have together; 0 is no limit. */
  maxConnections: count("max_connections"),
  /** How many there are. */
  connections: count("current_connections"),
  /** How many clients there may be; 0 is no limit, undefined before 1.24. */
  maxClientConnections: count("max_client_connections"),
  /** How many there are; undefined before 1.24. */
  clientConnections: count("current_client_connections"),
  /** Whether PAUSE or KILL of this database holds everybody up until RESUME. A PAUSE of all is not told here. */
  paused: flag("paused"),
  /** Whether new clients are refused until ENABLE (DISABLE). */
  disabled: flag("disabled")
} as const

/** A pool of PgBouncer's: one user in one database. */
export interface ConsolePool extends Reading<typeof poolColumns> {}
/** A connection of PgBouncer's, to a client or to Postgres. */
export interface ConsoleSocket extends Reading<typeof socketColumns> {}
/** What PgBouncer has counted for a database. */
export interface ConsoleStats extends Reading<typeof statsColumns> {}
/** A database that PgBouncer leads to. */
export interface ConsoleDatabase extends Reading<typeof databaseColumns> {}
/** A setting of PgBouncer's, as it runs. */
export interface ConsoleSetting extends Reading<typeof configColumns> {}

export const pool = reader(poolColumns)
export const socket = reader(socketColumns)
export const stats = reader(statsColumns)
export const database = reader(databaseColumns)
export const setting = reader(configColumns)
