import type { Pasted } from "./Pasted.ts"

/** PostgREST's codes, and clients for Lua, R and Julia, from their sources. */
export const postgrestCodes: ReadonlyArray<Pasted> = [
  [
    '{"code":"PGRST101","message":"Only GET and POST verbs are supported on this resource"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST105","message":"Filters must include all and only primary key columns with \'eq\' operators"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST107","message":"None of these media types are available: text/csv"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST109","message":"A \'limit\' was applied without an explicit \'order\'"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST110","message":"The maximum number of rows allowed to change was surpassed"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST111","message":"response.headers guc must be a JSON array composed of objects with a single key and a string value"}',
    "Rejected",
    "any"
  ],
  ['{"code":"PGRST112","message":"response.status guc must be a valid status code"}', "Rejected", "any"],
  [
    '{"code":"PGRST114","message":"limit/offset querystring parameters are not allowed for PUT"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST115","message":"Payload values do not match URL in primary key column(s)"}',
    "Rejected",
    "nothing"
  ],
  ['{"code":"PGRST117","message":"Unsupported HTTP method: PROPFIND"}', "Rejected", "nothing"],
  ['{"code":"PGRST119","message":"A spread operation on \'x\' is not possible"}', "Rejected", "nothing"],
  ['{"code":"PGRST120","message":"Bad operator on the \'x\' embedded resource"}', "Rejected", "nothing"],
  [
    '{"code":"PGRST121","message":"Could not parse JSON in the \\\\"RAISE SQLSTATE \'PGRST\'\\\\" error"}',
    "Rejected",
    "nothing"
  ],
  ['{"code":"PGRST122","message":"Invalid preferences given with handling=strict"}', "Rejected", "nothing"],
  [
    '{"code":"PGRST123","details":null,"hint":null,"message":"Use of aggregate functions is not allowed"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"code":"PGRST124","message":"Query result exceeds max-affected preference constraint"}',
    "Rejected",
    "nothing"
  ],
  ['{"code":"PGRST126","message":"Root endpoint metadata is disabled"}', "Rejected", "nothing"],
  ['{"code":"PGRST127","message":"Feature not implemented"}', "Rejected", "nothing"],
  [
    '{"code":"PGRST128","message":"Function must return SETOF or TABLE when max-affected preference is used with handling=strict"}',
    "Rejected",
    "nothing"
  ],
  [
    "Could not embed because more than one relationship was found for 'orders' and 'users'",
    "Rejected",
    "nothing"
  ],
  [
    "Could not choose the best candidate function between: public.f(a => integer), public.f(a => text)",
    "Rejected",
    "nothing"
  ],
  ['{"code":"PGRST300","message":"Server lacks JWT secret"}', "Misconfigured", "nothing"],
  [
    '{"code":"PGRST301","details":null,"hint":null,"message":"JWSError JWSInvalidSignature"}',
    "Misconfigured",
    "nothing"
  ],
  ['{"code":"PGRST301","message":"No suitable key or wrong key type"}', "Misconfigured", "nothing"],
  ['{"code":"PGRST301","message":"JWT expired"}', "Misconfigured", "nothing"],
  ['{"code":"PGRST302","message":"Anonymous access is disabled"}', "Misconfigured", "nothing"],
  ['{"code":"PGRST303","message":"JWT expired"}', "Misconfigured", "nothing"],
  ['{"code":"PGRST303","message":"JWT issued at future"}', "Misconfigured", "nothing"],
  [
    "{code: 'PGRST301', details: null, hint: null, message: 'Expected 3 parts in JWT; got 1'}",
    "Misconfigured",
    "nothing"
  ],
  ["Cannot run in this PostgreSQL version, PostgREST needs at least 12", "Misconfigured", "nothing"],
  [
    "the database is requesting a password for authentication but you did not provide a password",
    "Misconfigured",
    "nothing"
  ],
  ["missing password, required for connect", "Misconfigured", "nothing"],
  ["pgmoon: connection is busy", "Rejected", "nothing"],
  ["don't know how to auth: 10", "Misconfigured", "nothing"],
  ["[PostgreSQL error] authentication exchange unsuccessful", "Misconfigured", "nothing"],
  ["receive_message: failed to get type: timeout", "OutcomeUnknown", "unknown"],
  ["receive_message: failed to get type: closed", "OutcomeUnknown", "unknown"],
  [
    "nginx: [error] init_by_lua error: /usr/local/share/lua/5.1/kong/init.lua:553: [PostgreSQL error] failed to retrieve PostgreSQL server_version_num: host or service not provided, or not known",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: [PostgreSQL error] failed to retrieve PostgreSQL server_version_num: timeout",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: Database needs bootstrapping or is older than Kong 1.0. To start a new installation from scratch, run 'kong migrations bootstrap'.",
    "Rejected",
    "nothing"
  ],
  [
    "Error in postgresqlNewConnection(drv, ...) : \n  RS-DBI driver: (cannot allocate a new connection -- maximum of 16 connections already opened)",
    "PoolExhausted",
    "nothing"
  ],
  ["Error: Query requires 2 params; 1 supplied.", "Rejected", "nothing"],
  ["Error: Query needs to be bound before fetching", "Rejected", "nothing"],
  [
    "LibPQ.Errors.PQConnectionError PostgreSQL connection socket was unexpectedly closed",
    "OutcomeUnknown",
    "unknown"
  ],
  ["LibPQ.Errors.JLConnectionError: Connection process timed out", "Unavailable", "nothing"],
  [
    'RECORD_NOT_UNIQUE: Value for field "email" in collection "users" has to be unique.',
    "ConstraintViolated",
    "nothing"
  ],
  [
    'Value for field "email" in collection "directus_users" has to be unique.',
    "ConstraintViolated",
    "nothing"
  ]
]
