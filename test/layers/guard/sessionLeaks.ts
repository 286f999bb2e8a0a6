/** What breaks behind a transaction pooler, and how it is seen. */
interface Leak {
  readonly name: string
  readonly rule: string
  /** What the other client has on the server connection, before. */
  readonly before?: string
  readonly act: string
  /** Where the server itself refuses it in a transaction. */
  readonly refusedInTransaction?: true
  /** What the other client asks, on the same server connection, and is answered when it has leaked. */
  readonly probe: string
  readonly leaked: ReadonlyArray<unknown>
}

export const value = (value: unknown) => [{ value }]
export const setting = (name: string) => `SELECT current_setting('${name}') AS value`

/** Each row of the table of what transaction pooling breaks. */
export const leaks: ReadonlyArray<Leak> = [
  {
    name: "SET",
    rule: "SET",
    act: "SET work_mem = '77kB'",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "SET search_path",
    rule: "SET",
    act: "SET search_path TO pg_catalog, nowhere",
    probe: setting("search_path"),
    leaked: value("pg_catalog, nowhere")
  },
  {
    name: "a write to pg_settings",
    rule: "SET",
    act: "UPDATE pg_settings SET setting = '77' WHERE name = 'work_mem'",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "set_config",
    rule: "set_config",
    act: "SELECT set_config('work_mem', '77kB', false)",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "RESET",
    rule: "RESET",
    before: "SET work_mem = '77kB'",
    act: "RESET work_mem",
    probe: setting("work_mem"),
    leaked: value("4MB")
  },
  {
    name: "DISCARD ALL",
    rule: "DISCARD",
    before: "SET work_mem = '77kB'",
    act: "DISCARD ALL",
    refusedInTransaction: true,
    probe: setting("work_mem"),
    leaked: value("4MB")
  },
  {
    name: "DISCARD TEMP",
    rule: "DISCARD",
    before: "CREATE TEMP TABLE leaked (id int)",
    act: "DISCARD TEMP",
    probe: "SELECT to_regclass('leaked') AS value",
    leaked: value(null)
  },
  {
    name: "DEALLOCATE ALL",
    rule: "DEALLOCATE",
    before: "PREPARE leaked AS SELECT 1 AS value",
    act: "DEALLOCATE ALL",
    probe: "SELECT count(*)::int AS value FROM pg_prepared_statements WHERE name = 'leaked'",
    leaked: value(0)
  },
  {
    name: "SET SESSION CHARACTERISTICS",
    rule: "SET SESSION CHARACTERISTICS",
    act: "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    probe: setting("default_transaction_read_only"),
    leaked: value("on")
  },
  {
    name: "SET ROLE",
    rule: "SET ROLE",
    act: "SET ROLE aquifer_app",
    probe: "SELECT current_user::text AS value",
    leaked: value("aquifer_app")
  },
  {
    name: "SET SESSION AUTHORIZATION",
    rule: "SET ROLE",
    act: "SET SESSION AUTHORIZATION aquifer_test",
    probe: "SELECT session_user::text AS value",
    leaked: value("aquifer_test")
  },
  {
    name: "PREPARE",
    rule: "PREPARE",
    act: "PREPARE leaked AS SELECT 7 AS value",
    probe: "EXECUTE leaked",
    leaked: value(7)
  },
  {
    name: "EXECUTE",
    rule: "EXECUTE",
    before: "PREPARE leaked AS SELECT set_config('work_mem', '77kB', false)",
    act: "EXECUTE leaked",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "a temporary table",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary table ON COMMIT PRESERVE ROWS",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked ON COMMIT PRESERVE ROWS AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary table ON COMMIT DELETE ROWS",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked (value int) ON COMMIT DELETE ROWS",
    probe: "SELECT count(*)::int AS value FROM leaked",
    leaked: value(0)
  },
  {
    name: "SELECT INTO TEMP",
    rule: "temporary table",
    act: "SELECT 7 AS value INTO TEMP leaked",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary view",
    rule: "temporary object",
    act: "CREATE TEMP VIEW leaked AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary sequence",
    rule: "temporary object",
    act: "CREATE TEMP SEQUENCE leaked START 7",
    probe: "SELECT nextval('leaked')::int AS value",
    leaked: value(7)
  },
  {
    name: "a temporary function",
    rule: "temporary object",
    act: "CREATE FUNCTION pg_temp.leaked() RETURNS int LANGUAGE sql RETURN 7",
    probe: "SELECT pg_temp.leaked() AS value",
    leaked: value(7)
  },
  {
    name: "a WITH HOLD cursor",
    rule: "WITH HOLD cursor",
    act: "DECLARE leaked CURSOR WITH HOLD FOR SELECT 7 AS value",
    probe: "FETCH ALL FROM leaked",
    leaked: value(7)
  },
  {
    name: "LISTEN",
    rule: "LISTEN",
    act: "LISTEN leaked",
    probe: "SELECT pg_listening_channels() AS value",
    leaked: value("leaked")
  },
  {
    name: "UNLISTEN",
    rule: "UNLISTEN",
    before: "LISTEN leaked",
    act: "UNLISTEN leaked",
    probe: "SELECT count(*)::int AS value FROM pg_listening_channels()",
    leaked: value(0)
  },
  {
    name: "a session advisory lock",
    rule: "session advisory lock",
    act: "SELECT pg_advisory_lock(7)",
    probe: "SELECT objid::int AS value FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    leaked: value(7)
  },
  {
    name: "a shared session advisory lock that is tried",
    rule: "session advisory lock",
    act: "SELECT pg_try_advisory_lock_shared(7)",
    probe: "SELECT objid::int AS value FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    leaked: value(7)
  },
  {
    name: "currval",
    rule: "currval",
    before: "SELECT setval('numbers', 7)",
    act: "SELECT currval('numbers')",
    probe: "SELECT currval('numbers')::int AS value",
    leaked: value(7)
  },
  {
    name: "lastval",
    rule: "currval",
    before: "SELECT setval('numbers', 7), nextval('numbers')",
    act: "SELECT lastval()",
    probe: "SELECT lastval()::int AS value",
    leaked: value(8)
  },
  {
    name: "setseed",
    rule: "setseed",
    act: "SELECT setseed(0.5)",
    probe: "SELECT random() AS value",
    leaked: value(0.985_167_717_534_799_9)
  },
  {
    name: "LOAD",
    rule: "LOAD",
    act: "LOAD 'plpgsql'",
    probe: "SELECT count(*)::int AS value FROM pg_settings WHERE name = 'plpgsql.variable_conflict'",
    leaked: value(1)
  },
  {
    name: "DO with SET in it",
    rule: "SET",
    act: "DO $$ BEGIN SET work_mem = '77kB'; END $$",
    probe: setting("work_mem"),
    leaked: value("77kB")
  }
]
