import { constraint, migration, misread, misused, noRow, refused } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** Exceptions of Django, SQLAlchemy, Alembic, Peewee, Tortoise, Pony and the drivers under them. */
export const pythonException: Voice = {
  source: "a client for Python",
  said: [
    [
      constraint,
      "sqlalchemy.exc.IntegrityError",
      "django.db.utils.IntegrityError",
      "peewee.IntegrityError",
      "tortoise.exceptions.IntegrityError"
    ],
    [
      refused,
      "sqlalchemy.exc.ProgrammingError",
      "sqlalchemy.exc.DataError",
      "sqlalchemy.exc.NotSupportedError",
      "django.db.utils.ProgrammingError",
      "django.db.utils.DataError",
      "django.db.utils.NotSupportedError",
      "psycopg%d.ProgrammingError",
      "psycopg%d.DataError",
      "psycopg%d.NotSupportedError",
      "psycopg.ProgrammingError",
      "psycopg.DataError",
      "psycopg.NotSupportedError",
      "psycopg.errors.ProgrammingError",
      "psycopg.errors.DataError",
      "psycopg.errors.NotSupportedError",
      "peewee.ProgrammingError",
      "peewee.DataError",
      "peewee.NotSupportedError"
    ],
    [
      misused,
      "sqlalchemy.exc.InvalidRequestError",
      "sqlalchemy.exc.ArgumentError",
      "sqlalchemy.exc.CompileError",
      "sqlalchemy.exc.UnsupportedCompilationError",
      "sqlalchemy.exc.StatementError",
      "sqlalchemy.exc.CircularDependencyError",
      "sqlalchemy.exc.NoForeignKeysError",
      "sqlalchemy.exc.AmbiguousForeignKeysError",
      "sqlalchemy.exc.NoReferencedTableError",
      "sqlalchemy.exc.NoReferencedColumnError",
      "sqlalchemy.exc.NoInspectionAvailable",
      "sqlalchemy.exc.IdentifierError",
      "sqlalchemy.exc.UnboundExecutionError",
      "sqlalchemy.exc.ObjectNotExecutableError",
      "sqlalchemy.exc.AwaitRequired",
      "sqlalchemy.orm.exc.FlushError",
      "sqlalchemy.orm.exc.UnmappedColumnError",
      "sqlalchemy.orm.exc.LoaderStrategyException",
      "sqlalchemy.orm.exc.MappedAnnotationError",
      "django.core.exceptions.FieldError",
      "django.core.exceptions.EmptyResultSet",
      "tortoise.exceptions.FieldError",
      "tortoise.exceptions.ParamsError",
      "tortoise.exceptions.UnSupportedError",
      "tortoise.exceptions.ValidationError",
      "tortoise.exceptions.NoValuesFetched",
      "tortoise.exceptions.IncompleteInstanceError",
      "pony.orm.core.TransactionError",
      "asyncpg.exceptions.ClientConfigurationError",
      "asyncpg.exceptions.UnsupportedClientFeatureError"
    ],
    ["42P01", "sqlalchemy.exc.NoSuchTableError", "sqlalchemy.exc.UnreflectableTableError"],
    [
      noRow,
      "MultipleObjectsReturned: get() returned more than one",
      "get() returned more than one %s -- it returned %s"
    ],
    [misread, "sqlalchemy.exc.NoSuchColumnError"],
    [
      migration,
      "alembic.script.revision.ResolutionError",
      "alembic.script.revision.RevisionError",
      "alembic.script.revision.RangeNotAncestorError",
      "alembic.util.exc.CommandError",
      "django.db.migrations.exceptions.%s"
    ]
  ]
}
