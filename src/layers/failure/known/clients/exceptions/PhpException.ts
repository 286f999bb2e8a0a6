import { constraint, migration, misused, noRow, notConnected, refused } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** Exceptions of Doctrine, Laravel, Yii and CakePHP. */
export const phpException: Voice = {
  source: "a mapper for PHP",
  said: [
    [constraint, "yii%sIntegrityException"],
    ["42703", "DBAL%sException%sInvalidFieldNameException"],
    ["42P07", "DBAL%sException%sTableExistsException"],
    ["25006", "DBAL%sException%sReadOnlyException"],
    ["42702", "DBAL%sException%sNonUniqueFieldNameException"],
    [notConnected, "DBAL%sException%sConnectionException", "DBAL%sException%sConnectionFailed"],
    [refused, "DBAL%sException%sServerException"],
    [
      misused,
      "Doctrine%sMapping%sMappingException",
      "Doctrine%sORMInvalidArgumentException",
      "Doctrine%sQuery%sQueryException",
      "DBAL%sException%sInvalidArgumentException",
      "DBAL%sException%sDriverRequired",
      "DBAL%sException%sUnknownDriver",
      "DBAL%sException%sInvalidColumnType",
      "DBAL%sException%sInvalidColumnDeclaration",
      "DBAL%sException%sNoKeyValue",
      "DBAL%sException%sMissingNamedParameter",
      "DBAL%sException%sMissingPositionalParameter",
      "Eloquent%sMassAssignmentException",
      "Eloquent%sJsonEncodingException",
      "Eloquent%sInvalidCastException",
      "Eloquent%sMissingAttributeException",
      "Illuminate%sLazyLoadingViolationException",
      "Illuminate%sClassMorphViolationException",
      "Illuminate%sMultipleColumnsSelectedException"
    ],
    [migration, "Doctrine%sMigrations%sException%s"],
    [
      noRow,
      "Illuminate%sRecordNotFoundException",
      "Doctrine%sNonUniqueResultException",
      "Doctrine%sNoResultException"
    ]
  ]
}
