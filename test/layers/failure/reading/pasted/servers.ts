import type { Pasted } from "./Pasted.ts"

/** Servers that do not start, refuse, or say rare things of statements. */
export const servers: ReadonlyArray<Pasted> = [
  ["Subscribe error: {:error, :worker_not_found}", "Unavailable", "nothing"],
  ["Terminating with reason :client_termination when state was :busy", "OutcomeUnknown", "unknown"],
  ["Connection closed when state was authentication", "Misconfigured", "nothing"],
  ["Connection failed {:error, :eaddrnotavail} to 'db.example.supabase.co':5432", "Unavailable", "nothing"],
  ["Connection failed {:error, :nxdomain} to 'db.example.supabase.co':5432", "Unavailable", "nothing"],
  [
    "[ ERROR ] read(descriptor:pointer:size:) failed: Connection reset by peer (errno: 54) [request-id: 1]",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'FATAL:  database locale is incompatible with operating system\nDETAIL:  The database was initialized with LC_COLLATE "en_US.UTF-8",  which is not recognized by setlocale().',
    "Misconfigured",
    "nothing"
  ],
  [
    'FATAL:  could not load server certificate file "server.crt": No such file or directory',
    "Misconfigured",
    "any"
  ],
  [
    'FATAL:  configuration file "/etc/postgresql/15/main/postgresql.conf" contains errors',
    "Misconfigured",
    "any"
  ],
  [
    'FATAL:  lock file "postmaster.pid" already exists\nHINT:  Is another postmaster (PID 42) running in data directory "/var/lib/postgresql/data"?',
    "Misconfigured|Unavailable",
    "any"
  ],
  [
    'LOG:  could not bind IPv4 address "0.0.0.0": Address already in use\nHINT:  Is another postmaster already running on port 5432? If not, wait a few seconds and retry.\nWARNING:  could not create listen socket for "0.0.0.0"\nFATAL:  could not create any TCP/IP sockets',
    "Misconfigured|Unavailable",
    "any"
  ],
  ["FATAL:  empty password returned by client", "Misconfigured", "nothing"],
  ['FATAL:  unrecognized configuration parameter "search_pth"', "Misconfigured", "nothing", "42704"],
  [
    'FATAL:  permission denied for database "app"\nDETAIL:  User does not have CONNECT privilege.',
    "Misconfigured",
    "nothing",
    "42501"
  ],
  [
    'FATAL:  cannot connect to invalid database "app"\nHINT:  Use DROP DATABASE to drop invalid databases.',
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR: new row violates row-level security policy (USING expression) for table "orders"',
    "Rejected",
    "nothing",
    "42501"
  ],
  ["ERROR:  missing chunk number 0 for toast value 12345 in pg_toast_2619", "Unclassified", "any", "XX001"],
  [
    "2024-01-01 10:00:00 UTC [77] LOG:  could not accept SSL connection: EOF detected",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "2024-01-01 10:00:00 UTC [77] LOG:  could not accept SSL connection: sslv3 alert certificate unknown",
    "Misconfigured",
    "nothing"
  ],
  [
    'LOG:  provided user name (app) and authenticated user name (root) do not match\nFATAL:  Peer authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "ERROR:  could not determine which collation to use for string comparison\nHINT:  Use the COLLATE clause to set the collation explicitly.",
    "Rejected",
    "nothing"
  ],
  [
    "ERROR:  control reached end of trigger procedure without RETURN\nCONTEXT:  PL/pgSQL function f()",
    "Rejected",
    "nothing"
  ],
  ["ERROR:  cannot use column reference in DEFAULT expression", "Rejected", "nothing"],
  ['ERROR:  nextval: reached maximum value of sequence "users_id_seq" (2147483647)', "Rejected", "nothing"],
  [
    "FATAL:  terminating autovacuum process due to administrator command",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    'ERROR:  subscription "s" could not connect to the publisher: connection to server at "10.0.0.1", port 5432 failed: timeout expired',
    "Unavailable",
    "nothing"
  ],
  [
    'ERROR:  could not connect to server "remote"\nDETAIL:  connection to server at "10.0.0.1", port 5432 failed: FATAL:  database "x" does not exist',
    "Misconfigured",
    "nothing"
  ],
  [
    'ERRORE:  un valore chiave duplicato viola il vincolo univoco "users_pkey"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "FEHLER:  Verklemmung entdeckt\nDETAIL:  Prozess 12 wartet auf ShareLock-Sperre auf Transaktion 33; blockiert von Prozess 13.",
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    "Error: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied. Read more about how to resolve migration issues in a production database",
    "Rejected",
    "any"
  ]
]
