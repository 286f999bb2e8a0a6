/** What only looks like an error of Postgres: notices, settings, statements, other software; nothing may be claimed of it. */
export const unknownOthers: ReadonlyArray<string> = [
  "2026-02-01 10:00:00 UTC [77] LOG:  checkpoint starting: time",
  'NOTICE:  relation "users" already exists, skipping',
  "INFO  HikariPool-1 - Pool stats (total=10, active=2, idle=8, waiting=0)",
  "DEBUG config: connection timeout 30000 ms, statement timeout 0, retries 3",
  "2026-02-01 10:00:00 UTC [81] LOG:  duration: 1200.123 ms  statement: INSERT INTO logs VALUES ('ERROR: deadlock detected')",
  "ERROR 1213 (40001): Deadlock found when trying to get lock; try restarting transaction",
  "ORA-00060: deadlock detected while waiting for resource",
  "error returned from database: (code: 5) database is locked",
  "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/tmp/mysql.sock' (2)",
  "redis: connection pool timeout",
  "curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received",
  "fatal: unable to access 'https://git.example.org/x/y.git/': Could not resolve host: git.example.org",
  "ssh: connect to host 10.0.0.5 port 22: Connection refused",
  "CREATE FUNCTION f() RETURNS void AS $$ BEGIN INSERT INTO t VALUES (1); EXCEPTION WHEN unique_violation THEN NULL; END $$ LANGUAGE plpgsql",
  "idle_in_transaction_session_timeout = 60000\nidle_session_timeout = 0",
  "LOG stats: 12 xacts/s, 20 queries/s, in 3000 B/s, out 9000 B/s, xact 2000 us, query 500 us, wait 0 us",
  "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB",
  "PSQLError – Generic description to prevent accidental leakage of sensitive data. For debugging details, use `String(reflecting: error)`.",
  "dependency failed to start: container app-db-1 is unhealthy",
  'time=2026-02-01T10:00:00Z level=INFO msg="pgbouncer settings" query_timeout=30 client_idle_timeout=0 server_login_retry=15',
  'psql (15.3, server 14.8)\nType "help" for help.'
]
