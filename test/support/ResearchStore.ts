import { DirectPg, Migration, PooledPg } from "aquifer"
import { ResearchAnalytics, ResearchCache, ResearchDocuments, researchSchema } from "aquifer/research"
import { Effect, Layer } from "effect"
import { type Route, SuiteDatabase } from "./SuiteDatabase.ts"

/** Both endpoints on the suite's database, migrated: the direct one as administrator, the pooled one as the application. */
export const endpoints = (route: Route) =>
  Layer.unwrap(
    Effect.map(SuiteDatabase, ({ admin, app }) =>
      Layer.merge(
        PooledPg.layerWith({ endpoint: app(route) }),
        Layer.tap(DirectPg.layerWith({ endpoint: admin }), (context) =>
          Effect.provideContext(Migration.run(researchSchema), context)
        )
      )
    )
  ).pipe(Layer.provideMerge(SuiteDatabase.layer))

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
