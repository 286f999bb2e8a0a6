import { expect, layer } from "@effect/vitest"
import { ChangeFeed, kitSchema, Migration } from "aquifer"
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { keysOf, watching } from "../../../support/ChangingShop.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

/** Of each type a value in some form, and the one text that it is told by. */
const columns = {
  text: ["'Tea'", "Tea"],
  whole: ["9007199254740993", "9007199254740993"],
  uuid: ["'6F9619FF-8B86-4D01-B42D-00CF4FC964FF'", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"],
  padded: ["'Tea'", "Tea"],
  digits: ["1.50", "1.50"],
  day: ["DATE '20240705'", "2024-07-05"],
  instant: ["TIMESTAMPTZ '2024-07-05 12:00:00.123+02'", "2024-07-05 10:00:00.123+00"],
  naive: ["TIMESTAMP '2024-07-05 12:00:00'", "2024-07-05 12:00:00"],
  clock: ["TIME '12:00'", "12:00:00"],
  span: ["'P1M-2DT3H'", "1 mon -2 days +03:00:00"],
  fraction: ["0.1::float8 + 0.2::float8", "0.30000000000000004"],
  short: ["1.1::real", "1.1"],
  bytes: ["decode('5cff', 'hex')", "\\x5cff"],
  price: ["1234.5::float8::numeric::money", "$1,234.50"],
  days: ["daterange(DATE '20240705', DATE '20240706')", "[2024-07-05,2024-07-06)"],
  many: ["ARRAY[DATE '20240705']", "{2024-07-05}"],
  member: [
    "ROW(TIMESTAMPTZ '2024-07-05 12:00:00+02', 1e-1::float8)::told_member",
    '("2024-07-05 10:00:00+00",0.1)'
  ]
} as const

const types = `text text, whole int8, uuid uuid, padded char(10), digits numeric, day date, instant timestamptz,
  naive timestamp, clock time, span interval, fraction float8, short real, bytes bytea, price money, days daterange,
  many date[], member told_member`

/** How a writer may have its values written, each otherwise than by default. */
const settings = [
  ["DateStyle", "SQL, DMY"],
  ["DateStyle", "German"],
  ["DateStyle", "Postgres, MDY"],
  ["IntervalStyle", "sql_standard"],
  ["IntervalStyle", "iso_8601"],
  ["TimeZone", "America/New_York"],
  ["TimeZone", "Asia/Kathmandu"],
  ["extra_float_digits", "0"],
  ["extra_float_digits", "-15"],
  ["bytea_output", "escape"],
  ["lc_monetary", "C.UTF-8"],
  ["lc_monetary", "POSIX"]
] as const

const names = Object.keys(columns)

const Key = Schema.Struct(Object.fromEntries(names.map((name) => [name, Schema.String])))

/** Some of them as the driver gives them. */
const Typed = Schema.Struct({
  whole: Schema.BigInt,
  instant: Schema.Date,
  naive: Schema.Date,
  clock: Schema.BigInt,
  fraction: Schema.Number,
  bytes: Schema.Uint8Array
})

const typed = {
  whole: 9007199254740993n,
  instant: new Date("2024-07-05T10:00:00.123Z"),
  naive: new Date("2024-07-05T12:00:00Z"),
  clock: 43_200_000_000n,
  fraction: 0.1 + 0.2,
  bytes: Uint8Array.of(0x5c, 0xff)
}

const told = Object.fromEntries(Object.entries(columns).map(([name, [, text]]) => [name, text]))

const changes = Migration.ofSet("told", [
  {
    id: 1,
    name: "everything",
    up: [
      "CREATE TYPE told_member AS (at timestamptz, share float8)",
      `CREATE TABLE everything (n int, ${types})`,
      "GRANT ALL ON everything TO PUBLIC",
      ...ChangeFeed.changesFor({ table: "everything", idColumn: names }).up
    ]
  }
])

const unusual = [
  ...settings.map((setting) => [setting]),
  [...new Map<string, string>(settings)] // of each the last, all at once
]

for (const route of routes) {
  layer(suiteClient(route, Migration.run([...kitSchema, ...changes])), { excludeTestServices: true })(
    `What a feed tells of writers with settings of their own, ${route}`,
    (it) => {
      it.effect("is by the same text as of any other", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { tag } = yield* watching(yield* ChangeFeed.make({ table: "everything", key: Key }))
          const read = yield* watching(yield* ChangeFeed.make({ table: "everything", key: Typed }))
          const values = Object.values(columns).map(([value]) => value)
          const writes = [
            `INSERT INTO everything (n, ${names.join(", ")}) VALUES (1, ${values.join(", ")})`,
            "UPDATE everything SET n = n + 1",
            "DELETE FROM everything"
          ]
          for (const each of [[], ...unusual])
            for (const write of writes) {
              const set = Effect.forEach(each, ([name, value]) =>
                sql.unsafe(`SET LOCAL ${name} = '${value}'`)
              )
              yield* sql.withTransaction(Effect.andThen(set, sql.unsafe(write)))
              const keys = keysOf(yield* tag("Changed"))
              expect(keys, `${each.join("; ")}: ${write}`).toEqual([told])
              expect(keysOf(yield* read.tag("Changed"))).toEqual([typed])
            }
        })
      )
    }
  )
}
