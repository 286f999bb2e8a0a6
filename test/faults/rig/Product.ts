import { Deadline, DirectPg, type PgUrl, PgTransaction, PooledPg, type PooledSqlClient } from "aquifer"
import { ChangeFeed, ResearchCache, ResearchDocuments } from "aquifer/research"
import { Context, Duration, Effect, Layer, Stream } from "effect"
import type { History } from "../history/History.ts"

/** Runs statements as one transaction that has to be over in so many milliseconds. */
export type Transaction = (
  options: PgTransaction.TransactionOptions & { readonly millis: number }
) => <A, E>(work: Effect.Effect<A, E>) => Effect.Effect<A, unknown>

/** Runs a statement that has to be over in so many milliseconds. */
export type Statement = (millis: number) => <A, E>(work: Effect.Effect<A, E>) => Effect.Effect<A, unknown>

/** A program that uses the package as its users do; what the campaign tries, and what a planted bug is put around. */
export interface Product {
  readonly name: string
  readonly sql: PooledSqlClient
  readonly statement: Statement
  readonly transaction: Transaction
  readonly documents: ResearchDocuments["Service"]
  /** Asks the database. */
  readonly cache: ResearchCache["Service"]
  /** Asks memory first, for as long as a feed of changes vouches for it. */
  readonly near: ResearchCache["Service"]
  readonly stats: PooledPg["Service"]["stats"]
}

interface Endpoints {
  readonly pooled: PgUrl.PgEndpoint
  readonly direct: PgUrl.PgEndpoint
}

const transactionOf =
  (sql: PooledSqlClient): Transaction =>
  ({ millis, ...options }) =>
  (work) =>
    sql.withTransaction(work).pipe(PgTransaction.begun(options), Deadline.within(millis))

/** Writes down what the feed tells, for as long as the scope lives. */
const hear = Effect.fnUntraced(function* (name: string, history: History, feed: ChangeFeed["Service"]) {
  yield* Effect.forkScoped(
    Stream.runForEach(feed.events, (event) =>
      Effect.sync(() => {
        if (event._tag === "Changed") {
          for (const keyword of event.keys) history.heard(name, { keyword, tells: true })
        } else {
          history.heard(name, { keyword: undefined, tells: event._tag === "Listening" || event.continues })
        }
      })
    )
  )
})

/** Starts one on the endpoints, with a pool that is smaller than its load; it lives as long as the scope. */
export const start = Effect.fnUntraced(function* (name: string, endpoints: Endpoints, history: History) {
  const pools = yield* Layer.build(
    Layer.merge(
      PooledPg.layerWith({ endpoint: endpoints.pooled, pool: { size: 5, timeout: Duration.seconds(2) } }),
      DirectPg.layerWith({ endpoint: endpoints.direct })
    )
  )
  const services = Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps)
  const near = Layer.provideMerge(ResearchCache.layerNear(), ChangeFeed.layerNoDeps)
  const onPools = Layer.provide(Layer.provideMerge(PooledPg.layerSqlClient, Layer.succeedContext(pools)))
  const far = yield* Layer.build(services.pipe(onPools))
  const nearby = yield* Layer.build(near.pipe(onPools))
  yield* hear(name, history, Context.get(nearby, ChangeFeed))
  const { sql, stats } = Context.get(pools, PooledPg)
  const product: Product = {
    name,
    sql,
    stats,
    statement: (millis) => Deadline.within(millis),
    transaction: transactionOf(sql),
    documents: Context.get(far, ResearchDocuments),
    cache: Context.get(far, ResearchCache),
    near: Context.get(nearby, ResearchCache)
  }
  return product
})
