import type { Said } from "../Said.ts"
import { of } from "../Verdict.ts"

const misspoken = of(
  "Rejected",
  "the client asked in a form that the server does not take",
  ["Give as many parameters as the statement has; else compare the versions of client and server"],
  { statement: "did not run" }
)
const oldProtocol = of("Misconfigured", "what connects does not speak this server's protocol", [
  "Look what it is: a health check, a browser, a client that is too old or too new, TLS where none is spoken"
])
const tooLarge = of(
  "Rejected",
  "a value, row or result is larger than the gigabyte that Postgres takes at once",
  ["Split it, or look for corrupted data if it is not that large"]
)
const wraparound = of(
  "StorageFull",
  "the database is running out of transaction ids and takes no more writes",
  [
    "VACUUM the oldest tables as a superuser; end old transactions, prepared ones and replication slots that hold it up"
  ]
)

/** Postgres' English words about a statement and its data, with their SQLSTATEs; see `English`. */
export const englishStatement: ReadonlyArray<Said> = [
  [
    misspoken,
    "invalid string in message",
    "no data left in message",
    "bind message supplies %d parameters, but prepared statement %s requires %d",
    "bind message has %d parameter formats but %d parameters",
    "invalid message format",
    "insufficient data left in message"
  ],
  [
    oldProtocol,
    "expected SASL response, got message type %d",
    "expected password response, got message type %d",
    "unsupported frontend protocol %s",
    "invalid length of startup packet",
    "invalid frontend message type %d"
  ],
  [tooLarge, "invalid memory alloc request size %d", "out of memory for query result"],
  [
    wraparound,
    "database is not accepting commands %s to avoid wraparound data loss%s",
    "database is not accepting commands to avoid wraparound data loss%s"
  ],
  [
    "XX000",
    "could not access status of transaction %d",
    "could not open relation with OID %d",
    "tuple concurrently updated"
  ],
  ["23505", 'duplicate key value violates unique constraint "%s"', 'could not create unique index "%s"'],
  ["23503", 'violates foreign key constraint "%s"'],
  [
    "23502",
    'column "%s" contains null values',
    'null value in column "%s" violates not-null constraint',
    'null value in column "%s" of relation "%s" violates not-null constraint',
    'column "%s" of relation "%s" contains null values'
  ],
  [
    "23514",
    'check constraint "%s" of relation "%s" is violated by some row',
    'updated partition constraint for default partition "%s" would be violated by some row',
    'violates check constraint "%s"',
    'no partition of relation "%s" found for row'
  ],
  ["23P01", 'conflicting key value violates exclusion constraint "%s"'],
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
    "must be owner of %s"
  ],
  [
    "42601",
    "syntax error in tsquery: %s",
    'multiple assignments to same column "%s"',
    "VALUES lists must all be the same length",
    'column definition list is required for functions returning "record"',
    "subquery must return only one column",
    "each UNION query must have the same number of columns",
    "INSERT has more expressions than target columns",
    "INSERT has more target columns than expressions",
    "cannot insert multiple commands into a prepared statement",
    "unterminated quoted string at or near %s",
    "unterminated quoted identifier at or near %s",
    "zero-length delimited identifier at or near %s",
    "query has no destination for result data",
    'syntax error at or near "%s"',
    "syntax error at end of input"
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
  [
    "42803",
    "aggregate functions are not allowed in %s",
    "aggregate function calls cannot be nested",
    'column "%s" must appear in the GROUP BY clause or be used in an aggregate function'
  ],
  [
    "42804",
    "Returned type %s does not match expected type %s in column %d",
    "structure of query does not match function result type",
    "UNION types %s and %s cannot be matched",
    "CASE types %s and %s cannot be matched",
    "COALESCE types %s and %s cannot be matched",
    'column "%s" cannot be cast automatically to type %s',
    'default for column "%s" cannot be cast automatically to type %s',
    'column "%s" is of type %s but expression is of type %s',
    "argument of %s must be type %s, not type %s",
    'foreign key constraint "%s" cannot be implemented'
  ],
  ["42846", "cannot cast type %s to %s"],
  ["428C9", 'cannot insert a non-DEFAULT value into column "%s"'],
  ["42P02", "there is no parameter $%d"],
  ["42P04", 'database "%s" already exists'],
  ["42P06", 'schema "%s" already exists'],
  ["42P07", 'relation "%s" already exists'],
  ["42P08", "inconsistent types deduced for parameter $%d"],
  [
    "42P10",
    "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
    "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
    "there is no unique or exclusion constraint matching the ON CONFLICT specification"
  ],
  [
    "42P18",
    "could not determine data type of parameter $%d",
    "could not determine polymorphic type because %s"
  ],
  ["3F000", 'schema "%s" does not exist', "no schema has been selected to create in"],
  [
    "2BP01",
    'role "%s" cannot be dropped because some objects depend on it',
    "cannot drop desired object(s) because other objects depend on them",
    "cannot drop %s because other objects depend on it"
  ],
  [
    "21000",
    "ON CONFLICT DO UPDATE command cannot affect row a second time",
    "more than one row returned by a subquery used as an expression"
  ],
  ["22001", "value too long for type %s"],
  [
    "22003",
    "smallint out of range",
    "numeric value out of range",
    "integer out of range",
    "numeric field overflow",
    'value "%s" is out of range for type %s',
    "bigint out of range"
  ],
  ["22007", "invalid input syntax for type timestamp%s"],
  [
    "22008",
    "timestamp out of range",
    'timestamp out of range: "%s"',
    "date/time field value out of range: %s"
  ],
  ["22012", "division by zero"],
  ["22021", 'invalid byte sequence for encoding "%s"%s'],
  [
    "22023",
    "invalid interval value for time zone: %s",
    'time zone "%s" not recognized',
    "cannot extract elements from a scalar",
    "cannot extract elements from an object",
    "cannot call %s on a non-array",
    "cannot call %s on a scalar",
    'unrecognized parameter "%s"',
    'invalid value for parameter "%s"%s'
  ],
  ["22P02", "invalid input syntax for %s", "invalid input value for enum %s", "malformed array literal: %s"],
  [
    "22P05",
    "unsupported Unicode escape sequence",
    'character with byte sequence %s in encoding "%s" has no equivalent in encoding "%s"'
  ],
  ["2201B", "invalid regular expression: %s"],
  [
    "0A000",
    "cannot use column reference in DEFAULT expression",
    "cannot use subquery in check constraint",
    "set-returning functions are not allowed in %s",
    "FOR UPDATE cannot be applied to the nullable side of an outer join",
    "FOR UPDATE is not allowed with %s",
    "DISTINCT is not implemented for window functions",
    'cannot create index on partitioned table "%s" concurrently',
    "cannot alter type of a column used in a policy definition",
    "cannot alter type of a column used in a trigger definition",
    "cannot alter type of a column used by a generated column",
    "cannot alter type of a column used by a view or rule",
    "cannot truncate a table referenced in a foreign key constraint",
    "unique constraint on partitioned table must include all partitioning columns",
    'extension "%s" is not available',
    'could not open extension control file "%s"%s',
    "cross-database references are not implemented%s"
  ],
  [
    "54000",
    "column cannot have more than %d dimensions for hnsw index",
    "column cannot have more than %d dimensions for ivfflat index",
    "array size exceeds the maximum allowed (%d)",
    "string is too long for tsvector %s",
    "row is too big: size %d, maximum size %d",
    'index row size %d exceeds %s maximum %d for index "%s"',
    "total size of jsonb %s elements exceeds the maximum of %d bytes"
  ],
  ["54001", "stack depth limit exceeded"],
  ["54011", "target lists can have at most %d entries", "tables can have at most %d columns"],
  ["55P04", 'unsafe use of new value "%s" of enum type %s'],
  [
    "55000",
    "prepared transactions are disabled",
    "lastval is not yet defined in this session",
    "recovery is not in progress",
    "WAL level not sufficient for %s",
    'cannot refresh materialized view "%s" concurrently',
    'currval of sequence "%s" is not yet defined in this session',
    'materialized view "%s" has not been populated'
  ],
  [
    "42P13",
    "no language specified",
    "no function body specified",
    "input parameters after one with a default value must also have defaults",
    "return type mismatch in function declared to return %s",
    "cannot change return type of existing function",
    'cannot change name of input parameter "%s"'
  ],
  [
    "42P16",
    'multiple primary keys for table "%s" are not allowed',
    'cannot change name of view column "%s" to "%s"',
    "cannot drop columns from view",
    'cannot change data type of view column "%s" from %s to %s'
  ],
  [
    "42P17",
    'infinite recursion detected in policy for relation "%s"',
    'infinite recursion detected in rules for relation "%s"',
    "functions in index expression must be marked IMMUTABLE",
    "tablespace location must be an absolute path",
    "generation expression is not immutable"
  ],
  ["42830", 'there is no unique constraint matching given keys for referenced table "%s"'],
  ["42809", "WITHIN GROUP is required for ordered-set aggregate %s"],
  ["44000", 'new row violates check option for view "%s"'],
  ["27000", "tuple to be updated was already modified by an operation triggered by the current command"],
  ["22000", "expected %d dimensions, not %d", "different vector dimensions %d and %d"],
  [
    "22P04",
    "extra data after last expected column",
    'missing data for column "%s"',
    "unterminated CSV quoted field",
    "literal carriage return found in data",
    "literal newline found in data"
  ],
  ["2201W", "LIMIT must not be negative"],
  ["2201X", "OFFSET must not be negative"],
  [
    "2F005",
    "control reached end of trigger procedure without RETURN",
    "control reached end of function without RETURN"
  ],
  ["P0002", "query returned no rows"],
  ["P0003", "query returned more than one row"],
  ["54023", "cannot pass more than %d arguments to a function"],
  [
    "2200H",
    'nextval: reached maximum value of sequence "%s" (%d)',
    'nextval: reached minimum value of sequence "%s" (%d)'
  ],
  ["42P22", "could not determine which collation to use for %s"],
  [
    "42P21",
    'collation mismatch between implicit collations "%s" and "%s"',
    'collation mismatch between explicit collations "%s" and "%s"'
  ],
  ["2F003", "Non-superusers must provide a password in the user mapping"],
  ["42P20", "window functions are not allowed in %s", "window function calls cannot be nested"],
  ["42P19", 'recursive reference to query "%s" must not appear within %s'],
  [
    "2202E",
    "array subscript out of range",
    "wrong number of array subscripts",
    "multidimensional arrays must have array expressions with matching dimensions"
  ],
  ["2201E", "cannot take logarithm of zero", "cannot take logarithm of a negative number"],
  ["2201F", "cannot take square root of a negative number", "zero raised to a negative power is undefined"],
  ["22011", "negative substring length not allowed"],
  [
    "22004",
    "query string argument of EXECUTE is null",
    'null value cannot be assigned to variable "%s" declared NOT NULL'
  ]
]
