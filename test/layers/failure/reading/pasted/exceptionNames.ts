import type { Pasted } from "./Pasted.ts"

/** Exceptions of mappers and clients, by their names, from their sources. */
export const exceptionNames: ReadonlyArray<Pasted> = [
  ["javax.persistence.EntityNotFoundException: Unable to find com.x.User with id 1", "Rejected", "nothing"],
  ["jakarta.persistence.NoResultException: No result found for query", "Rejected", "nothing"],
  [
    "org.hibernate.loader.MultipleBagFetchException: cannot simultaneously fetch multiple bags",
    "Rejected",
    "nothing"
  ],
  ["org.hibernate.InstantiationException: No default constructor for entity", "Rejected", "nothing"],
  [
    "org.hibernate.WrongClassException: Object [id=1] was not of the specified subclass",
    "Rejected",
    "nothing"
  ],
  [
    "org.hibernate.ObjectNotFoundException: No row with the given identifier exists: [com.x.User#1]",
    "Rejected",
    "nothing"
  ],
  [
    'org.hibernate.tool.schema.spi.CommandAcceptanceException: Error executing DDL "alter table x" via JDBC Statement',
    "Rejected",
    "nothing"
  ],
  [
    "org.hibernate.boot.registry.selector.spi.StrategySelectionException: Unable to resolve name [x] as strategy [org.hibernate.dialect.Dialect]",
    "Misconfigured",
    "nothing"
  ],
  ["org.hibernate.TransactionException: nested transactions not supported", "Rejected", "nothing"],
  [
    "org.hibernate.AssertionFailure: null id in com.x.User entry (don't flush the Session after an exception occurs)",
    "Rejected",
    "nothing"
  ],
  ["java.lang.IllegalArgumentException: Unknown entity: com.x.User", "Rejected", "nothing"],
  [
    "org.springframework.dao.EmptyResultDataAccessException: Incorrect result size: expected 1, actual 0",
    "Rejected",
    "nothing"
  ],
  [
    "org.springframework.orm.ObjectOptimisticLockingFailureException: Object of class [x] with identifier [1]: optimistic locking failed",
    "Contention",
    "nothing"
  ],
  ["org.springframework.orm.jpa.JpaObjectRetrievalFailureException: Unable to find", "Rejected", "nothing"],
  [
    "org.springframework.transaction.NoTransactionException: No transaction aspect-managed TransactionStatus in scope",
    "Rejected",
    "nothing"
  ],
  [
    "org.springframework.dao.DataRetrievalFailureException: The generated key type is not supported",
    "Rejected",
    "unknown"
  ],
  [
    "org.springframework.jdbc.datasource.init.ScriptStatementFailedException: Failed to execute SQL script statement #1 of class path resource [schema.sql]",
    "Rejected",
    "nothing"
  ],
  [
    "org.springframework.jdbc.datasource.init.CannotReadScriptException: Cannot read SQL script",
    "Rejected",
    "nothing"
  ],
  ["django.db.utils.ProgrammingError: odd", "Rejected", "nothing"],
  ["django.db.utils.DataError: odd", "Rejected", "nothing"],
  ["django.db.utils.NotSupportedError: odd", "Rejected", "nothing"],
  ["django.db.migrations.exceptions.CircularDependencyError: x", "Rejected", "nothing"],
  ["django.core.exceptions.FieldError: Cannot resolve keyword 'x' into field.", "Rejected", "nothing"],
  [
    "app.models.User.MultipleObjectsReturned: get() returned more than one User -- it returned 2!",
    "Rejected",
    "nothing"
  ],
  ["sqlalchemy.exc.ProgrammingError: odd", "Rejected", "nothing"],
  ["sqlalchemy.exc.DataError: odd", "Rejected", "nothing"],
  ["sqlalchemy.exc.NoSuchTableError: users", "Rejected", "nothing"],
  ["sqlalchemy.exc.StatementError: (builtins.TypeError) odd", "Rejected", "nothing"],
  ["sqlalchemy.exc.CircularDependencyError: Circular dependency detected.", "Rejected", "nothing"],
  [
    "sqlalchemy.exc.UnsupportedCompilationError: Compiler can't render element of type",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.NoInspectionAvailable: No inspection system is available for object of type",
    "Rejected",
    "nothing"
  ],
  ["alembic.script.revision.ResolutionError: No such revision or branch 'abc'", "Rejected", "nothing"],
  [
    "alembic.util.messaging FAILED: No config file 'alembic.ini' found, or file has no '[alembic]' section",
    "Misconfigured",
    "nothing"
  ],
  [
    "FAILED: Path doesn't exist: 'alembic'.  Please use the 'init' command to create a new scripts folder.",
    "Misconfigured",
    "nothing"
  ],
  ["psycopg2.ProgrammingError: odd", "Rejected", "nothing"],
  ["psycopg2.DataError: odd", "Rejected", "nothing"],
  ["psycopg2.NotSupportedError: odd", "Rejected", "nothing"],
  ["psycopg.ProgrammingError: odd", "Rejected", "nothing"],
  ["peewee.IntegrityError: odd", "ConstraintViolated", "nothing"],
  ["peewee.ProgrammingError: odd", "Rejected", "nothing"],
  [
    "pony.orm.core.TransactionError: db_session is required when working with the database",
    "Rejected",
    "nothing"
  ],
  ["tortoise.exceptions.ValidationError: odd", "Rejected", "nothing"],
  ["tortoise.exceptions.FieldError: Unknown filter param", "Rejected", "nothing"],
  [
    "System.InvalidOperationException: The required column 'x' was not present in the results of a 'FromSql' operation.",
    "Rejected",
    "unknown"
  ],
  [
    "System.InvalidOperationException: The property 'X' is of type 'Y' which is not supported by the current database provider.",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::RecordNotSaved: Failed to save the record", "Rejected", "nothing"],
  ["ActiveRecord::RecordNotDestroyed: Failed to destroy", "Rejected", "nothing"],
  [
    "ActiveRecord::ConfigurationError: Can't join 'User' to association named 'x'; perhaps you misspelled it?",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::AssociationTypeMismatch: X expected, got Y", "Rejected", "nothing"],
  [
    "ActiveRecord::HasManyThroughAssociationNotFoundError: Could not find the association",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::DangerousAttributeError: x is defined by Active Record", "Rejected", "nothing"],
  ["ActiveRecord::StrictLoadingViolationError: `X` is marked for strict_loading.", "Rejected", "nothing"],
  ["ActiveRecord::MultiparameterAssignmentErrors: 1 error(s)", "Rejected", "nothing"],
  [
    "ActiveRecord::DeleteRestrictionError: Cannot delete record because of dependent posts",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::ReadonlyAttributeError: name", "Rejected", "nothing"],
  ["ActiveRecord::SerializationTypeMismatch: x", "Rejected", "nothing"],
  ['ActiveRecord::Fixture::FixtureError: table "x" has no columns named', "Rejected", "nothing"],
  [
    "Illuminate\\Database\\Eloquent\\MassAssignmentException: Add [name] to fillable property to allow mass assignment on [App\\User].",
    "Rejected",
    "nothing"
  ],
  ["Illuminate\\Database\\Eloquent\\JsonEncodingException: Error encoding attribute", "Rejected", "nothing"],
  [
    "Illuminate\\Database\\LazyLoadingViolationException: Attempted to lazy load [x] on model",
    "Rejected",
    "nothing"
  ],
  ["Doctrine\\DBAL\\Exception\\InvalidFieldNameException: odd", "Rejected", "nothing"],
  ["Doctrine\\DBAL\\Exception\\ConnectionException: odd", "Unavailable", "nothing"],
  ["Doctrine\\DBAL\\Exception\\TableExistsException: odd", "Rejected", "nothing"],
  ["Doctrine\\DBAL\\Exception\\ReadOnlyException: odd", "ReadOnly", "nothing"],
  ["Doctrine\\DBAL\\Exception\\ServerException: odd", "Rejected", "nothing"],
  [
    'Doctrine\\ORM\\Mapping\\MappingException: Class "X" is not a valid entity or mapped super class.',
    "Rejected",
    "nothing"
  ],
  ["Doctrine\\ORM\\Query\\QueryException: [Semantical Error] line 0, col 10", "Rejected", "nothing"],
  [
    "Doctrine\\ORM\\ORMInvalidArgumentException: A new entity was found through the relationship",
    "Rejected",
    "nothing"
  ],
  ["Doctrine\\Migrations\\Exception\\MigrationException: x", "Rejected", "nothing"],
  ["yii\\db\\IntegrityException: odd", "ConstraintViolated", "nothing"],
  ["TableNotFoundException: odd", "Rejected", "nothing"],
  ["InvalidFieldNameException: odd", "Rejected", "nothing"],
  ["TableExistsException: odd", "Rejected", "nothing"],
  ['MissingDriverError: Wrong driver: "x" given.', "Misconfigured", "nothing"],
  ["MigrationResultSetError: odd", "Rejected", "nothing"],
  [
    "java.lang.RuntimeException: Failed to instantiate class com.zaxxer.hikari.HikariConfig",
    "Misconfigured",
    "nothing"
  ],
  [
    "WARN HikariPool-1 - Connection add failed, sleeping with backoff: 10000ms. Exception: null",
    "Unavailable",
    "nothing"
  ],
  [
    "If you are sure migrations are not running you can release the lock manually by running 'knex migrate:unlock'",
    "Contention",
    "nothing"
  ],
  [
    "Error: Undefined binding(s) detected for keys [1] when compiling RAW query: select ?",
    "Rejected",
    "nothing"
  ],
  ['Error: migration file "2020_x.js" failed', "Rejected", "nothing"],
  ["Error: Invalid migration: x must have both an up and down function", "Rejected", "nothing"],
  [
    'Pool config option "x" is no longer supported. See https://github.com/Vincit/tarn.js for possible pool config options.',
    "Misconfigured",
    "nothing"
  ],
  ["[error] unsupported data type: &[]", "Rejected", "nothing"],
  ["gorm: failed to parse field: Tags, error: unsupported data type", "Rejected", "nothing"],
  ["invalid db, should be pointer of struct or slice", "Rejected", "nothing"],
  ["** (DBConnection.TransactionError) transaction is aborted", "Rejected", "nothing"],
  ["** (DBConnection.TransactionError) transaction is already started", "Rejected", "nothing"],
  ['** (EXIT) shutdown: "owner #PID<0.1.0> exited with: shutdown"', "OutcomeUnknown", "unknown"],
  [
    "** (Ecto.MigrationError) migrations can't be executed, migration version 1 is duplicated",
    "Rejected",
    "nothing"
  ],
  [
    '** (Ecto.MigrationError) cannot reverse migration command: execute("x"). You will need to explicitly define up/0 and down/0 in your migration',
    "Rejected",
    "nothing"
  ],
  ["** (Ecto.NoResultsError) expected at least one result but got none in query:", "Rejected", "nothing"],
  ["Sequel::Error: Invalid filter expression", "Rejected", "nothing"],
  ["Sequel::MassAssignmentRestriction: id is a restricted primary key", "Rejected", "nothing"],
  ["Sequel::IntegerMigrator::Error: Missing migration version: 3", "Rejected", "nothing"]
]
