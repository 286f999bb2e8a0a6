import { join } from "node:path"
import type { PgUrl } from "aquifer"
import { Effect } from "effect"
import { faultProxy } from "../../support/FaultProxy.ts"
import { openFolder } from "../../support/openFolder.ts"
import { restartableServersIn } from "../../support/restartableServersIn.ts"
import * as AdjustableClock from "./AdjustableClock.ts"
import * as FaultTables from "./FaultTables.ts"

/** As whom the product logs in, by either endpoint. */
export const role = "aquifer_faults"

/** What the product's direct sessions are called, to tell them from PgBouncer's. */
export const directSessions = "faults direct"

/** What the documents ask of a server, with shorter times; commits outlive its processes, which is all that dies here. */
const postgres = {
  max_connections: 40,
  client_connection_check_interval: "1s",
  idle_in_transaction_session_timeout: "5s",
  transaction_timeout: "15s",
  lock_timeout: "1s",
  deadlock_timeout: "200ms"
}

/** How a product under test reaches its servers: through proxies that can be told to misbehave. */
const through = (
  endpoint: PgUrl.PgEndpoint,
  proxy: { readonly port: number },
  applicationName: string
): PgUrl.PgEndpoint => ({ ...endpoint, applicationName, port: proxy.port })

/** A migrated Postgres, PgBouncer in front of it, a proxy in front of each, and a clock that can be set. */
export const make = Effect.gen(function* () {
  const directory = join(yield* openFolder, "postgres")
  const servers = yield* restartableServersIn(directory, {
    poolSize: 6,
    postgres,
    pgbouncer: { log_pooler_errors: 0 }
  })
  const pooledProxy = yield* faultProxy(servers.pooled)
  const directProxy = yield* faultProxy(servers.direct)
  yield* servers.ask(FaultTables.create(role))
  return {
    ...servers,
    pooledProxy,
    directProxy,
    pooled: through(servers.pooled, pooledProxy, "faults pooled"),
    direct: through(servers.direct, directProxy, directSessions),
    clock: AdjustableClock.make()
  }
})

export type Rig = Effect.Success<typeof make>
