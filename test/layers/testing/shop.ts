import { kitSchema, Migration } from "aquifer"

/** As a user has it. */
export const shop = [
  ...kitSchema,
  ...Migration.ofSet("shop", [
    {
      id: 1,
      name: "products",
      up: [
        "CREATE DOMAIN cents AS int4 NOT NULL",
        "CREATE DOMAIN tags AS text[]",
        `CREATE TABLE products (
          sku text PRIMARY KEY, name text NOT NULL, price cents, stock int8 NOT NULL DEFAULT 0, note text, weights int4[],
          tags tags, made timestamptz, photo bytea, facts jsonb
        )`
      ]
    },
    { id: 2, name: "orders", up: ["CREATE TABLE orders (id int4 PRIMARY KEY, sku text NOT NULL)"] }
  ])
]
