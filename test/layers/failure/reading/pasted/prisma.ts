import type { Pasted } from "./Pasted.ts"

/** Prisma. */
export const prisma: ReadonlyArray<Pasted> = [
  [
    "PrismaClientInitializationError: \nInvalid `prisma.user.findMany()` invocation:\n\n\nError querying the database: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "Error: P1000: Authentication failed against database server at `db.example.com`, the provided database credentials for `postgres` are not valid.",
    "Misconfigured",
    "nothing"
  ],
  [
    "code: 'P2025',\n  clientVersion: '5.10.2',\n  meta: { modelName: 'User', cause: 'Record to delete does not exist.' }",
    "Rejected",
    "nothing"
  ],
  ["Error in PostgreSQL connection: Error { kind: Closed, cause: None }", "OutcomeUnknown", "unknown"],
  [
    "Error: P1002\n\nThe database server at `192.0.2.1`:`5432` was reached but timed out.\n\nPlease try again.\n\nPlease make sure your database server is running at `192.0.2.1`:`5432`.",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: P3014\n\nPrisma Migrate could not create the shadow database. Please make sure the database user has permission to create databases.\n\nOriginal error: Error code: P1017\n\nServer has closed the connection.",
    "OutcomeUnknown|Rejected|Misconfigured",
    "any"
  ],
  [
    'prisma_1    | Postgres Error (column "data_length" does not exist at character 39)',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    '⨯ PrismaClientUnknownRequestError: \nInvalid `prisma.employees.findMany()` invocation:\nError occurred during query execution:\nConnectorError(ConnectorError { user_facing_error: None, kind: QueryError(PostgresError { code: "42P05", message: "prepared statement \\"s0\\" already exists", severity: "ERROR", detail: None, column: None',
    "Rejected",
    "nothing",
    "42P05"
  ],
  [
    "ERROR\tPrismaClientInitializationError: Error querying the database: DB error: FATAL: pgbouncer cannot connect to server",
    "Unavailable",
    "nothing"
  ],
  ["Error: P2024: Timed out fetching a new connection from the connection pool.", "PoolExhausted", "nothing"],
  [
    "PrismaClientKnownRequestError: \nInvalid `prisma.user.create()` invocation:\n\n\nUnique constraint failed on the fields: (`email`)\n    at Hr.handleRequestError {\n  code: 'P2002',\n  meta: { target: [ 'email' ] }\n}",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "Error: P3009\n\nmigrate found failed migrations in the target database, new migrations will not be applied.",
    "Rejected",
    "nothing"
  ],
  [
    'Invalid `prisma.$queryRaw()` invocation:\n\n\nRaw query failed. Code: `42P01`. Message: `relation "foo" does not exist`',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    "PrismaClientInitializationError: Can't reach database server at `db.abc.supabase.co`:`5432`",
    "Unavailable",
    "nothing"
  ]
]
