import {
  broken,
  busy,
  closedBefore,
  constraint,
  login,
  migration,
  misread,
  misused,
  noDriver,
  noRow,
  noTls,
  over,
  rolledBack,
  settings,
  stale,
  stalled,
  tooManyParameters,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const heldTooLong = of(
  "DeadlineExceeded",
  "a caller held its connection longer than its timeout, or ended with it, so it was closed under the caller",
  [
    "Give that query or transaction more time (timeout:), or make it shorter",
    "Repeat it only if it is idempotent: what was on its way may have been done"
  ]
)
const abandoned = of(
  "OutcomeUnknown",
  "the process that held the connection ended, so the connection was closed with what was on its way",
  [
    "Find why that process ended: a crash, a timeout above it, or a request whose client left",
    "Look whether its transaction was done; one that had not sent COMMIT is rolled back"
  ]
)
const idled = of(
  "Unavailable",
  "a connection that idled was closed by the other side; nothing was on its way",
  [
    "A new one is opened by itself; close idle connections earlier than the server, the pooler or a firewall does"
  ],
  { retry: "other connection" }
)

/** What DBConnection, Postgrex, Ecto and epgsql say. */
export const elixirClient: Voice = {
  source: "a client for Elixir",
  said: [
    [
      noDriver,
      "could not find Ecto.Adapters.Postgres.Connection",
      "{:postgrex, {'no such file or directory', 'postgrex.app'}}",
      "Please verify you have added :postgrex as a dependency"
    ],
    [constraint, "constraint error when attempting to %s struct"],
    [stale, "attempted to %s a stale struct", "Ecto.StaleEntryError"],
    [
      waited,
      ":gen_server.call(%s {:checkout, %s",
      "connection not available and request was dropped from queue after %s",
      "connection not available and queuing is disabled",
      "connection not available because deadline reached while in queue",
      "could not checkout the connection owned by %s"
    ],
    [
      closedBefore,
      "connection not available because of disconnection",
      "connection is closed because of an error, disconnect or timeout"
    ],
    [
      heldTooLong,
      "timed out because it queued and checked out the connection for longer than %dms",
      "timed out because it checked out the connection for longer than %dms",
      "the connection was closed by the pool, possibly due to a timeout or because the pool has been terminated",
      "timed out because it owned the connection%s"
    ],
    [
      abandoned,
      "DBConnection.ConnectionError) client %s exited",
      "DBConnection.ConnectionError) owner %s exited",
      "disconnected: ** (DBConnection.ConnectionError) %s exited"
    ],
    [
      broken,
      'shutdown: "owner %s exited%s"',
      "tcp recv: timeout",
      "ssl recv: timeout",
      "tcp send: timeout",
      "ssl send: timeout",
      "tcp recv: closed",
      "ssl recv: closed",
      "tcp send: closed",
      "ssl send: closed",
      "tcp recv: %s",
      "ssl recv: %s",
      "tcp send: %s",
      "ssl send: %s",
      "tcp async_recv: %s",
      "ssl async_recv: %s",
      "unexpected postgres status: %s",
      "tcp peername: %s"
    ],
    [
      idled,
      "tcp recv (idle): timeout",
      "ssl recv (idle): timeout",
      "missed message: {:ssl_closed",
      "missed message: {:tcp_closed",
      "tcp recv (idle): closed",
      "ssl recv (idle): closed",
      "tcp recv (idle): %s",
      "ssl recv (idle): %s"
    ],
    [noTls, "ssl not available"],
    [login, "{unexpected_message,69,epgsql_cmd_connect%s"], // 69 is E: the server answered with an error
    [
      unreachable,
      "tcp connect (%s",
      "failed to establish connection to multiple endpoints%s",
      "failed to connect to Postgres: %s",
      "is reconnecting due to reason: %s",
      "The database for %s couldn't be created: killed"
    ],
    ["NO_HOST", "the server type is not as expected. expected: %s"],
    [
      stalled,
      "tcp connect: timeout",
      "ssl connect: timeout",
      "timed out because it was handshaking for longer than %dms"
    ],
    [
      settings,
      "could not lookup Ecto repo %s because it was not started or it does not exist",
      "missing the :database key in options for %s",
      "expected :hostname, endpoints, :socket_dir, or :socket to be given",
      "gen_tcp.erl:%d: :gen_tcp.connect/%d",
      "pool size must be greater or equal to 1, got %s",
      "invalid URL %s. The parsed URL is: %s"
    ],
    [
      busy,
      "connection is locked copying to or from the database and can not %s",
      "an outdated connection has been given to DBConnection%s"
    ],
    [
      misused,
      "DBConnection.TransactionError) transaction is already started",
      "DBConnection.TransactionError) transaction is not started",
      "Ecto.MultiplePrimaryKeyError%s",
      "Ecto.QueryError) %s",
      "Ecto.SubQueryError) %s",
      "Ecto.CastError) %s",
      "Ecto.ChangeError) %s",
      "Ecto.InvalidChangesetError) %s",
      "Ecto.NoPrimaryKeyFieldError) %s",
      "Ecto.NoPrimaryKeyValueError) %s",
      "Ecto.InvalidURLError) %s",
      "no function clause matching in Postgrex.Extensions.%s",
      "no function clause matching in Postgrex.%s",
      "Ecto.Query.CastError",
      "Ecto.QueryError",
      "Ecto.SubQueryError",
      "Ecto.CastError",
      "Ecto.NoPrimaryKeyFieldError",
      "parameters must be of length %d for query%s",
      "channel name cannot contain null bytes",
      "cannot find ownership process for %s",
      "data can only be copied to database inside a transaction",
      "Postgrex expected %s that can be encoded/cast to type %s",
      "Postgrex expected %s, got %s",
      "parameters must be of length %d for query %s",
      "text queries cannot use parameters%s",
      "can not be handled by the types module %s",
      "can not be handled by the configured extensions",
      "has not been prepared, Postgrex%s",
      "channel name cannot exceed 63 bytes%s",
      "lack type information after bootstrap",
      "was not bootstrapped and lacks type information",
      "you tried to use a binary for an oid type%s",
      "in %s cannot be cast to type %s in query%s",
      "does not match type %s in query",
      "does not exist in schema %s in query",
      "Ecto.Query.CompileError",
      "because changeset is invalid",
      "Ecto.NoPrimaryKeyValueError",
      "for %s in `insert` does not match type %s",
      "for %s in `update` does not match type %s",
      "the :conflict_target option is required on upserts by PostgreSQL",
      "cannot perform Ecto.Repo.%s",
      "comparison with nil is forbidden as it is unsafe%s",
      "cannot encode association %s from %s to JSON%s"
    ],
    [tooManyParameters, "postgresql protocol can not handle %d parameters, the maximum is %d"],
    [misread, "Ecto.MultipleResultsError", "cannot load %s as type %s for field %s"],
    [
      over,
      "DBConnection.TransactionError) transaction is aborted",
      "DBConnection.TransactionError) transaction is rolling back",
      "transaction rolling back",
      "DBConnection.ConnectionError) transaction is aborted"
    ],
    [rolledBack, "{:error, :rollback}"],
    [noRow, "Ecto.NoResultsError) %s", "Ecto.MultipleResultsError) %s"],
    [
      migration,
      "Ecto.MigrationError) %s",
      "migrations can't be executed, migration %s is duplicated",
      "cannot reverse migration command: %s",
      "could not find migration runner process for %s",
      "migration can't be created, there is already a migration file with name %s"
    ]
  ]
}
