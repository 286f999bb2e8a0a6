import type { Pasted } from "./Pasted.ts"

/** Ecto, Postgrex, DBConnection. */
export const elixir: ReadonlyArray<Pasted> = [
  [
    'erl_level=error application=db_connection domain=elixir file=lib/db_connection/connection.ex function=connect/2 line=103 mfa=DBConnection.Connection.connect/2 module=DBConnection.Connection pid=<0.163.0> [error] Postgrex.Protocol (#PID<0.163.0>) failed to connect: ** (Postgrex.Error) FATAL 28P01 (invalid_password) password authentication failed for user "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'Elixir.DBConnection.ConnectionError: tcp recv: closed\n  File "lib/ecto/adapters/postgres/connection.ex", line 92, in Ecto.Adapters.Postgres.Connection.execute/4',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "** (DBConnection.ConnectionError) tcp recv: closed (the connection was closed by the pool, possibly due to a timeout or because the pool has been terminated)\n    (ecto_sql) lib/ecto/adapters/sql.ex:629: Ecto.Adapters.SQL.raise_sql_call_error/1",
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  [
    '{:error,\n   %DBConnection.ConnectionError{\n     message: "tcp recv: closed",\n     severity: :error,\n     reason: :closed\n   }}',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    ' "phoenix": {\n      "request_id": "697e5759#24686",\n      "message": "** (DBConnection.ConnectionError) ssl recv: closed\\n    (ecto) lib/ecto/adapters/postgres/connection.ex:108: Ecto.Adapters.Postgres.Connection.execute/4\\n",\n      "log_type": "error"\n    }',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "** (DBConnection.ConnectionError) connection not available because of disconnection\n    (db_connection) lib/db_connection.ex:934: DBConnection.checkout/2",
    "Unavailable|PoolExhausted",
    "nothing"
  ],
  [
    "[error] GenServer #PID<0.456.0> terminating\n** (DBConnection.ConnectionError) client #PID<0.789.0> timed out because it queued and checked out the connection for longer than 15000ms",
    "DeadlineExceeded|OutcomeUnknown",
    "unknown"
  ],
  [
    "[error] Postgrex.Protocol (#PID<0.300.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (db:5432): non-existing domain - :nxdomain",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    '** (Postgrex.Error) ERROR 42P01 (undefined_table) relation "users" does not exist',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    '** (Ecto.ConstraintError) constraint error when attempting to insert struct:\n\n    * "users_email_index" (unique_constraint)',
    "ConstraintViolated",
    "nothing"
  ],
  [
    "[error] Postgrex.Protocol (#PID<0.1.0>) disconnected: ** (DBConnection.ConnectionError) ssl send: closed",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "** (Postgrex.Error) FATAL 53300 (too_many_connections) sorry, too many clients already",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '** (Postgrex.Error) ERROR 23505 (unique_violation) duplicate key value violates unique constraint "users_email_index"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ["** (DBConnection.ConnectionError) ssl recv (idle): closed", "Unavailable|OutcomeUnknown", "any"]
]
