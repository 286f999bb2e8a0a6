import { inspect } from "node:util"
import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { BigDecimal, Cause, Effect, Exit, Layer, Option, Schema } from "effect"
import { Model } from "effect/schema"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const Uuid = Schema.String.check(Schema.isUUID())

class Bill extends Model.Class<Bill>("Bill")({
  id: Uuid,
  total: Schema.BigDecimalFromString,
  due: Schema.NullOr(Schema.Int),
  email: Schema.NullOr(Schema.String),
  version: Model.GeneratedByDb(Schema.Int),
  removedAt: Model.GeneratedByDb(Schema.NullOr(Schema.Date))
}) {}

class Bills extends Repository.Service<Bills>()("twin/Bills", {
  model: Bill,
  tableName: "bills",
  idColumn: "id",
  versionColumn: "version",
  softDeleteColumn: "removedAt",
  lookups: {
    byEmail: Repository.unique("email"),
    byDue: Repository.many("due", { orderBy: { field: "total", direction: "descending" }, limit: 2 })
  }
}) {}

class Price extends Model.Class<Price>("Price")({
  amount: Schema.BigDecimalFromString,
  of: Uuid,
  rate: Schema.Number,
  at: Schema.Date,
  isOpen: Schema.NullOr(Schema.Boolean),
  seal: Schema.Uint8Array,
  count: Schema.BigInt
}) {}

class Prices extends Repository.Service<Prices>()("twin/Prices", {
  model: Price,
  tableName: "prices",
  idColumn: ["of", "amount"],
  lookups: { ofOne: Repository.many("of", { orderBy: { field: "rate" } }) }
}) {}

class Ticket extends Model.Class<Ticket>("Ticket")({
  id: Model.GeneratedByDb(Uuid),
  title: Schema.String
}) {}

class Tickets extends Repository.Service<Tickets>()("twin/Tickets", {
  model: Ticket,
  tableName: "tickets",
  idColumn: "id"
}) {}

/** Few values, so that rows meet; of each kind those that compare otherwise as text, or as JavaScript has them. */
const one = <const A extends ReadonlyArray<string | number>>(values: A) => Schema.Literals(values)
const digits = ["9", "10", "-1", "1.0", "1.00", "1e2", "0.5", "-0.25"] as const
const emails = ["B", "null", "\uffee", "😀"] as const
const uuids = [
  "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
  "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
  "00000000-0000-4000-8000-00000000000f",
  "F0000000-0000-4000-8000-000000000000"
] as const
const rates = [0, 1.5, -2, 10, 9, Infinity, -Infinity, Number.NaN, 1e21]
const moments = [0, 1, 5e12, -7e13].map((millis) => new Date(millis))
const seals = [[], [2], [10], [2, 0]].map((bytes) => Uint8Array.from(bytes))
const counts = [9n, 10n, -1n, 2n ** 62n]

const Row = Schema.Struct({
  id: one(uuids),
  digits: one(digits),
  due: one([0, 1, 2, 3]),
  email: one([...emails, "none"]),
  place: one([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

const Act = Schema.Struct({
  kind: one([
    "insert",
    "insert",
    "upsert",
    "update",
    "remove",
    "find",
    "byEmail",
    "byDue",
    "query",
    "pages",
    "pageBehindRemoved",
    "insertMany"
  ]),
  rows: Schema.Array(Row).check(Schema.isMinLength(1), Schema.isMaxLength(3)),
  by: one([0, 1, 2, 3, 4, 5, 6]),
  direction: one(["ascending", "descending"]),
  conflict: one(["fail", "ignore", "replace"]),
  version: one([1, 2])
})

type Row = typeof Row.Type
type Act = typeof Act.Type

const decimal = (text: string) => BigDecimal.fromStringUnsafe(text)

const bill = ({ digits, due, email, id }: Row) => ({
  id,
  total: decimal(digits),
  due: due === 0 ? null : due,
  email: email === "none" ? null : email
})

const nth = <A>(values: ReadonlyArray<A>, place: number): A => values[place % values.length] as A // it is there

const price = ({ digits, due, id, place }: Row) => ({
  amount: decimal(digits),
  of: id,
  rate: nth(rates, place),
  at: nth(moments, place),
  isOpen: [null, true, false][due % 3] ?? null,
  seal: nth(seals, place),
  count: nth(counts, place)
})

/** What an answer says, without what only one of them can know, such as the server's words. */
const told = (exit: Exit.Exit<unknown, unknown>): unknown => {
  if (Exit.isSuccess(exit)) return exit.value
  const error: unknown = Cause.squash(exit.cause)
  if (typeof error !== "object" || error === null || !("reason" in error)) return error
  const { constraint, field, _tag } = error.reason as Readonly<Record<string, unknown>> // of a DataError
  const { operation } = error as unknown as Readonly<Record<string, unknown>>
  return { operation, _tag, field, constraint }
}

interface Table {
  readonly name: string
  /** How an act is done, each with what it answers. */
  readonly acts: (act: Act, row: Row) => Readonly<Record<Act["kind"], Effect.Effect<unknown, unknown>>>
}

const orderBy = <const F extends string>(fields: ReadonlyArray<F>, { by, direction }: Act) => ({
  field: nth(fields, by),
  direction
})

interface Paged {
  readonly rows: ReadonlyArray<object>
  readonly next: Option.Option<Repository.Cursor>
}

/** All pages, of which the last row of each is removed before the next is asked for, where that is wanted. */
const pages = Effect.fnUntraced(function* (
  page: (after: Repository.Cursor | undefined) => Effect.Effect<Paged, unknown>,
  remove: (row: object) => Effect.Effect<unknown, unknown>
) {
  const all: Array<object> = []
  let after: Repository.Cursor | undefined
  do {
    const { next, rows } = yield* page(after)
    all.push(...rows)
    after = Option.getOrUndefined(next)
    const last = rows.at(-1)
    if (last !== undefined) yield* remove(last)
  } while (after !== undefined)
  return all
})

const bills = Effect.map(Bills, (bills): Table => ({
  name: "bills",
  acts: (act, row) => {
    const order = orderBy(["total", "due", "email", "id", "version"], act)
    const page = (after?: Repository.Cursor) =>
      bills.page({ orderBy: order, size: 2, ...(after === undefined ? undefined : { after }) })
    return {
      insert: bills.insert(bill(row)),
      upsert: bills.upsert(bill(row)),
      update: bills.update({ ...bill(row), version: act.version }),
      remove: bills.remove(row.id),
      find: bills.find(row.id),
      byEmail: bills.byEmail(row.email),
      byDue: bills.byDue(row.due),
      query: bills.query({ orderBy: order, limit: act.rows.length + 1 }),
      pages: pages(page, () => Effect.void),
      pageBehindRemoved: pages(page, (row) => bills.remove((row as Bill).id)), // it gives bills
      insertMany: bills.insertMany(act.rows.map(bill), { conflict: act.conflict })
    }
  }
}))

const prices = Effect.map(Prices, (prices): Table => ({
  name: "prices",
  acts: (act, row) => {
    const order = orderBy(["rate", "at", "seal", "count", "amount", "of", "isOpen"], act)
    const id = { of: row.id, amount: decimal(row.digits) }
    const page = (after?: Repository.Cursor) =>
      prices.page({ orderBy: order, size: 2, ...(after === undefined ? undefined : { after }) })
    return {
      insert: prices.insert(price(row)),
      upsert: prices.upsert(price(row)),
      update: prices.update(price(row)),
      remove: prices.remove(id),
      find: prices.find(id),
      byEmail: prices.exists(id),
      byDue: prices.ofOne(row.id),
      query: prices.query({ orderBy: order, limit: act.rows.length + 1 }),
      pages: pages(page, () => Effect.void),
      pageBehindRemoved: pages(page, (row) => prices.remove(row as Price)), // it gives prices
      insertMany: prices.insertMany(act.rows.map(price), { conflict: act.conflict })
    }
  }
}))

/** What is answered, act by act, and what is there in the end. */
const answers = Effect.fnUntraced(function* ({ acts }: Table, asked: ReadonlyArray<Act>) {
  const answered: Array<unknown> = []
  for (const act of asked) {
    const [row] = act.rows
    if (row === undefined) continue
    answered.push([act.kind, told(yield* Effect.exit(acts(act, row)[act.kind]))])
    const { query } = acts({ ...act, by: 3, rows: Array.from({ length: 50 }, () => row) }, row)
    answered.push(yield* query)
  }
  return answered
})

const shown = (answer: unknown) => inspect(answer, { depth: 9 })

/** The first answers that are not the same, or the last ones. */
const firstUnlike = (some: ReadonlyArray<unknown>, others: ReadonlyArray<unknown>) => {
  const at = some.findIndex((answer, index) => shown(answer) !== shown(others[index]))
  return [some.at(at), others.at(at)]
}

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  for (const table of [Bills, Prices, Tickets]) {
    for (const statement of table.changesFor({ create: true }).up) yield* sql.unsafe(statement)
  }
})

const onPostgres = Layer.mergeAll(Bills.layerNoDeps, Prices.layerNoDeps, Tickets.layerNoDeps).pipe(
  Layer.provideMerge(suiteClient("direct", tables))
)

layer(onPostgres, { excludeTestServices: true })("A repository in memory", (it) => {
  for (const [name, table, memory] of [
    ["bills", bills, Bills.layerMemory],
    ["prices", prices, Prices.layerMemory]
  ] as const) {
    it.effect.prop(
      `answers as Postgres does, whatever is done one after the other with ${name}`,
      [Schema.Array(Act).check(Schema.isMinLength(4), Schema.isMaxLength(24))],
      ([asked]) =>
        Effect.gen(function* () {
          const { sql } = yield* DirectPg
          yield* sql.unsafe(`TRUNCATE ${name}`)
          const postgres = yield* answers(yield* table, asked)
          const twin = Effect.flatMap(table as Effect.Effect<Table, never, Bills | Prices>, (table) =>
            answers(table, asked)
          )
          const inMemory = yield* Effect.provide(twin, memory as Layer.Layer<Bills | Prices>)
          const [answer, other] = firstUnlike(postgres, inMemory)
          expect(other, `Postgres: ${shown(answer)}\nmemory: ${shown(other)}`).toEqual(answer)
        }),
      { arbitrary: { seed: 18, runs: 60, size: 24 }, timeout: 120_000 }
    )
  }

  it.effect("makes UUIDs for rows that come without", () =>
    Effect.gen(function* () {
      const made = Effect.gen(function* () {
        const tickets = yield* Tickets
        const one = yield* tickets.insert({ title: "one" })
        yield* tickets.insert({ title: "another" })
        return [Schema.is(Uuid)(one.id), (yield* tickets.get(one.id)).title, (yield* tickets.query()).length]
      })
      expect(yield* made).toEqual([true, "one", 2])
      expect(yield* Effect.provide(made, Tickets.layerMemory)).toEqual([true, "one", 2])
    })
  )

  it.effect("names the table of which it does not know what the database would make", () =>
    Effect.gen(function* () {
      class Named extends Model.Class<Named>("Named")({ id: Model.GeneratedByDb(Schema.String) }) {}
      class Names extends Repository.Service<Names>()("twin/Names", {
        model: Named,
        tableName: "names",
        idColumn: "id"
      }) {}
      const died = Effect.sandbox(Names.use(({ insert }) => insert({})))
      const cause = yield* Effect.flip(Effect.provide(died, Names.layerMemory))
      expect(Cause.pretty(cause)).toContain(
        "the table names in memory does not know what the database would make of id"
      )
    })
  )

  it.effect("orders texts by their characters, also those beyond sixteen bits", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const rows = [
        { id: uuids[2], email: "😀", digits: "1.0", due: 1, place: 0 },
        { id: uuids[3], email: "\uffee", digits: "1.0", due: 1, place: 0 }
      ] as const
      const inOrder = Effect.gen(function* () {
        const bills = yield* Bills
        yield* Effect.forEach(rows, (row) => bills.insert(bill(row)))
        return (yield* bills.query({ orderBy: { field: "email" } })).map(({ email }) => email)
      })
      yield* sql`TRUNCATE bills`
      expect(yield* inOrder).toEqual(["\uffee", "😀"])
      expect(yield* Effect.provide(inOrder, Bills.layerMemory)).toEqual(["\uffee", "😀"])
    })
  )

  it.effect("keeps what others write beside rows of which one is refused", () =>
    Effect.gen(function* () {
      const prices = yield* Prices
      const row = (place: Row["place"]): Row => ({
        id: uuids[2],
        digits: nth(digits, place),
        due: 1,
        email: "B",
        place
      })
      const many = ([0, 1, 0] as const).map(row).map(price)
      const [failed] = yield* Effect.all(
        [Effect.exit(prices.insertMany(many)), prices.insert(price(row(2)))],
        {
          concurrency: "unbounded"
        }
      )
      expect(Exit.isFailure(failed)).toBe(true)
      expect((yield* prices.query()).map(({ rate }) => rate)).toEqual([-2])
    }).pipe(Effect.provide(Prices.layerMemory))
  )
})
