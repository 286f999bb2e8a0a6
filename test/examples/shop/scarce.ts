import { ChangeFeed } from "aquifer"
import { Effect, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { Products } from "./Catalogue.ts"

/**
 * Products of which fewer than these are left, as they are sold by whatever process. What a feed cannot tell, from before it
 * listened and out of its gaps, is looked up.
 */
export const scarce = (few: number) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const products = yield* Products
      const all = products.query({ where: sql`stock < ${few}` })
      return Products.changes.pipe(
        Stream.mapEffect(
          ChangeFeed.ChangeEvent.$match({
            Listening: () => all,
            Gap: () => all,
            Changed: ({ keys }) => Effect.map(products.findMany(keys), (found) => [...found.values()])
          })
        ),
        Stream.flatMap(Stream.fromIterable),
        Stream.filter(({ stock }) => stock < few)
      )
    })
  )
