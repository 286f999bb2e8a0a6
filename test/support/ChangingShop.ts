import { ChangeFeed, DirectPg, kitSchema, Migration } from "aquifer"
import { Context, Effect, Queue, Schema, Stream } from "effect"
import type { Route } from "./SuiteDatabase.ts"
import { suiteClient } from "./SuiteEndpoints.ts"

const shop = Migration.ofSet("shop", [
  {
    id: 1,
    name: "tables",
    up: [
      "CREATE TABLE products (sku text PRIMARY KEY, cents int NOT NULL)",
      "CREATE TABLE lines (order_id int8, line int, quantity int NOT NULL, PRIMARY KEY (order_id, line))",
      "CREATE TABLE untold (id int PRIMARY KEY)",
      "GRANT ALL ON products, lines, untold TO PUBLIC"
    ]
  },
  { id: 2, name: "products_changes", ...ChangeFeed.changesFor({ table: "products", idColumn: "sku" }) },
  {
    id: 3,
    name: "lines_changes",
    ...ChangeFeed.changesFor({ table: "public.lines", idColumn: ["order_id", "line"] })
  }
])

/** A table of products and one of order lines that tell what changes in them, the pool over a route, and the direct endpoint. */
export const changingShop = (route: Route) => suiteClient(route, Migration.run([...kitSchema, ...shop]))

export const products = { table: "products", key: Schema.String, pollEvery: "20 millis" } as const

/** What reads where there is no direct endpoint to be told by. */
export const polling = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.updateContext(
    effect,
    (context: Context.Context<R>) => Context.omit(DirectPg)(context) as Context.Context<R>
  ) // which it asks for optionally

/** Events of a feed, one after the other. */
export const told = Effect.fnUntraced(function* <Key>({ events }: ChangeFeed.ChangeFeed<Key>) {
  const queue = yield* Queue.unbounded<ChangeFeed.ChangeEvent<Key>>()
  yield* Effect.forkScoped(Stream.runForEach(events, (event) => Queue.offer(queue, event)))
  return queue
})

/** Those of a feed that has begun, up to the one that is wanted. */
export const watching = Effect.fnUntraced(function* <Key>(feed: ChangeFeed.ChangeFeed<Key>) {
  const queue = yield* told(feed)
  const until = Effect.fnUntraced(function* (wanted: (event: ChangeFeed.ChangeEvent<Key>) => boolean) {
    const passed: Array<ChangeFeed.ChangeEvent<Key>> = []
    for (;;) {
      const event = yield* Queue.take(queue)
      passed.push(event)
      if (wanted(event)) return passed
    }
  })
  yield* until(({ _tag }) => _tag === "Listening")
  return { until, tag: (tag: ChangeFeed.ChangeEvent<Key>["_tag"]) => until(({ _tag }) => _tag === tag) }
})

/** The keys that events tell, in their order. */
export const keysOf = <Key>(events: ReadonlyArray<ChangeFeed.ChangeEvent<Key>>): ReadonlyArray<Key> =>
  events.flatMap((event) => (event._tag === "Changed" ? event.keys : []))

export const killListener = Effect.flatMap(
  DirectPg,
  ({ sql }) =>
    sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()`
)
