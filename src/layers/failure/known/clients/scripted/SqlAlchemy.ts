import {
  broken,
  busy,
  closedBefore,
  constraint,
  misread,
  misused,
  noDriver,
  noRow,
  over,
  settings,
  stale,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What SQLAlchemy says, and so SQLModel and Alembic. */
export const sqlAlchemy: Voice = {
  source: "SQLAlchemy",
  said: [
    [
      waited,
      "QueuePool limit of size %d overflow %d reached, connection timed out%s",
      "QueuePool limit of %s reached%s",
      "sqlalche.me/e/%s/3o7r"
    ],
    [
      broken,
      "DBAPIError: connection invalidated",
      "Can't reconnect until invalid savepoint transaction is rolled back"
    ],
    [closedBefore, "This Connection is closed"],
    [
      over,
      "Can't reconnect until invalid transaction is rolled back",
      "This Session's transaction has been rolled back due to a previous exception during flush%s",
      "This session is in %s state, due to the SQL transaction being rolled back%s",
      "This session is in %s state; no further SQL can be emitted within this transaction",
      "InvalidRequestError: This transaction is %s",
      "ResourceClosedError: This transaction is closed",
      "PendingRollbackError",
      "Can't operate on closed transaction inside context manager%s",
      "sqlalche.me/e/%s/8s2b",
      "sqlalche.me/e/%s/7s2a"
    ],
    [
      busy,
      "This session is provisioning a new connection; concurrent operations are not permitted",
      "IllegalStateChangeError",
      "sqlalche.me/e/%s/isce",
      "Session is already flushing"
    ],
    [stale, "StaleDataError", "statement on table %s expected to %s row(s); %s were matched"],
    [
      noRow,
      "No row was found when one was required",
      "Multiple rows were found when %s one was required",
      "sqlalchemy.exc.NoResultFound",
      "sqlalchemy.exc.MultipleResultsFound",
      "ObjectDeletedError"
    ],
    [constraint, "sqlalche.me/e/%s/gkpj"],
    [
      misused,
      "A value is required for bind parameter %s",
      "greenlet_spawn has not been called%s",
      "sqlalche.me/e/%s/xd2s",
      "DetachedInstanceError",
      "is not bound to a Session; %s operation %s cannot proceed",
      "sqlalche.me/e/%s/bhk3",
      "UnmappedInstanceError",
      "UnmappedClassError",
      "This connection has already initialized a SQLAlchemy Transaction() object%s",
      "A transaction is already begun on this Session",
      "Autobegin is disabled on this Session%s",
      "Object %s is already attached to session %s",
      "Not an executable object: %s",
      "Identifier %s exceeds maximum length of 63 characters"
    ],
    [
      settings,
      "Could not parse SQLAlchemy URL from %s",
      "Could not parse rfc1738 URL from %s",
      "Invalid argument(s) %s sent to create_engine()%s",
      "Pool class %s cannot be used with %s engine",
      "The asyncio extension requires an async driver to be used%s"
    ],
    [noDriver, "Can't load plugin: sqlalchemy.dialects:postgres%s"],
    [
      misread,
      "This result object does not return rows%s",
      "ResourceClosedError: This result object is closed"
    ],
    ["42000", "sqlalche.me/e/%s/f405"],
    ["22000", "sqlalche.me/e/%s/9h9h"]
  ]
}
