import {
  broken,
  closedBefore,
  constraint,
  invalid,
  misread,
  misused,
  over,
  rolledBack,
  settings,
  stale
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const locked = of("Contention", "another transaction was in the way: a lock, a deadlock or a conflict", [
  "Repeat the whole transaction, with a pause of random length before each attempt",
  "Read the cause below it: it has the server's words and code"
])
const badData = of("Rejected", "a value does not fit its column's type or length", [
  "Read the cause below it: it has the server's words and code"
])
const timedOut = of(
  "DeadlineExceeded",
  "the time of the transaction or the statement ran out; whether the server or the client ended it, the cause below says",
  [
    "With SQLSTATE 57014 below it the server ended it and nothing was done; else look whether it was done",
    "Find what it waited for: EXPLAIN ANALYZE, or a lock in pg_locks"
  ]
)
const transactionTimedOut = of(
  "DeadlineExceeded",
  "the transaction's own time ran out before its next statement, so it is rolled back",
  ["Make the transaction shorter, or give it more time (@Transactional(timeout = …)); then repeat it whole"],
  { statement: "rolled back", retry: "transaction" }
)
const differs = of(
  "Misconfigured",
  "the database is not as the program's mapping says, so it did not start",
  ["Migrate the database, or correct the mapping: the table, column or type that is named"]
)

/** What Hibernate, EclipseLink, Spring, MyBatis, jOOQ and Exposed say, and the names that they give to failures. */
export const javaMapper: Voice = {
  source: "a mapper for Java",
  said: [
    [settings, "No dialect registered for %s. URL=%s"],
    ["40001", "CannotSerializeTransactionException"],
    ["40P01", "DeadlockLoserDataAccessException"],
    ["55P03", "LockTimeoutException"],
    [
      locked,
      "CannotAcquireLockException",
      "PessimisticLockingFailureException",
      "ConcurrencyFailureException",
      "PessimisticLockException",
      "LockAcquisitionException",
      "PessimisticEntityLockException"
    ],
    [
      stale,
      "OptimisticLockingFailureException",
      "StaleObjectStateException",
      "StaleStateException",
      "OptimisticEntityLockException",
      "OptimisticLockException",
      "Row was updated or deleted by another transaction%s",
      "Batch update returned unexpected row count from update%s",
      "Unexpected row count (expected row count %d but was %d)%s",
      "cannot be updated because it has changed or been deleted since it was last read",
      "DataChangedException: %s"
    ],
    [
      constraint,
      "DataIntegrityViolationException",
      "org.hibernate.exception.ConstraintViolationException",
      "org.jooq.exception.IntegrityConstraintViolationException",
      "DuplicateKeyException"
    ],
    [
      invalid,
      "BadSqlGrammarException",
      "hibernate.exception.SQLGrammarException",
      "InvalidDataAccessResourceUsageException"
    ],
    [badData, "org.hibernate.exception.DataException"],
    ["42501", "PermissionDeniedDataAccessException"],
    [timedOut, "QueryTimeoutException", "java.sql.SQLTimeoutException"],
    [transactionTimedOut, "TransactionTimedOutException", "Transaction timed out: deadline was %s"],
    [
      rolledBack,
      "UnexpectedRollbackException",
      "%s because it has been marked as rollback-only",
      "Transaction marked as rollbackOnly"
    ],
    [
      broken,
      "Unable to commit against JDBC Connection",
      "Unable to rollback against JDBC Connection",
      "Could not roll back JPA transaction",
      "Could not roll back JDBC transaction"
    ],
    [closedBefore, "DatabaseAccessor not connected"],
    [
      misused,
      "hibernate.MappingException: %s",
      "hibernate.AnnotationException: %s",
      "hibernate.PropertyAccessException: %s",
      "hibernate.query.SemanticException: %s",
      "hibernate.hql.internal.ast.QuerySyntaxException: %s",
      "hibernate.id.IdentifierGenerationException: %s",
      "TransactionRequiredException",
      "No EntityManager with actual transaction available for current thread%s",
      "Session/EntityManager is closed",
      "EntityManagerFactory is closed",
      "LazyInitializationException",
      "could not initialize proxy %s no Session",
      "failed to lazily initialize a collection%s",
      "detached entity passed to persist: %s",
      "object references an unsaved transient instance%s",
      "TransientPropertyValueException",
      "InvalidDataAccessApiUsageException",
      "NonUniqueObjectException",
      "ids for this class must be manually assigned before calling %s",
      "could not resolve root entity %s",
      "is not mapped [%s",
      "not-null property references a null or transient value%s",
      "could not resolve property: %s of: %s",
      "Could not locate named parameter %s",
      "Named parameter not bound: %s",
      "No argument for named parameter%s",
      "A different object with the same identifier value was already associated with the session%s",
      "Already value %s for key %s bound to thread%s",
      "Pre-bound JDBC Connection found!%s",
      "Invalid bound statement (not found): %s",
      "Mapped Statements collection does not contain value for %s",
      "There is no getter for property named %s",
      "Parameter %s not found. Available parameters are %s",
      "Cannot execute query. No Connection configured",
      "No transaction in context",
      "Parameter Mismatch: %s parameter data not found",
      "Nested transactions are prohibited",
      "Failed to create query for method%s",
      "Could not create query for%s",
      "Validation failed for query for method%s",
      "Cannot compare left expression of type %s",
      "No property %s found for type %s",
      "Not a managed type: class%s",
      "QuerySyntaxException",
      "query.SemanticException",
      "UnknownPathException",
      "UnknownEntityException"
    ],
    [
      misread,
      "Expected one result (or null) to be returned by selectOne(), but found: %d",
      "IncorrectResultSizeDataAccessException",
      "IncorrectUpdateSemanticsDataAccessException",
      "TypeMismatchDataAccessException",
      "Null value was assigned to a property %s of primitive type%s",
      "Unable to access lob stream",
      "NonUniqueResultException",
      "Cursor returned more than one result",
      "query did not return a unique result: %d",
      "Could not convert %s to java.%s using %s to wrap"
    ],
    [
      settings,
      "Access to DialectResolutionInfo cannot be null when 'hibernate.dialect' not set",
      "Unable to determine Dialect without JDBC metadata%s",
      "Unable to load class [org.postgresql.Driver]",
      "Unable to load class: org.postgresql.Driver%s",
      "Configuration error. Class [org.postgresql.Driver] not found",
      "Cannot determine embedded database driver class for database type NONE",
      "Please call Database.connect() before using this code",
      "Unknown dbtype: %s, and :classname not provided"
    ],
    [
      differs,
      "Schema-validation: missing %s",
      "Schema-validation: wrong column type encountered in column %s",
      "Schema validation: missing %s",
      "Schema validation: wrong column type encountered in column %s"
    ],
    [over, "Transaction was marked for rollback only; cannot commit"]
  ]
}
