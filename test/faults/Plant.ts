import { PgFailure } from "aquifer"
import type { CacheEntry } from "aquifer/research"
import { Effect, Option } from "effect"
import type { Product, Transaction } from "./rig/Product.ts"

/** Puts a bug around a product that has none of its kind. */
export type Plant = (product: Product) => Product

type Run = <A, E>(work: Effect.Effect<A, E>) => Effect.Effect<A, unknown>

/** How a product runs statements and transactions, changed. */
const runs = ({ statement, transaction }: Product, change: (run: Run) => Run) => ({
  statement: (millis: number) => change(statement(millis)),
  transaction: (options: Parameters<Transaction>[0]) => change(transaction(options))
})

type Store = Product["documents"]["store"]

/** Every third store of a product, changed. */
const stores = (product: Product, change: (store: Store) => Store): Product => {
  const { store } = product.documents
  const changed = change(store)
  let stored = 0
  return {
    ...product,
    documents: {
      ...product.documents,
      store: (request) => Effect.suspend(() => (++stored % 3 === 0 ? changed : store)(request))
    }
  }
}

const claimed = new PgFailure.Unavailable({ statement: "did not run", message: "planted" })

/** What was there when a keyword was asked for the first time is answered for ever. */
const remembering = (near: Product["near"]): Product["near"] => {
  const known = new Map<string, Option.Option<CacheEntry>>()
  return {
    ...near,
    lookup: (keyword) =>
      Effect.suspend(() => {
        const held = known.get(keyword)
        if (held !== undefined) return Effect.succeed(held)
        return Effect.tap(near.lookup(keyword), (found) =>
          Effect.sync(() => Option.isSome(found) && known.set(keyword, found))
        )
      })
  }
}

/** A bug of each class that the checker looks for. */
export const plants = {
  /** Whatever has failed is done again, although it may have run and no key makes that safe. */
  "blind-retry": (product) => ({
    ...product,
    ...runs(product, (run) => (work) => Effect.retry(run(work), { times: 2 }))
  }),
  /** A store is done twice. */
  "double-apply": (product) =>
    stores(
      product,
      (store) =>
        ({ operation: _operation, ...request }) =>
          Effect.andThen(store(request), store(request))
    ),
  /** A store is acknowledged and not done. */
  "early-answer": (product) =>
    stores(product, () => () => Effect.succeed({ inserted: 2, updated: 0, duplicates: 0 })),
  /** A store leaves out the entry of the cache. */
  "half-store": (product) =>
    stores(
      product,
      (store) => (request) => Effect.tap(store(request), product.cache.invalidate(request.keyword))
    ),
  /** What nobody knows is told as if nothing had run. */
  "false-verdict": (product) => ({
    ...product,
    ...runs(product, (run) => (work) => Effect.mapError(run(work), () => claimed))
  }),
  /** Memory does not notice what changes. */
  "stale-near": (product) => ({ ...product, near: remembering(product.near) }),
  /** The isolation that was asked for is left out, and so are locks. */
  "lost-update": (product) => ({
    ...product,
    transaction: ({ isolation: _isolation, ...options }) => product.transaction(options)
  }),
  /** Serializable transactions see one snapshot, and no more is checked. */
  "write-skew": (product) => ({
    ...product,
    transaction: ({ isolation, ...options }) =>
      product.transaction({
        ...options,
        ...(isolation === undefined ? {} : { isolation: "repeatable read" })
      })
  })
} satisfies Readonly<Record<string, Plant>>

export type PlantName = keyof typeof plants

export const isPlant = (name: string): name is PlantName => Object.hasOwn(plants, name)

/** No bug. */
export const nothing: Plant = (product) => product
