import { misused, noDriver, noRow, notSaved } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** Exceptions of MikroORM, TypeORM, Sequelize and Objection. */
export const nodeException: Voice = {
  source: "a mapper for Node",
  said: [
    ["42P01", "TableNotFoundException"],
    ["42P07", "TableExistsException"],
    ["42703", "InvalidFieldNameException"],
    [noDriver, "MissingDriverError"],
    [notSaved, "SequelizeBulkRecordError"],
    [
      misused,
      "MigrationResultSetError",
      "CannotAttachTreeChildrenEntityError",
      "CannotCreateEntityIdMapError",
      "CannotDetermineEntityError",
      "CannotReflectMethodParameterTypeError",
      "FindRelationsNotFoundError",
      "ForbiddenTransactionModeOverrideError",
      "InsertValuesMissingError",
      "LimitOnUpdateNotSupportedError",
      "LockNotSupportedOnGivenDriverError",
      "MissingJoinColumnError",
      "MissingJoinTableError",
      "NoVersionOrUpdateDateColumnError",
      "OffsetWithoutLimitNotSupportedError",
      "OptimisticLockCanNotBeUsedError",
      "PessimisticLockTransactionRequiredError",
      "PrimaryColumnCannotBeNullableError",
      "SubjectRemovedAndUpdatedError",
      "TreeRepositoryNotSupportedError",
      "UsingJoinTableIsNotAllowedError"
    ],
    [noRow, "PersistedEntityNotFoundError"]
  ]
}
