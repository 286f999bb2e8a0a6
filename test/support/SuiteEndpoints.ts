import { DirectPg, PooledPg, type PoolSettings } from "aquifer"
import { Effect, Layer } from "effect"
import { type Route, SuiteDatabase } from "./SuiteDatabase.ts"

/**
 * Both endpoints on a database of the suite's own: the pooled one as the application over a route, and the direct one as
 * administrator, who first sets up what the suite needs.
 */
export const suiteEndpoints = <A, E>(
  route: Route,
  setUp: Effect.Effect<A, E, DirectPg>,
  pool: Partial<PoolSettings> = {}
) =>
  Layer.unwrap(
    Effect.map(SuiteDatabase, ({ admin, app }) =>
      Layer.merge(
        PooledPg.layerWith({ endpoint: app(route), pool }),
        Layer.tap(DirectPg.layerWith({ endpoint: admin }), (context) => Effect.provideContext(setUp, context))
      )
    )
  ).pipe(Layer.provideMerge(SuiteDatabase.layer))

/** The same with the pooled endpoint's client. */
export const suiteClient = <A, E>(
  route: Route,
  setUp: Effect.Effect<A, E, DirectPg>,
  pool: Partial<PoolSettings> = {}
) => PooledPg.layerSqlClient.pipe(Layer.provideMerge(suiteEndpoints(route, setUp, pool)))
