import type { Pasted } from "./Pasted.ts"

/** What was collected later from public threads, and told wrongly or not at all at first, with others of its kind. */
export const collectedAgain: ReadonlyArray<Pasted> = [
  // The address of a page, or a frame of a web server, beside a mapper's own name.
  [
    "OperationalError at /\nSSL SYSCALL error: EOF detected\nRequest Method:\tGET\nRequest URL:\thttps://shop.example/\nException Location:\t/opt/lib/python3.8/site-packages/django/db/backends/utils.py, line 84, in _execute",
    "OutcomeUnknown",
    "any"
  ],
  [
    "web.<stdout>: 02:16:37 DEBUG com.zaxxer.hikari.pool.PoolBase - HikariPool-1 - Failed to create/setup connection: Something unusual has occurred to cause the driver to fail. Please report this exception.",
    "Unavailable",
    "nothing"
  ],
  [
    "org.springframework.dao.DataAccessResourceFailureException: Failed to obtain R2DBC Connection\n        at org.springframework.r2dbc.connection.ConnectionFactoryUtils.lambda$getConnection$0(ConnectionFactoryUtils.java:90) ~[spring-r2dbc-6.0.3.jar!/:6.0.3]\n        at reactor.core.publisher.Mono.lambda$onErrorMap$28(Mono.java:3763) ~[reactor-core-3.5.1.jar!/:3.5.1]",
    "Unavailable",
    "nothing"
  ],
  // Postgres' own words beside another database's name.
  [
    'It ends with `QueryFailedError: relation "user" does not exist`. It works fine with SQLite.',
    "Rejected",
    "nothing"
  ],
  // Node's errors as they are shown, field by field.
  [
    'Unable to start:\n{\n  "errno": -110,\n  "code": "ETIMEDOUT",\n  "syscall": "connect",\n  "address": "10.28.151.148",\n  "port": 5432\n}',
    "Unavailable",
    "nothing"
  ],
  [
    "{\n  errno: -104,\n  code: 'ECONNRESET',\n  syscall: 'connect',\n  address: '10.0.0.7',\n  port: 5432\n}",
    "Unavailable",
    "nothing"
  ],
  ["{ errno: -104, code: 'ECONNRESET', syscall: 'read', port: 5432 }", "OutcomeUnknown", "any"],
  // Why a server did not get into another one is in the detail.
  [
    'ERROR:  could not establish connection\nDETAIL:  FATAL:  database "shop" does not exist\n \nCONTEXT:  SQL statement "INSERT INTO stat',
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR:  could not establish connection\nDETAIL:  connection to server at "10.0.0.1", port 5432 failed: Connection refused',
    "Unavailable",
    "nothing"
  ],
  // A detail alone.
  ['DETAIL: Key (old_state_id)=(12846) is not present in table "states"', "ConstraintViolated", "nothing"],
  ["Key (email)=(a@b.example) already exists.", "ConstraintViolated", "nothing"],
  ['Detail: Key (id)=(1) is still referenced from table "orders".', "ConstraintViolated", "nothing"],
  [
    'Key (room, during)=(1, ["2024-01-01","2024-01-02")) conflicts with existing key (room, during)=(1, ["2024-01-01","2024-01-03")).',
    "ConstraintViolated",
    "nothing"
  ],
  ["DETAIL:  Failing row contains (1, null, t).", "ConstraintViolated", "nothing"],
  // A role that is missing, with no severity: a login.
  [
    "const client = new Client({user: 'shop'});\nclient.connect().catch(console.log);\n$ node pg.js\nerror: role \"shop\" does not exist",
    "Misconfigured",
    "nothing"
  ],
  ['pq: role "root" does not exist', "Misconfigured", "nothing"],
  ['ERROR:  role "shop" does not exist\nSTATEMENT:  GRANT SELECT ON t TO shop', "Rejected", "nothing"],
  ['psycopg2.errors.UndefinedObject: role "shop" does not exist', "Rejected|Misconfigured", "nothing"],
  // The driver that does not fit, or is not there.
  [
    "System.TypeLoadException: Method 'Create' in type 'Npgsql.EntityFrameworkCore.PostgreSQL.Query.X' from assembly 'Npgsql.EntityFrameworkCore.PostgreSQL, Version=3.1.4.0' does not have an implementation.",
    "Misconfigured",
    "nothing"
  ],
  [
    "System.IO.FileNotFoundException: Could not load file or assembly 'Npgsql, Version=8.0.0.0'",
    "Misconfigured",
    "nothing"
  ],
  [
    "System.Collections.Generic.KeyNotFoundException: The given key was not present in the dictionary.\n   at Npgsql.NpgsqlConnectionStringBuilder.ToCanonicalKeyword(String keyword)",
    "Misconfigured",
    "nothing"
  ],
  ["java.lang.NoClassDefFoundError: org/postgresql/util/PGobject", "Misconfigured", "nothing"],
  [
    "django.core.exceptions.ImproperlyConfigured: 'shop.db.backends.postgresql_psycopg2' isn't an available database backend.\nTry using 'django.db.backends.XXX', where XXX is one of:\n    u'mysql', u'postgresql_psycopg2'",
    "Misconfigured",
    "nothing"
  ],
  // Words of clients.
  ["Error: dial tcp: no suitable address found (pgweb, DATABASE_URL)", "Unavailable", "nothing"],
  ["knex: pool is draining and cannot accept work", "Rejected", "nothing"],
  [
    "sqlx: There is no reactor running, must be called from the context of a Tokio 1.x runtime",
    "Rejected",
    "nothing"
  ],
  [
    "rails aborted!\nStandardError: An error has occurred, this and all later migrations canceled:\n\nFailed to enable 'vector' extension.\n/app/db/migrate/20250104200055_create_tables.rb:30:in `up'",
    "Rejected",
    "any"
  ],
  ["TypeError: argument 2 must be a connection, cursor or None", "Rejected", "nothing"],
  [
    'KABOOM!\nFATAL error: No such file or directory: "postgres://shop:<<pass>>@127.0.0.1:45432/shop"',
    "Misconfigured",
    "nothing"
  ],
  ["Database 'shop', OID 18720, has disappeared from pg_database", "Misconfigured|Rejected", "nothing"],
  [
    "asyncpg.exceptions._base.InterfaceError: cursor cannot be created outside of a transaction",
    "Rejected",
    "nothing"
  ],
  [
    "System.NotSupportedException: The data type name 'citext' could not be found in the types that were loaded by Npgsql. Your database details or Npgsql type loading configuration may be incorrect.",
    "Rejected",
    "nothing"
  ],
  ["psycopg.DataError: date too large (after year 10K): '12000-01-01'", "Rejected", "any"],
  [
    'An error occurred while performing a query: "Failed to acquire connection from pool."',
    "PoolExhausted",
    "nothing"
  ],
  [
    "thread '<unnamed>' panicked at 'error retrieving column 1: Error(Conversion(WrongType(Type(Varchar))))', postgres-0.15.2/src/rows.rs:201:31",
    "Rejected",
    "any"
  ],
  [
    "sqlx: thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value: Decode(ParseFromDescription(InvalidLiteral))'",
    "Rejected",
    "any"
  ],
  [
    "** (FunctionClauseError) no function clause matching in Postgrex.Extensions.Binary.encode_timestamp/1",
    "Rejected",
    "nothing"
  ],
  // A log of CloudNativePG.
  [
    '{"level":"info","logger":"postgres","msg":"record","record":{"error_severity":"FATAL","sql_state_code":"53300","message":"x"}}',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "Npgsql.NpgsqlException (0x80004005): Unknown message code: 187\n   at Npgsql.Util.PGUtil.ValidateBackendMessageCode(BackendMessageCode code)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "There are 11 queries, but on the 6th query, it says the error `conn busy`. I have not used any goroutines, so I didn't use `pgxpool`.",
    "Rejected",
    "nothing"
  ],
  [
    "Result:\n\n`QueryRow returned error closed pool`\n\nThe trick to triggering is that the number of coroutines needs to be 20.",
    "Rejected",
    "nothing"
  ],
  [
    "情况说明：\n1、连接时报错：Invaild SCRAM client initialization；\n2、如果更换Navicat任意版本，都可以直接连接；",
    "Misconfigured",
    "nothing"
  ],
  [
    "connection to postgres database using ssl and password fails. In the postgresql.log a 'FATAL:  canceling authentication due to timeout' is written for this client.",
    "Unavailable",
    "nothing"
  ],
  [
    "2025-11-12 19:22:32.793 GMT [80511] ERROR:  could not serialize access due to concurrent update\n2025-11-12 19:22:32.793 GMT [80511] STATEMENT:  UPDATE warehouse4 SET w_ytd = 1\n2025-11-12 19:22:32.793 GMT [80511] WARNING:  there is no transaction in progress",
    "Contention",
    "nothing"
  ],
  [
    "2022/03/31 09:50:10 unexpected EOF\n2022/03/31 09:50:20 conn closed\n2022/03/31 09:50:30 conn closed",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'at some point when I call Exec or any other pooled method, I\'m getting an error of **"closed pool"** consistently. I have 3 concurrent go routines which use the **same** PgPool.',
    "Rejected",
    "nothing"
  ],
  [
    "May 07 10:52:25 host atticd[2380750]: thread 'main' panicked at /nix/store/e-vendor-cargo-deps/c19b/sqlx-postgres-0.7.3/src/message/parse.rs:31:13:\nMay 07 10:52:25 host atticd[2380750]: assertion failed: self.param_types.len() <= (u16::MAX as usize)",
    "Rejected",
    "nothing"
  ],
  [
    'Project not found\n\nFATAL: project not found for hostname "xyz.aws.example.app"',
    "Misconfigured",
    "nothing"
  ],
  [
    'SQLSTATE[08006] [7] could not connect to server: Connection refused\nIs the server running on host "localhost" and accepting\nTCP/IP connections on port 15432 when connecting from app container htttp://localhost:8000',
    "Unavailable",
    "nothing"
  ],
  [
    "When server is run and can't connect to the Postgres server, you might see:\n\n/app/node_modules/pg-connection-string/index.js:13\n  if (str.charAt(0) === '/') {",
    "Misconfigured",
    "nothing"
  ],
  [
    '2022-10-21 18:46:31.498 [ERROR] [err:ERROR: COPY from stdin failed: unable to encode "INFO" into binary format for unknown type (OID 855003): cannot find encode plan (SQLSTATE 57014)] [pid:27576] [time:12.7899ms] CopyFrom',
    "Rejected",
    "nothing"
  ],
  [
    "We recently upgraded our pgx version and one of our queries just broke with this error,\n`Values cannot handle binary format non-intrinsic types`",
    "Rejected",
    "nothing"
  ],
  [
    'PS E:\\app> gc dump.sql | docker exec -i db psql -U postgres -d app\nSET\nERROR:  cannot drop the currently open database\nERROR:  current user cannot be dropped\nERROR:  role "postgres" already exists',
    "Rejected",
    "nothing"
  ],
  ["FEHLER:  kann aktuell geöffnete Datenbank nicht löschen", "Rejected", "nothing"],
  ["ОШИБКА:  пользователь не может удалить сам себя", "Rejected", "nothing"],
  ['ERROR:  directory "/mnt/x" already in use as a tablespace', "Rejected", "nothing"],
  [
    "System.ArgumentOutOfRangeException: Specified argument was out of the range of valid values. (Parameter 'millisecondsDelay')    at System.Threading.CancellationTokenSource.CancelAfter(Int32 millisecondsDelay)    at Npgsql.NpgsqlConnector.ConnectAsync(NpgsqlTimeout timeout, CancellationToken cancellationToken)",
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    '{"level":"error","msg":"Reconciler error","controllerGroup":"postgresql.cnpg.io","controllerKind":"Cluster","error":"while activating instance: error starting PostgreSQL instance: exit status 1"}',
    "Unavailable",
    "nothing"
  ],
  [
    "** (exit) exited in: :gen_server.call(#PID<0.213.0>, {:query, #Reference<0.0.1.2581>, 15000}, 5000)\n    ** (EXIT) no process\n    (postgrex) lib/postgrex/connection.ex:97: Postgrex.Connection.query/4",
    "Unavailable",
    "nothing"
  ],
  [
    "Tableau extracts show a string of failed refresh jobs, and this error:\n“The drivers required to connect to the data source are not installed.”",
    "Misconfigured",
    "nothing"
  ]
]
