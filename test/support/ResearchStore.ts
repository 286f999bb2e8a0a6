import { Migration, PooledPg } from "aquifer"
import { ResearchAnalytics, ResearchCache, ResearchDocuments, researchSchema } from "aquifer/research"
import { Layer } from "effect"
import type { Route } from "./SuiteDatabase.ts"
import { suiteEndpoints } from "./SuiteEndpoints.ts"

/** Both endpoints on a database of the suite's own, with the research store's tables. */
export const endpoints = (route: Route) => suiteEndpoints(route, Migration.run(researchSchema))

/** The services over a route, on a database of the suite's own. */
export const research = (route: Route) =>
  Layer.mergeAll(
    ResearchCache.layerNoDeps,
    ResearchDocuments.layerNoDeps,
    ResearchAnalytics.layerNoDeps
  ).pipe(Layer.provideMerge(PooledPg.layerSqlClient), Layer.provideMerge(endpoints(route)))

/** Their twins in memory. */
export const researchInMemory = Layer.mergeAll(
  ResearchCache.layerMemory,
  ResearchDocuments.layerMemory,
  ResearchAnalytics.layerMemory
)

/** The services in every place, by its name: in memory, and on Postgres over each route. */
export const places = {
  "in memory": researchInMemory,
  direct: research("direct"),
  "through PgBouncer 1.18": research("pgbouncer118"),
  "through PgBouncer 1.24": research("pgbouncer124")
}
