import { Effect } from "effect"
import type { PgEndpoint } from "../../../layers/config/PgUrl.ts"
import type { Check } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"
import { address } from "./Endpoints.ts"

/** Pools that are to be apart. */
export const rules = family({
  "lanes-share-server-pool": {
    severity: "warning",
    reason:
      "A pooler keeps server connections for each name of a database and each user: what is slow in one of these lanes takes those of the other, in all processes.",
    remedy:
      "Give the lane an alias in pgbouncer.ini, such as NAME_reports = host=… dbname=NAME pool_size=3, and put that into its URL; at a hosted pooler a user of its own."
  }
})

/** What a pooler tells server connections apart by. */
const serverPool = (endpoint: PgEndpoint): string =>
  `database ${endpoint.database} as ${endpoint.username} at ${address(endpoint)}`

/** Every two pools that lead to the same server connections. */
const sharing = (pools: ReadonlyArray<readonly [variable: string, endpoint: PgEndpoint]>) =>
  [...Map.groupBy(pools, ([, endpoint]) => serverPool(endpoint))].filter(([, same]) => same.length > 1)

/** Whether each lane has server connections of its own, as far as URLs say. */
export const check: Check = {
  name: "lanes: whether pools of a name have server connections of their own",
  run: ({ reading: { settings } }) =>
    Effect.sync((): ReadonlyArray<Finding> => {
      const named = Object.entries(settings.lanes ?? {}).map(
        ([name, endpoint]) => [`DATABASE_POOL_URL_${name.toUpperCase()}`, endpoint] as const
      )
      const main = settings.pooled === undefined ? [] : [["DATABASE_POOL_URL", settings.pooled] as const]
      return sharing([...main, ...named]).map(([where, same]) =>
        found(
          rules["lanes-share-server-pool"],
          `${same.map(([variable]) => variable).join(" and ")} lead to ${where}`
        )
      )
    })
}
