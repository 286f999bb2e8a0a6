import { invalid, migration, misread, misused, noRow, over, refused, settings, stale } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** Exceptions of Hibernate, JPA, Spring, MyBatis and EclipseLink. */
export const javaException: Voice = {
  source: "a mapper for Java",
  said: [
    [
      noRow,
      "persistence.EntityNotFoundException",
      "persistence.NoResultException",
      "persistence.NonUniqueResultException",
      "hibernate.ObjectNotFoundException",
      "hibernate.UnresolvableObjectException",
      "EmptyResultDataAccessException",
      "JpaObjectRetrievalFailureException",
      "HibernateObjectRetrievalFailureException"
    ],
    [stale, "ObjectOptimisticLockingFailureException", "JdbcUpdateAffectedIncorrectNumberOfRowsException"],
    [
      misused,
      "MultipleBagFetchException",
      "hibernate.InstantiationException",
      "hibernate.WrongClassException",
      "hibernate.DuplicateMappingException",
      "hibernate.InvalidMappingException",
      "hibernate.MappingNotFoundException",
      "hibernate.PropertyNotFoundException",
      "hibernate.PropertySetterAccessException",
      "hibernate.CallbackException",
      "hibernate.%sUnknownNamedQueryException",
      "hibernate.UnknownFilterException",
      "hibernate.UnknownProfileException",
      "hibernate.query.%sException",
      "hibernate.hql.%sException",
      "hibernate.ObjectDeletedException",
      "hibernate.AnnotationException",
      "hibernate.TransactionException: nested transactions not supported",
      "IllegalArgumentException: Unknown entity: %s",
      "hibernate.AssertionFailure: null id in %s",
      "NoTransactionException: No transaction aspect-managed TransactionStatus in scope",
      "TransactionUsageException",
      "NestedTransactionNotSupportedException",
      "ibatis.executor.ExecutorException",
      "ibatis.builder.BuilderException"
    ],
    [
      settings,
      "StrategySelectionException",
      "ConnectionProviderConfigurationException",
      "DataSourceLookupFailureException"
    ],
    [misread, "DataRetrievalFailureException", "TypeMismatchDataAccessException"],
    [over, "persistence.RollbackException"],
    [invalid, "ScriptStatementFailedException"],
    [refused, "CommandAcceptanceException", "Error executing DDL %s via JDBC %s"],
    [migration, "CannotReadScriptException", "FlywayValidateException", "liquibase.exception.%sException"]
  ]
}
