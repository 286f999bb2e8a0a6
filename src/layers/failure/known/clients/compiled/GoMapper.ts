import {
  broken,
  closedBefore,
  closedPool,
  constraint,
  migrating,
  migration,
  misread,
  misused,
  noRow,
  noTls,
  over,
  rolledBack,
  settings,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What GORM, ent, Bun, go-pg and sqlx say around pgx and lib/pq, or with drivers of their own. */
export const goMapper: Voice = {
  source: "a mapper for Go",
  said: [
    [waited, "pg: connection pool timeout"],
    [
      broken,
      "pgdriver: %s: unexpected message %s",
      "pg: read%s: unexpected message %s",
      "pgdriver: unexpected startup message: %s"
    ],
    [closedBefore, "pg: Conn is in bad state: %s"],
    [closedPool, "pg: database is closed", "pg: listener is closed", "bun: listener is closed"],
    [
      over,
      "pg: transaction has already been committed or rolled back",
      "ent: cannot start a transaction within a transaction"
    ],
    [rolledBack, "pg: transaction was rolled back%s"],
    [noTls, "pg: SSL is not enabled on the server", "pgdriver: SSL is not enabled on the server"],
    [
      settings,
      "pgdriver: requires that standard_conforming_strings=on and client_encoding=UTF8",
      "unix socket DSN requires a path: %s",
      "pgdriver: invalid %s duration: %s",
      "pgdriver: User option is empty%s",
      "pgdriver: invalid scheme: %s",
      "pgdriver: sslmode %s is not supported",
      "pgdriver: failed to %s root CA%s",
      "pgdriver: unsupported option %s",
      "pg: invalid scheme: %s",
      "pg: database name not provided",
      "pg: cannot parse connect_timeout option as int",
      "pg: options other than %s are not supported",
      "pg: sslmode %s is not supported",
      "ent: uninitialized hook%s",
      "pgdialect and Bun must have the same version%s"
    ],
    [
      constraint,
      "duplicated key not allowed",
      "ent: constraint failed: %s",
      "constraint failed: insert node to table %s"
    ],
    [
      misused,
      "failed to parse field: %s, error: %s",
      "failed to set value %s to field %s",
      "invalid db, should be pointer of struct or slice",
      "invalid polymorphic type%s for %s on field %s",
      "invalid association values, length doesn't match",
      "unsupported data type: &[]",
      "[error] unsupported data type%s",
      "hook function `%s(*gorm.DB) error` has an incorrect parameter type%s",
      "In model %s, the hook function %s has an incorrect parameter type%s",
      "failed to assign association %s, make sure foreign fields exists",
      "many2many relation %s don't support LimitPerRecord",
      "pgdialect: %s",
      "pgdriver: got %d args, wanted %d",
      "pgdriver: unexpected arg: %s",
      "pgdriver: unsupported transaction isolation: %s",
      "WHERE conditions required",
      "model value required",
      "model accessible fields required",
      "invalid value, should be pointer to struct or slice",
      "Table not set, please set it like: db.Model(&user) or db.Table%s",
      "preload is not allowed when count is used",
      "define a valid foreign key for relations or implement the Valuer/Scanner interface",
      "unsupported relations for schema %s",
      "ent: missing required field %s",
      "ent: missing required edge %s",
      "ent: validator failed for field %s",
      "bun: Update and Delete queries require at least one Where",
      "bun: Model(%s)",
      "bun: query does not have a table",
      "bun: empty SET clause is not allowed in the UPDATE query",
      "bun: WherePK %s",
      "bun: Insert(%s)",
      "bun: string contains a NUL byte%s",
      "pg: Model(%s)",
      "pg: can't bulk-%s empty slice %s",
      "pg: query is empty",
      "could not find name %s in %s"
    ],
    [
      misread,
      "bun: can't scan %s into %s",
      "bun: Scan(%s)",
      "bun: %s does not have column %s",
      "pg: multiple rows in result set",
      "pg: Scan(%s)",
      "pg: can't find column=%s in model=%s",
      "pgdriver: query returned %d columns, but Scan dest has %d items",
      "sql/scan: %s",
      "ent: %s not singular",
      "ent: %s not loaded"
    ],
    [
      migration,
      "migrate: duplicate migration ID %s",
      "migrate: unsupported migration name format: %s",
      "migrate: migration with name %s not found",
      "Dirty database version %s. Fix and force version",
      "no migration found for version %s"
    ],
    [migrating, "migrate: migrations table is already locked%s"],
    [noRow, "record not found [%s] [rows:0] %s"]
  ]
}
