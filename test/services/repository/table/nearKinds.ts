import { Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"

/** What a test of any type calls an id. */
type Id = typeof Schema.String

interface Row {
  readonly id: string
  readonly n: number
}

/** A table with an id of some type, or of several. */
export interface Kind {
  readonly name: string
  readonly table: string
  readonly service: ReturnType<typeof serviceOf>
  readonly up: ReadonlyArray<string>
  readonly columns: string
  /** A row's id in SQL that no setting changes. */
  readonly values: string
  /** The same as the repository shows it. */
  readonly shown: string
  /** Others that are the same to Postgres, or look so. */
  readonly forms: ReadonlyArray<string>
  /** Whether a row in memory is answered for it, and that there is none. */
  readonly held: boolean
  readonly absent: boolean
}

const serviceOf = (name: string, fields: Schema.Struct.Fields, idColumn: "id") =>
  class extends Repository.Service<{ readonly name: Id }>()(`near/${name}`, {
    model: Model.Class<Row>(name)({ ...(fields as { readonly id: Id }), n: Schema.Int }),
    tableName: name,
    idColumn
  }) {}

interface Part {
  readonly schema: unknown
  readonly type: string
  readonly value: string
}

interface Told {
  readonly shown: unknown
  readonly forms?: ReadonlyArray<unknown>
  readonly held?: boolean
  readonly absent?: boolean
}

const kindOf = (
  name: string,
  parts: Readonly<Record<string, Part>>,
  { absent = false, forms = [], held = absent, shown }: Told
): Kind => {
  const table = `near_${name}`
  const fields = Object.entries(parts)
  const schemas = Object.fromEntries(fields.map(([field, { schema }]) => [field, schema as Id])) // whatever it is
  const [first = "", ...others] = Object.keys(parts)
  const service = serviceOf(table, schemas, (others.length === 0 ? first : [first, ...others]) as "id") // as above
  const types = Object.fromEntries(fields.map(([field, { type }]) => [field, `${type} NOT NULL`]))
  const { up } = service.changesFor({ create: true, feed: true, types })
  return {
    name,
    table,
    service,
    up,
    columns: Object.keys(parts).join(", "),
    values: fields.map(([, { value }]) => value).join(", "),
    shown: shown as string,
    forms: forms as ReadonlyArray<string>,
    held,
    absent
  }
}

const of = (name: string, schema: unknown, type: string, value: string, told: Told): Kind =>
  kindOf(name, { id: { schema, type, value } }, told)

const text = Schema.String
const number = Schema.BigDecimalFromString
const digits = Schema.decodeUnknownSync(number)

const uuid = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
const instant = new Date("2024-11-03T05:30:00.120Z")

const some = [
  of("texts", text, "text", "'Tea '", { shown: "Tea ", absent: true }),
  of("varchars", text, "varchar(5)", "'Tea'", { shown: "Tea", absent: true }),
  of("int2s", Schema.Int, "int2", "7", { shown: 7, absent: true }),
  of("int4s", Schema.Int, "int4", "7", { shown: 7, absent: true }),
  of("int8s", Schema.BigInt, "int8", "9007199254740993", { shown: 9007199254740993n, absent: true }),
  of("uuids", Schema.String.check(Schema.isUUID()), "uuid", `'${uuid}'`, {
    shown: uuid,
    forms: [uuid.toUpperCase(), uuid.replace("f", "F")],
    absent: true
  }),
  of("loose_uuids", text, "uuid", `'${uuid}'`, {
    shown: uuid,
    forms: [`{${uuid}}`, uuid.replaceAll("-", "")],
    absent: true
  }),
  of("instants", Schema.Date, "timestamptz", `'${instant.toISOString()}'`, {
    shown: instant,
    forms: [new Date(instant)],
    absent: true
  }),
  of("early_instants", Schema.Date, "timestamptz", "'0050-01-01 00:00:00+00'", {
    shown: new Date("0050-01-01T00:00:00Z"),
    absent: true
  }),
  of("late_instants", Schema.Date, "timestamptz", "'12345-01-01 00:00:00+00'", {
    shown: new Date("+012345-01-01T00:00:00Z"),
    absent: true
  }),
  of("earlier_instants", Schema.Date, "timestamptz", "'0044-03-15 00:00:00+00 BC'", {
    shown: new Date("-000043-03-15T00:00:00Z"),
    absent: true
  }),
  of("naive_instants", Schema.Date, "timestamp", "'2024-11-03 05:30:00.12'", {
    shown: instant,
    absent: true
  }),
  of("days", text, "date", "DATE '20240705'", {
    shown: "2024-07-05",
    forms: ["2024-7-5", "20240705", "July 5, 2024"],
    absent: true
  }),
  of("booleans", Schema.Boolean, "bool", "true", { shown: true, absent: true }),
  of("tiers", Schema.Literals(["free", "pro"]), "near_tier", "'pro'", { shown: "pro", absent: true }),
  of("codes", text, "near_code", "'abc'", { shown: "abc", absent: true }),
  of("fractions", Schema.Number, "float8", "0.1::float8 + 0.2::float8", {
    shown: 0.1 + 0.2,
    absent: true
  }),
  of("zeros", Schema.Number, "float8", "'-0'::float8", { shown: 0, forms: [-0] }),
  of("shorts", Schema.Number, "float4", "1.1::float4", { shown: Math.fround(1.1), forms: [1.1] }),
  of("padded", text, "char(10)", "'tea'", { shown: "tea       ", forms: ["tea", "tea "] }),
  of("open_chars", text, "bpchar", "'tea'", { shown: "tea", forms: ["tea ", "tea    "], held: true }),
  of("folded", text, "text COLLATE near_folded", "'Tea'", {
    shown: "Tea",
    forms: ["TEA", "tea"],
    held: true
  }),
  of("citexts", text, "citext", "'Tea'", { shown: "Tea", forms: ["TEA", "tea"], held: true }),
  of("citext_domains", text, "near_name", "'Tea'", { shown: "Tea", forms: ["TEA", "tea"], held: true }),
  of("names", text, "name", "'Tea'", { shown: "Tea", held: true }),
  of("numerics", text, "numeric", "1.50", { shown: "1.50", forms: ["1.5", "1.500", "15e-1"], held: true }),
  of("scaled_numerics", text, "numeric(8, 3)", "1.5", { shown: "1.500", forms: ["1.5", "1.50"], held: true }),
  of("decimals", number, "numeric", "1.50", {
    shown: digits("1.50"),
    forms: [digits("1.5"), digits("15e-1")],
    held: true
  }),
  of("clocks", Schema.BigInt, "time", "TIME '05:30'", { shown: 19_800_000_000n, absent: true }),
  of("zoned_clocks", text, "timetz", "TIMETZ '05:30+02'", {
    shown: "05:30:00+02",
    forms: ["05:30:00+02:00"]
  }),
  of("bytes", Schema.Uint8Array, "bytea", "decode('5cff', 'hex')", {
    shown: Uint8Array.of(0x5c, 0xff),
    absent: true,
    forms: [Uint8Array.of(0x5c, 0xff)]
  }),
  of("addresses", text, "inet", "'10.0.0.1'", { shown: "10.0.0.1", forms: ["10.0.0.1/32"] }),
  of("networks", text, "cidr", "'10.0.0.0/8'", { shown: "10.0.0.0/8", forms: ["10/8"], held: true }),
  of("cards", text, "macaddr", "'08:00:2b:01:02:03'", {
    shown: "08:00:2b:01:02:03",
    forms: ["08-00-2B-01-02-03"],
    held: true
  }),
  of("prices", text, "money", "1234.5::float8::numeric::money", { shown: "$1,234.50", forms: ["1234.5"] }),
  of("bits", text, "bit(4)", "B'1010'", { shown: "1010", forms: ["xA"] }),
  of("spans", text, "daterange", "daterange(DATE '20240705', DATE '20240706')", {
    shown: "[2024-07-05,2024-07-06)",
    forms: ["[2024-07-05,2024-07-05]", "[2024-7-5,2024-7-6)"]
  }),
  of("places", text, "pg_lsn", "'0/16AE7F8'", { shown: "0/16AE7F8", forms: ["0/016ae7f8"] }),
  of("numbers", Schema.Int, "oid", "7", { shown: 7 })
]

const several = [
  kindOf(
    "uuid_and_text",
    {
      a: { schema: text, type: "uuid", value: `'${uuid}'` },
      b: { schema: text, type: "text", value: "'b'" }
    },
    {
      shown: { a: uuid, b: "b" },
      forms: [
        { a: uuid.toUpperCase(), b: "b" },
        { b: "b", a: uuid }
      ],
      absent: true
    }
  ),
  kindOf(
    "instant_and_tier",
    {
      a: { schema: Schema.Date, type: "timestamptz", value: `'${instant.toISOString()}'` },
      b: { schema: text, type: "near_tier", value: "'pro'" }
    },
    { shown: { a: instant, b: "pro" }, absent: true }
  ),
  kindOf(
    "day_and_number",
    {
      a: { schema: text, type: "date", value: "DATE '20240705'" },
      b: { schema: Schema.BigInt, type: "int8", value: "7" }
    },
    { shown: { a: "2024-07-05", b: 7n }, forms: [{ a: "2024-7-5", b: 7n }], absent: true }
  ),
  kindOf(
    "padded_and_numeric",
    {
      a: { schema: text, type: "char(5)", value: "'tea'" },
      b: { schema: text, type: "numeric", value: "1.50" }
    },
    {
      shown: { a: "tea  ", b: "1.50" },
      forms: [
        { a: "tea", b: "1.50" },
        { a: "tea", b: "1.5" }
      ]
    }
  ),
  kindOf(
    "fraction_and_zero",
    {
      a: { schema: Schema.Number, type: "float8", value: "0.1::float8 + 0.2::float8" },
      b: { schema: Schema.Number, type: "float8", value: "'-0'::float8" }
    },
    { shown: { a: 0.1 + 0.2, b: 0 }, forms: [{ a: 0.1 + 0.2, b: -0 }] }
  ),
  kindOf(
    "citext_and_naive",
    {
      a: { schema: text, type: "citext", value: "'Tea'" },
      b: { schema: Schema.Date, type: "timestamp", value: "'2024-11-03 05:30:00.12'" }
    },
    { shown: { a: "Tea", b: instant }, forms: [{ a: "tea", b: instant }], held: true }
  )
]

/** A row, and its id in all forms, for each type that an id may have. */
export const kinds: ReadonlyArray<Kind> = [...some, ...several]
