import type { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { WireValue } from "../encode/BinaryArray.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import * as ArrayBytes from "./ArrayBytes.ts"
import { type ColumnTypes, isArrayOfDriver, isOfDriver } from "./ColumnTypes.ts"
import { ForeignValue } from "./ForeignValue.ts"
import { isText, type TypeCatalogue } from "./TypeCatalogue.ts"

/** What is known of the types of a database. */
export interface Types {
  readonly columns: ColumnTypes
  readonly catalogue: TypeCatalogue
}

/** A session that can be asked more, beside the statement whose rows these are. */
export interface Asking {
  readonly connection: PgConnection.PgConnection
  /** Sends parameters that are ready for the wire. */
  readonly values: (
    sql: string,
    parameters: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<unknown>>, SqlError.SqlError>
}

type Container = Record<PropertyKey, unknown>

/** Where a value stands that is still in its bytes. */
interface Place {
  readonly container: Container
  readonly key: PropertyKey
  readonly value: ForeignValue
}

const record = 2249

/** What a question may hold: the server answers each with one row, which has an end. */
const mostAtOnce = 500
const mostBytesAtOnce = 1024 * 1024

/** Finds the places in a row or an array. */
const find = (container: object, into: Array<Place>): void => {
  const values = container as Container // which the driver has just made, and nobody else has yet
  for (const key of Object.keys(values)) {
    const value = values[key]
    if (value instanceof ForeignValue) into.push({ container: values, key, value })
    else if (Array.isArray(value)) find(value, into)
  }
}

const refused = (names: Iterable<string>): SqlError.SqlError =>
  DriverError.fromFailure(
    new Rejected({
      statement: "unknown",
      message: `the statement ran, but a value of type ${[...names].join(" or ")} in its rows cannot be read; cast it to text in the statement: (…)::text`
    }),
    "decode"
  )

/** Reads what came in the bytes of its type. */
class Reading {
  readonly #types: Types
  /** What only the server can write as text. */
  readonly texts: Array<Place> = []
  #pending: Array<Place> = []

  constructor(types: Types) {
    this.#types = types
  }

  /** Reads what is known, and gives back the places of types that have to be asked for. */
  settle(places: ReadonlyArray<Place>): ReadonlyArray<Place> {
    this.#pending = [...places]
    const unknown: Array<Place> = []
    for (let place = this.#pending.pop(); place !== undefined; place = this.#pending.pop()) {
      if (!this.#read(place)) unknown.push(place)
    }
    return unknown
  }

  /** Whether enough is known of the type. */
  #read(place: Place): boolean {
    const { catalogue, columns } = this.#types
    const { bytes, oid } = place.value
    const type = catalogue.get(oid)
    if (oid === record) this.#put(place, ArrayBytes.readRecord(bytes, columns.read))
    else if (isArrayOfDriver(oid) || type?.send.endsWith("array_send") === true) this.#array(place)
    else if (isOfDriver(oid)) this.texts.push(place)
    else if (type === undefined) return false
    else if (type.base !== undefined) this.#put(place, columns.read(type.base, bytes))
    else if (isText(type)) {
      columns.isText(oid)
      this.#put(place, columns.read(oid, bytes))
    } else this.texts.push(place)
    return true
  }

  #array(place: Place): void {
    const { bytes } = place.value
    if (ArrayBytes.countsFromOne(bytes)) this.#put(place, ArrayBytes.read(bytes, this.#types.columns.read))
    else this.texts.push(place)
  }

  #put({ container, key }: Place, value: unknown): void {
    container[key] = value
    if (value instanceof ForeignValue) this.#pending.push({ container, key, value })
    else if (Array.isArray(value)) find(value, this.#pending)
  }
}

/** As many of the places as one question may hold. */
const share = (places: Array<Place>): ReadonlyArray<Place> => {
  let bytes = 0
  const end = places.findIndex(({ value }, index) => {
    bytes += value.bytes.length
    return index === mostAtOnce || (index > 0 && bytes > mostBytesAtOnce)
  })
  return places.splice(0, end < 0 ? places.length : end)
}

const nameOf = ({ catalogue }: Types, oid: number): string =>
  catalogue.get(oid)?.name ?? `with the OID ${oid}`

/** Gives values back to the server, which writes them as it writes everything of their types. */
const written = (
  types: Types,
  asking: Asking,
  places: ReadonlyArray<Place>
): Effect.Effect<void, SqlError.SqlError> =>
  asking
    .values(
      `SELECT ${places.map((_, index) => `$${index + 1}::text`).join(",")}`,
      places.map(({ value }) => new WireValue(value.oid, value.bytes))
    )
    .pipe(
      Effect.mapError(() => refused(new Set(places.map(({ value }) => nameOf(types, value.oid))))),
      Effect.map(([row]) => {
        for (const [index, { container, key }] of places.entries()) container[key] = row?.[index]
      })
    )

/**
 * Makes values of what came in the bytes of types that the driver does not know: arrays and rows by their elements,
 * enumerations and domains as what they are, and all else as the text that the server writes for it.
 *
 * A type is asked for when it is first met. What has to be written as text takes a round trip; a statement that casts
 * it to text itself saves that. `session` is where to ask, if anything has to be.
 */
export const settle = Effect.fnUntraced(function* (
  types: Types,
  rows: ReadonlyArray<object>,
  session: Effect.Effect<Asking, SqlError.SqlError>
): Effect.fn.Return<void, SqlError.SqlError> {
  const reading = new Reading(types)
  const found: Array<Place> = []
  for (const row of rows) find(row, found)
  const settled = (places: ReadonlyArray<Place>) =>
    Effect.try({
      try: () => reading.settle(places),
      catch: () => refused(new Set(places.map(({ value }) => nameOf(types, value.oid))))
    })
  let unknown = yield* settled(found)
  while (unknown.length > 0) {
    const oids = new Set(unknown.map(({ value }) => value.oid))
    yield* types.catalogue.learn((yield* session).connection, oids)
    const unseen = [...oids].filter((oid) => types.catalogue.get(oid) === undefined)
    if (unseen.length > 0) return yield* Effect.fail(refused(unseen.map((oid) => nameOf(types, oid))))
    unknown = yield* settled(unknown)
  }
  while (reading.texts.length > 0) yield* written(types, yield* session, share(reading.texts))
})
