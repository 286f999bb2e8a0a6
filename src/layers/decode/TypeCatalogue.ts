import { type PgConnection, PgTypes } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { typed } from "../encode/Undecided.ts"

/** What pg_type says of a type. */
export interface SqlType {
  /** As SQL writes it. */
  readonly name: string
  /** Whether its values are arrays. */
  readonly array: boolean
  /** Of a domain, the type below it. */
  readonly base: number | undefined
  /** The function that makes its bytes. */
  readonly send: string
}

/** These make the bytes of their text. */
const sendText: ReadonlySet<string> = new Set([
  "bpcharsend",
  "citextsend",
  "enum_send",
  "namesend",
  "textsend",
  "varcharsend"
])

export const isText = ({ send }: SqlType): boolean => sendText.has(send)

const question = `WITH RECURSIVE wanted(oid) AS (
    SELECT pg_catalog.unnest($1)
    UNION
    SELECT t.typbasetype FROM wanted w JOIN pg_catalog.pg_type t ON t.oid = w.oid WHERE t.typbasetype <> 0
  )
  SELECT t.oid, pg_catalog.format_type(t.oid, NULL)::pg_catalog.text AS name, t.typcategory = 'A' AS is_array,
    t.typbasetype AS base, p.proname::pg_catalog.text AS send
  FROM wanted w JOIN pg_catalog.pg_type t ON t.oid = w.oid LEFT JOIN pg_catalog.pg_proc p ON p.oid = t.typsend`

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0)

/** The types of a database beside those that the driver knows, each asked for once. A type's OID never means another. */
export class TypeCatalogue {
  readonly #types = new Map<number, SqlType>()

  get(oid: number): SqlType | undefined {
    return this.#types.get(oid)
  }

  /** Asks for types, and for those that domains among them stand on; one that the session cannot see stays unknown. */
  learn(
    connection: PgConnection.PgConnection,
    oids: Iterable<number>
  ): Effect.Effect<void, SqlError.SqlError> {
    const wanted = [...new Set(oids)].filter((oid) => !this.#types.has(oid))
    if (wanted.length === 0) return Effect.void
    return Effect.map(
      connection.query(question, [typed(PgTypes.OID.oidArray, wanted)], false),
      ({ rows }) => {
        for (const row of rows) {
          const base = numberOf(row["base"])
          this.#types.set(numberOf(row["oid"]), {
            name: String(row["name"]),
            array: row["is_array"] === true,
            base: base === 0 ? undefined : base,
            send: String(row["send"])
          })
        }
      }
    )
  }
}
