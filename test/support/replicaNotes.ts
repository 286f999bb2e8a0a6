import { PooledPg, Replica, ReplicaPg, Repository } from "aquifer"
import { Effect, Layer, Schema } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { replicaPair } from "./replicaPair.ts"

class Note extends Model.Class<Note>("Note")({ id: Schema.String, text: Schema.String }) {}

/** The table of notes, as a kit's repository. */
export class Notes extends Repository.Service<Notes>()("test/Notes", {
  model: Note,
  tableName: "notes",
  idColumn: "id",
  lookups: { byText: Repository.many("text") }
}) {}

/** So old that what somebody else has written is not missed for as long as a test takes. */
export const old = { maxStaleness: "1 hour" } as const

/** What the note says that is there, as it is read. */
export const text = Effect.flatMap(Notes, (notes) => Effect.map(notes.get("n"), ({ text }) => text))
/** Writes it. */
export const write = (text: string) => Effect.flatMap(Notes, (notes) => notes.upsert({ id: "n", text }))
/** Who answered reads, and how often. */
export const answers = Effect.flatMap(ReplicaPg, ({ answers }) => answers)
/** Statements that the primary was sent. */
export const statements = Effect.map(
  Effect.flatMap(PooledPg, ({ stats }) => stats),
  ({ acquired }) => acquired
)

/** What an effect adds to numbers that only grow. */
export const added = <A, E, R, E2, R2>(
  count: Effect.Effect<number, E, R>,
  effect: Effect.Effect<A, E2, R2>
) =>
  Effect.gen(function* () {
    const before = yield* count
    yield* effect
    return (yield* count) - before
  })

/** Where a statement runs. */
export const isStandby = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<{ readonly standby: boolean }>`SELECT pg_is_in_recovery() AS standby FROM notes`
).pipe(Effect.map(([row]) => row?.standby))

/** A test against a primary and its standby, in a session that has written nothing yet. */
export const withPair = <A, E>(
  use: (
    pair: Effect.Success<ReturnType<typeof replicaPair>>
  ) => Effect.Effect<A, E, Notes | ReplicaPg | PooledPg | SqlClient.SqlClient>
) =>
  Effect.gen(function* () {
    const pair = yield* replicaPair()
    const layer = Layer.provideMerge(Notes.layerReplica(old), pair.layer)
    // The first read goes to the primary, and learns how far it is.
    const begun = Effect.andThen(text, pair.caughtUp)
    // The migration was a write of this program; a session has none yet.
    return yield* Effect.provide(Replica.session(Effect.andThen(begun, use(pair))), layer)
  }).pipe(Effect.scoped)
