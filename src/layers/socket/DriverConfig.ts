import type { PgConnection } from "@effect/sql-pg"
import { Redacted } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as SaslPrep from "../encode/SaslPrep.ts"
import type { PgSockets } from "./PgSockets.ts"

/** How the driver logs in at an endpoint, over sockets of ours. */
export const of = (endpoint: PgEndpoint, sockets: PgSockets): PgConnection.Config => ({
  host: endpoint.host,
  database: endpoint.database,
  username: endpoint.username,
  password: endpoint.password && Redacted.make(SaslPrep.prepare(Redacted.value(endpoint.password))),
  ssl: false, // the socket sees to it
  stream: sockets.connect,
  applicationName: endpoint.applicationName,
  startupOptions: endpoint.options,
  // Of several hosts each has its time, which the socket sees to; the driver's only bounds what is lost on the way.
  ...((endpoint.hosts !== undefined || endpoint.connectTimeout !== undefined) && {
    connectTimeout: ((endpoint.connectTimeout ?? 5) + (endpoint.hosts === undefined ? 0 : 2)) * 1000
  })
})
