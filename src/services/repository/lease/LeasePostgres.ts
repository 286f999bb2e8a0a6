import { Duration, Effect, Layer, Option, type Scope } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { type LeaseRequest, Leases } from "./Leases.ts"

const inTransaction = new Rejected({
  statement: "did not run",
  message:
    "a lease outlives transactions, so it cannot be taken in one; take the lease first, and begin the transaction under it"
})

type Sql = SqlClient.SqlClient

const take = (sql: Sql, { holder, name, time }: LeaseRequest) =>
  Effect.map(
    sql<{ readonly token: bigint }>`
      SELECT token FROM aquifer_leases_take(
        ARRAY[${name}::text], ARRAY[${holder}::uuid], ARRAY[${Duration.toSeconds(time)}::float8]
      )`,
    ([row]) => Option.map(Option.fromUndefinedOr(row), ({ token }) => token)
  )

/** A lease that has expired, and that nobody has taken, is still its holder's. */
const renew = (sql: Sql, { holder, name, time }: LeaseRequest) => sql`
  UPDATE aquifer_leases
  SET expires_at = clock_timestamp() + ${Duration.toSeconds(time)}::float8 * interval '1 second'
  WHERE name = ${name} AND holder = ${holder}::uuid
  RETURNING 1`

/** A renewal that arrives after this finds no lease of its holder's. */
const release = (sql: Sql, { holder, name }: LeaseRequest) =>
  sql`SELECT name FROM aquifer_leases_release(ARRAY[${name}::text], ARRAY[${holder}::uuid])`

const found = (rows: Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>) =>
  Effect.map(rows, ({ length }) => length > 0)

/** Makes what keeps leases in the table of the kit, by the database's clock. */
export const make: Effect.Effect<Leases["Service"], never, SqlClient.SqlClient | Scope.Scope> = Effect.gen(
  function* () {
    const sql = yield* SqlClient.SqlClient
    const run = yield* Operation.make("Lease", sql)
    const taking = run("take", { kind: "write", idempotent: true })
    const renewing = run("renew", { kind: "write", idempotent: true })
    const releasing = run("release", { kind: "write" }) // done twice, the second would say that it was lost
    return {
      take: (request) =>
        Effect.contextWith((context) => {
          const isOpen = Operation.inTransaction(sql, context)
          const taken: Effect.Effect<Option.Option<bigint>, Operation.Fails> = isOpen
            ? Effect.fail(inTransaction)
            : take(sql, request)
          return taking(taken)
        }),
      renew: (request) => renewing(found(renew(sql, request))),
      release: (request) => releasing(found(release(sql, request)))
    }
  }
)

/** Leases in the table of the kit, by the database's clock. */
export const layer: Layer.Layer<Leases, never, SqlClient.SqlClient> = Layer.effect(Leases, make)
