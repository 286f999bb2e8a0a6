import { poolTimeout } from "../CommonIssue.ts"
import { of } from "../Verdict.ts"

/** What providers have in common to say; their tables use these. */

export const again = ["Try again with growing pauses; see the provider's status page if it stays so"]

/** The server sleeps, wakes up, or is moved. */
export const asleep = of(
  "Unavailable",
  "the compute behind this address could not be started or reached; nothing ran",
  [...again, "Give connecting more time (connect_timeout=15): waking up takes seconds"]
)

export const stopped = of("Misconfigured", "the provider paused, deleted or does not know this server", [
  "Resume it in the provider's console, or correct the host of the URL"
])

export const network = of("Misconfigured", "the provider does not allow connections from this address", [
  "Add this machine's address to the project's allow list, firewall rules or security group"
])

export const tls = of("Misconfigured", "the provider takes encrypted connections only", [
  "Set sslmode=verify-full (or require) in the URL"
])

export const throttled = of(
  "PoolExhausted",
  "the provider takes no more new connections of this project at once",
  [
    "Connect through the pooled host and keep connections open, instead of one for each request",
    ...poolTimeout.verdict.remedies
  ]
)

export const full = of("StorageFull", "the plan's storage is used up, so the provider takes no more data", [
  "Delete what is not needed and VACUUM, or choose a larger plan"
])
