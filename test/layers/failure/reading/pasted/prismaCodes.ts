import type { Pasted } from "./Pasted.ts"

/** Prisma's codes and what its engines say, from its source. */
export const prismaCodes: ReadonlyArray<Pasted> = [
  [
    "Error: P1015: Your Prisma schema is using features that are not supported for the version of the database.",
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    "Error: P1016: Your raw query had an incorrect number of parameters. Expected: `1`, actual: `0`.",
    "Rejected",
    "nothing"
  ],
  ["code: 'P1018'", "Rejected", "nothing"],
  ["Error code: P1019", "Rejected", "nothing"],
  [
    "A constraint failed on the database: `new row violates row-level security`",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "The value `x` stored in the database for the field `role` is invalid for the field's type",
    "Rejected",
    "nothing"
  ],
  ["The provided value `x` for `User` field `age` is not valid", "Rejected", "nothing"],
  ["code: 'P2008' Failed to parse the query `x` at `1`", "Rejected", "nothing"],
  ["code: 'P2009' Failed to validate the query: `x` at `y`", "Rejected", "nothing"],
  ["code: 'P2012' Missing a required value at `x`", "Rejected", "nothing"],
  ["code: 'P2013' Missing the required argument `a` for field `b` on `c`.", "Rejected", "nothing"],
  ["Query interpretation error. Error for binding '0'\n code: 'P2016'", "Rejected", "nothing"],
  [
    "The records for relation `PostToUser` between the `User` and `Post` models are not connected. code: 'P2017'",
    "Rejected",
    "nothing"
  ],
  [
    "The required connected records were not found. Expected 1 records to be connected, found only 0.",
    "Rejected",
    "nothing"
  ],
  [
    "The current database provider doesn't support a feature that the query used: x\n code: 'P2026'",
    "Rejected",
    "nothing"
  ],
  [
    "A commit cannot be executed on an expired transaction. The timeout for this transaction was 5000 ms",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    "Cannot find a fulltext index to use for the search, try adding a @@fulltext([Fields...]) to your schema",
    "Rejected",
    "nothing"
  ],
  [
    'Error converting field "name" of expected non-nullable type "String", found incompatible value of "null".\n code: \'P2032\'',
    "Rejected",
    "any"
  ],
  [
    "Error: P3004: The `postgres` database is a system database, it should not be altered with prisma migrate. Please connect to another database.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: P3011\n\nMigration `x` cannot be rolled back because it was never applied to the database.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: P3015\n\nCould not find the migration file at prisma/migrations/x/migration.sql. Please delete the directory or restore the migration file.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: P3016\n\nThe fallback method for database resets failed, meaning Migrate could not clean up the database entirely.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: P3017\n\nThe migration x could not be found. Please make sure that the migration exists",
    "Rejected",
    "nothing"
  ],
  [
    "Error: P3019\n\nThe datasource provider `postgresql` specified in your schema does not match the one specified in the migration_lock.toml, `sqlite`.",
    "Rejected",
    "nothing"
  ],
  ["Error: P3021 Foreign keys cannot be created on this database.", "Rejected|Misconfigured", "nothing"],
  [
    "Error: P3022\nDirect execution of DDL (Data Definition Language) SQL statements is disabled on this database.",
    "Rejected|Misconfigured",
    "nothing"
  ],
  ["Error: P4001 The introspected database was empty.", "Rejected", "nothing"],
  ["Error: P4002 The schema of the introspected database was inconsistent: x", "Rejected", "nothing"],
  [
    "Error in connector: Error creating a database connection. (Error in the underlying connector)",
    "Unavailable",
    "nothing"
  ],
  [
    "Error occurred during query execution:\nConnectorError(ConnectorError { user_facing_error: None, kind: ConnectionClosed, transient: false })",
    "OutcomeUnknown",
    "unknown"
  ],
  ["PrismaClientRustPanicError: PANIC: timer has gone away", "Rejected|OutcomeUnknown|Unavailable", "any"],
  [
    "PrismaClientValidationError: \nInvalid `prisma.user.create()` invocation:\n\nArgument `email` is missing.",
    "Rejected",
    "nothing"
  ],
  [
    'PrismaClientInitializationError: Prisma Client could not locate the Query Engine for runtime "rhel-openssl-1.0.x".',
    "Misconfigured",
    "nothing"
  ],
  [
    "PrismaClientInitializationError: Unable to require(`/app/node_modules/.prisma/client/libquery_engine-debian-openssl-1.1.x.so.node`).",
    "Misconfigured",
    "nothing"
  ],
  ["Engine is not yet connected.", "Unavailable", "nothing"],
  ["Response from the Engine was empty", "OutcomeUnknown", "unknown"],
  ["Error code: P5001: This request must be retried", "Unavailable", "nothing"],
  ["P5002: The datasource provided is invalid: x", "Misconfigured", "nothing"],
  ["Error code: P5003 Requested resource does not exist", "Misconfigured", "nothing"],
  ["P5005 Schema needs to be uploaded", "Misconfigured", "nothing"],
  ["P5007 Unauthorized, check your connection string", "Misconfigured", "nothing"],
  ["Error code: P5008: Usage exceeded, retry again later", "Misconfigured|PoolExhausted", "nothing"],
  ["Error code: P5010 Cannot fetch data from service: fetch failed", "Unavailable", "nothing"],
  ["Error code: P5011 Request parameters are invalid.", "Rejected", "nothing"],
  ["P5012: Engine version is not supported", "Misconfigured", "nothing"],
  ["P5013 Engine not started: healthcheck timeout", "Unavailable", "nothing"],
  ["P5014: Unknown engine startup error", "Unavailable|OutcomeUnknown", "any"],
  ["Error: P5015: Interactive transaction error", "Rejected", "nothing"],
  ["Error code: P6000 ServerError", "Unavailable|OutcomeUnknown", "any"],
  ["code: 'P6001' InvalidDataSource", "Misconfigured", "nothing"],
  ["P6002 (Unauthorized) The API Key in the connection string is invalid", "Misconfigured", "nothing"],
  ["code: P6003 PlanLimitReached", "Misconfigured", "nothing"],
  ["Error code: P6005 InvalidParameters", "Rejected", "any"],
  ["Error code: P6006 VersionNotSupported", "Misconfigured", "nothing"],
  ["Error code: P6009 ResponseSizeLimitExceeded. The response size of 10MB exceeded", "Rejected", "any"],
  ["Error code: P6010 ProjectDisabledError", "Misconfigured", "nothing"],
  ["DriverAdapterError: ConnectionClosed", "OutcomeUnknown", "unknown"],
  [
    "PrismaClientInitializationError: Invalid client engine type, please use `library` or `binary`",
    "Misconfigured",
    "nothing"
  ],
  [
    'PrismaClientConstructorValidationError: Using engine type "client" requires either "adapter" or "accelerateUrl" to be provided to PrismaClient constructor.',
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: The datasource.url property is required in your Prisma config file when using prisma migrate deploy.",
    "Misconfigured",
    "nothing"
  ],
  [
    "The datasource property `url` is no longer supported in schema files. Move connection URLs for Migrate to `prisma.config.ts`",
    "Misconfigured",
    "nothing"
  ],
  [
    '@prisma/client did not initialize yet. Please run "prisma generate" and try to import it again.',
    "Misconfigured",
    "nothing"
  ]
]
