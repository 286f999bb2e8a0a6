import {
  closedPool,
  constraint,
  login,
  migration,
  misused,
  noDriver,
  noRow,
  notOpen,
  over,
  settings,
  stale,
  stalled,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What object mappers for Node say: Sequelize, TypeORM, MikroORM; Prisma has tables of its own. */
export const nodeMapper: Voice = {
  source: "a mapper for Node",
  said: [
    [waited, "SequelizeConnectionAcquireTimeoutError", "ConnectionAcquireTimeoutError"],
    [stalled, "SequelizeConnectionTimedOutError"],
    [
      unreachable,
      "SequelizeConnectionRefusedError",
      "SequelizeHostNotFoundError",
      "SequelizeHostNotReachableError"
    ],
    [
      notOpen,
      "Driver not Connected",
      "CannotExecuteNotConnectedError",
      "Cannot execute operation %s because connection is not yet established",
      "Cannot execute operation because connection is not yet established",
      "because connection with the database is not established yet%s",
      "Connection is not established with postgres database",
      "Connection with postgres database is not established%s",
      "ConnectionNotFoundError: Connection %s was not found",
      "This transaction is not bound to a connection"
    ],
    [tooSlow, "QueryTimeoutError"],
    ["57014", "SequelizeTimeoutError"],
    [login, "SequelizeAccessDeniedError"],
    [
      settings,
      "SequelizeInvalidConnectionError",
      "Dialect needs to be explicitly supplied as of v4.0.0",
      'The "dialect" option must be explicitly supplied since Sequelize 4',
      'Wrong driver: "%s" given. Supported drivers are: %s',
      "Driver option (%s) is not set. Please set it to perform connection to the database",
      'Option "%s" is not set in your connection options%s'
    ],
    [noDriver, "DriverPackageNotInstalledError"],
    [
      closedPool,
      "pool is draining and cannot accept work",
      "getConnection was called after the connection manager was closed%s",
      "sequelize.close was called, new connections cannot be established%s"
    ],
    [
      over,
      "%s has been called on this transaction(%s), you can no longer use it%s",
      "Transaction cannot be %s because it has been finished with state: %s",
      "Transaction cannot be rolled back because it never started",
      "Transaction is not started yet, start transaction before committing or rolling it back",
      "Query runner already released. Cannot run queries anymore",
      "Database connection provided by a query runner was already released%s"
    ],
    [
      stale,
      "SequelizeOptimisticLockError",
      "OptimisticLockVersionMismatchError",
      "The optimistic lock on entity %s failed%s",
      "The optimistic lock failed, version %s was expected, but is actually %s"
    ],
    [
      constraint,
      "SequelizeUniqueConstraintError",
      "SequelizeForeignKeyConstraintError",
      "SequelizeExclusionConstraintError",
      "SequelizeUnknownConstraintError",
      "CheckConstraintViolationException"
    ],
    ["42702", "NonUniqueFieldNameException"],
    [
      migration,
      "Migrations failed, error: %s",
      "New migration found: %s, however this migration's timestamp is not valid%s"
    ],
    [
      misused,
      "EntityPropertyNotFoundError",
      "MissingPrimaryColumnError",
      "CircularRelationsError",
      "InitializedRelationError",
      "MustBeEntityError",
      "ColumnTypeUndefinedError",
      "DataTypeNotSupportedError",
      "UsingJoinColumnIsNotAllowedError",
      "MissingDeleteDateColumnError",
      "ReturningStatementNotSupportedError",
      "SubjectWithoutIdentifierError",
      "UpdateValuesMissingError",
      'Named query parameter "%s" has no value in the given object',
      "Support for %s where: 'raw query' %s has been removed%s",
      "Unknown attribute %s passed as targetKey, define this attribute on model %s first",
      "You have defined two associations with the same name %s on the model %s",
      "called with something that's not a subclass of Sequelize.Model",
      "is not a subclass of Sequelize.Model",
      "Include unexpected. Element has to be either a Model, an Association or an object",
      "Entity of type %s expected for property %s of type %s given",
      "Transaction already started for the given connection, commit current transaction before starting a new one",
      "An open transaction is required for pessimistic lock",
      "An open transaction is required for this operation",
      "Cannot create a %s connection because connection to the database already established",
      "Cannot create a new connection named %s, because connection with such name already exists%s",
      "Cannot initialize DataSource because it is already connected to the database",
      "EntityMetadataNotFoundError",
      'No metadata for "%s" was found',
      "Entity metadata for %s was not found%s",
      'No repository for "%s" was found. Looks like this entity is not registered%s',
      'Property "%s" was not found in "%s". Make sure your query is correct',
      'Data type "%s" in "%s" is not supported by "postgres" database',
      "Cannot perform update query because update values are not defined%s",
      "Cannot perform insert query because values are not defined%s",
      'Repository of the "%s" class is not a TreeRepository%s',
      "SequelizeValidationError",
      "SequelizeEagerLoadingError",
      "SequelizeAssociationError",
      "SequelizeInstanceError",
      "SequelizeScopeError",
      'WHERE parameter "%s" has invalid "undefined" value',
      "Using global EntityManager instance methods for context specific actions is disallowed%s",
      "Entity %s was not discovered, please make sure to provide it in %s",
      "MetadataError: No entities were discovered",
      "No existing transaction found for transaction marked with propagation %s",
      "You cannot call em.flush() from inside lifecycle hook handlers"
    ],
    [noRow, "SequelizeEmptyResultError", 'Could not find any entity of type "%s" matching%s']
  ]
}
