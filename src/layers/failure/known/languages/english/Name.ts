import type { Said } from "../../Said.ts"

/** Postgres' English words of names, and of who may use what. */
export const name: ReadonlyArray<Said> = [
  ["42501", 'permission denied for database "%s"'],
  [
    "42P01",
    'invalid reference to FROM-clause entry for table "%s"',
    'table "%s" does not exist',
    'view "%s" does not exist',
    'sequence "%s" does not exist',
    'relation "%s" does not exist',
    'missing FROM-clause entry for table "%s"'
  ],
  [
    "42703",
    'column "%s" does not exist',
    "column %s does not exist",
    'column "%s" of relation "%s" does not exist',
    'record "%s" has no field "%s"'
  ],
  [
    "42883",
    "function %s does not exist",
    "procedure %s does not exist",
    "operator does not exist: %s",
    "No function matches the given name and argument types%s",
    "No operator matches the given name and argument type%s"
  ],
  [
    "42704",
    'replication slot "%s" does not exist',
    'publication "%s" does not exist',
    'subscription "%s" does not exist',
    'index "%s" does not exist',
    'trigger "%s" for table "%s" does not exist',
    'policy "%s" for table "%s" does not exist',
    'extension "%s" does not exist',
    'collation "%s" for encoding "%s" does not exist',
    'tablespace "%s" does not exist',
    'language "%s" does not exist',
    'text search configuration "%s" does not exist',
    'operator class "%s" does not exist for access method "%s"',
    'access method "%s" does not exist',
    "could not find array type for data type %s",
    'role "%s" does not exist',
    'type "%s" does not exist',
    'constraint "%s" of relation "%s" does not exist',
    'unrecognized configuration parameter "%s"'
  ],
  [
    "42501",
    "new row violates row-level security policy %s for %s",
    'query would be affected by row-level security policy for table "%s"',
    "permission denied to %s",
    "must be superuser to %s",
    'must be member of role "%s"',
    'must be able to SET ROLE "%s"',
    "must be superuser or replication role to start walsender",
    "permission denied for %s",
    "new row violates row-level security policy for %s",
    "new row violates row-level security policy",
    "must be owner of %s"
  ],
  ["42701", 'column "%s" of relation "%s" already exists', 'column "%s" specified more than once'],
  ["42702", 'column reference "%s" is ambiguous'],
  [
    "42710",
    'replication slot "%s" already exists',
    'publication "%s" already exists',
    'subscription "%s" already exists',
    'trigger "%s" for relation "%s" already exists',
    'policy "%s" for table "%s" already exists',
    'constraint "%s" for relation "%s" already exists',
    'type "%s" already exists',
    'role "%s" already exists',
    'extension "%s" already exists'
  ],
  ["42712", 'table name "%s" specified more than once'],
  ["42723", 'function "%s" already exists with same argument types'],
  ["42725", "function %s is not unique"],
  ["42P02", "there is no parameter $%d"],
  ["42P04", 'database "%s" already exists'],
  ["42P06", 'schema "%s" already exists'],
  ["42P07", 'relation "%s" already exists'],
  ["3F000", 'schema "%s" does not exist', "no schema has been selected to create in"],
  [
    "2BP01",
    'role "%s" cannot be dropped because some objects depend on it',
    "cannot drop desired object(s) because other objects depend on them",
    "cannot drop %s because other objects depend on it"
  ]
]
