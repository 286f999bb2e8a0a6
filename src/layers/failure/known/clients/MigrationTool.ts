import { misused, settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const disagrees = of(
  "Rejected",
  "the migrations that the database has had and those that the tool was given differ, so it does not go on",
  [
    "Compare the two: a file that was changed or removed after it had run, or another branch's",
    "A migration that failed half-way has to be mended by hand first; then repair, force or set the tool's record"
  ],
  { statement: "did not run" }
)
const locked = of(
  "Contention",
  "another run of the migrations holds their lock, or one that died left it",
  [
    "Wait for the other run; if there is none, release the lock the tool's way (liquibase releaseLocks, force)",
    "Advisory locks need a session: migrate over the direct endpoint, not through a pooler"
  ],
  { statement: "did not run", retry: "slowly" }
)
const failed = of(
  "Rejected",
  "a migration failed; why is said further down, by the server",
  [
    "Read what is behind it: the server's words, and its SQLSTATE",
    "Look whether the migration ran in a transaction: if not, what came before the failure was done"
  ],
  { statement: "unknown" }
)

const lockLost = of(
  "OutcomeUnknown",
  "the migrations' lock is no longer this session's: a pooler gave another one, or the connection broke",
  [
    "Migrate over the direct endpoint: an advisory lock is the session's, and a transaction pooler has none",
    "Look in the tool's table which migrations were done"
  ]
)

/** What Flyway, Liquibase, golang-migrate, goose, sqlx, refinery and Ecto say of migrations. */
export const migrationTool: Voice = {
  source: "a tool for migrations",
  said: [
    [
      disagrees,
      "Migrations have failed validation",
      "Migration checksum mismatch for migration version %s",
      "Detected failed migration to version %s",
      "Detected failed repeatable migration: %s",
      "Detected resolved migration not applied to database: %s",
      "Detected applied migration not resolved locally: %s",
      "contains a failed migration to version %s",
      "Found non-empty schema(s) %s but no schema history table%s",
      "Found more than one migration with version %s",
      "Validation Failed: %s changesets check sum%s",
      "changesets have validation failures",
      "changesets had duplicate identifiers",
      "Dirty database version %d. Fix and force version",
      "no migration found for version %d: read %s",
      "found %d missing (out-of-order) migrations before current version %s",
      "missing (out-of-order) migrations lowest version %s",
      "was previously applied but is missing in the resolved migrations",
      "was previously applied but has been modified",
      "is partially applied; fix and remove row from `_sqlx_migrations` table",
      "is older than the latest applied migration %s",
      "cannot mix reversible migrations with simple migrations%s",
      "is different than filesystem one %s",
      "VersionMismatch(%d)",
      "Migrate(VersionMismatch(%d))",
      "Migrate(VersionMissing(%d))",
      "VersionMissing(%d)",
      "is missing from the filesystem",
      "is repeated, migration versions must be unique",
      "UnknownMigrationVersion(%s",
      "Unable to find migration version %s in the migrations directory",
      "is missing, this migration has been applied but its file is missing",
      "Database migration: manual intervention required",
      "has pending changes. Add a new migration before updating the database%s"
    ],
    [
      locked,
      "Could not acquire change log lock%s",
      "Waiting for changelog lock....",
      "liquibase.exception.LockException",
      "Number of retries exceeded while attempting to acquire PostgreSQL advisory lock%s",
      "Unable to acquire PostgreSQL advisory lock%s",
      "Unable to obtain PostgreSQL advisory lock%s",
      "can't acquire database lock",
      "error: database locked",
      "Migration lock occupied for %s",
      "failed to obtain advisory lock. Tried %d times%s",
      "could not obtain a lock after %s: Migrations cannot run%s"
    ],
    [lockLost, "Unable to release PostgreSQL advisory lock%s", "can't unlock, as not currently locked"],
    [
      failed,
      "Migration failed for changeset %s",
      "FlywayMigrateException: %s",
      "FlywaySqlScriptException: %s",
      "migration failed: %s in line %d: %s",
      "failed to run SQL migration %s",
      "while executing migration %d: %s"
    ],
    [
      settings,
      "No migrations found. Are your locations set up correctly?",
      "Unable to read database connection metadata while it is null!",
      "Multiple databases found that handle url %s",
      "No config file %s found, or file has no %s section",
      "No 'script_location' key found in configuration%s",
      "Path doesn't exist: %s Please use the 'init' command to create a new scripts folder",
      "Can't proceed with --autogenerate option; environment script %s does not provide a MetaData object%s",
      "No database found to handle jdbc:%s",
      "No Flyway database plugin found to handle jdbc:%s",
      "Unsupported Database: PostgreSQL %s",
      "Unable to connect to the database. Configure the url, user and password!",
      "database driver: unknown driver %s (forgotten import?)",
      "source driver: unknown driver %s (forgotten import?)",
      "Unable to determine current schema as search_path is empty%s"
    ],
    [
      misused,
      "Unable to execute clean as it has been disabled with the %s property",
      "Detected both transactional and non-transactional statements within the same migration%s",
      "failed to parse SQL migration file %s",
      "must start with '-- +goose Up' annotation%s"
    ],
    [
      disagrees,
      "Found more than one repeatable migration with description %s",
      "Schema %s contains a failed repeatable migration%s",
      "Invalid SQL filenames found: %s",
      "Database is not on all head revisions",
      "Destination %s is not a valid upgrade target from current head%s",
      "Destination %s is not a valid downgrade target from current head%s",
      "Online migration expected to match one row when %s",
      "Version table %s has more than one head present%s",
      "Revision %s referenced from %s is not present%s",
      "Could not determine revision id from filename %s",
      "Requested revision %s overlaps with other requested revisions %s",
      "New upgrade operations detected: %s",

      "Script directory %s has multiple heads%s"
    ]
  ]
}
