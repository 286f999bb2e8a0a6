import { broken, closedBefore, noTls, over, stalled, unreachable, waited, constraint } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const heldTooLong = of(
  "DeadlineExceeded",
  "a caller held its connection longer than its timeout, so it was closed under the caller",
  [
    "Give that query or transaction more time (timeout:), or make it shorter",
    "Repeat it only if it is idempotent: what was on its way may have been done"
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

/** What DBConnection, Postgrex and Ecto say. */
export const elixirClient: Voice = {
  source: "a client for Elixir",
  said: [
    [constraint, "constraint error when attempting to %s struct"],
    [
      waited,
      "connection not available and request was dropped from queue after %s",
      "connection not available and queuing is disabled",
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
      "timed out because it checked out the connection for longer than %dms"
    ],
    [
      broken,
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
      "ssl send: %s"
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
    [unreachable, "tcp connect (%s", "(Mint.TransportError) %s"],
    [stalled, "tcp connect: timeout", "ssl connect: timeout"],
    [over, "transaction rolling back"]
  ]
}
