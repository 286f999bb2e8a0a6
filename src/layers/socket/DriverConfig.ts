import type { PgConnection } from "@effect/sql-pg"
import { Duration, Redacted } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as SaslPrep from "../encode/SaslPrep.ts"
import { usualConnectSeconds } from "./EndpointState.ts"
import type { PgSockets } from "./PgSockets.ts"

/** The driver's time runs from before the socket's, and must not be over first. */
const slackSeconds = 2

/**
 * How long the driver waits for a login: what its socket may wait for included, as the driver's time runs meanwhile. Of
 * several hosts the socket gives each its time and goes on to the next, which the driver would cut off: a socket may wait
 * until another one has tried them all, and then try one itself.
 */
const connectTimeout = (
  { connectTimeout = usualConnectSeconds, hosts }: PgEndpoint,
  placeWait: Duration.Duration
) => {
  const attempts = hosts === undefined ? connectTimeout : connectTimeout * (hosts.length + 1) + slackSeconds
  return Duration.sum(Duration.seconds(attempts), placeWait)
}

/**
 * How the driver logs in at an endpoint, over sockets of ours, each of which may wait so long for a place where connections
 * are shared.
 */
export const of = (
  endpoint: PgEndpoint,
  sockets: PgSockets,
  placeWait = Duration.zero
): PgConnection.Config => ({
  host: endpoint.host,
  database: endpoint.database,
  username: endpoint.username,
  password: endpoint.password && Redacted.make(SaslPrep.prepare(Redacted.value(endpoint.password))),
  ssl: false, // the socket sees to it
  stream: sockets.connect,
  applicationName: endpoint.applicationName,
  startupOptions: endpoint.options,
  connectTimeout: connectTimeout(endpoint, placeWait)
})
