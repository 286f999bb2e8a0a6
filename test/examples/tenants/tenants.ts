import { ConnectionLimit, Migration, PgUrl, PooledPg, Repository } from "aquifer"
import { Context, Effect, Layer, LayerMap, Result, Schema } from "effect"
import { Model } from "effect/schema"

export class Note extends Model.Class<Note>("Note")({
  id: Model.GeneratedByDb(Schema.Int),
  text: Schema.String
}) {}

export class Notes extends Repository.Service<Notes>()("tenants/Notes", {
  model: Note,
  tableName: "notes",
  idColumn: "id"
}) {}

/** Each tenant's database has the same. */
export const changes = Migration.ofSet("notes", [
  { id: 1, name: "notes", ...Notes.changesFor({ create: true }) }
])

/** Where a tenant's database is, as a table or a secret store of yours says it. */
export class TenantUrls extends Context.Service<TenantUrls, (tenant: string) => string>()(
  "tenants/TenantUrls"
) {}

const notesOf = (tenant: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const url = (yield* TenantUrls)(tenant)
      const endpoint = yield* Effect.fromResult(
        Result.mapError(PgUrl.fromString(url), (why) => new Error(why))
      )
      class Pool extends PooledPg.Service<Pool>()(`tenant ${tenant}`) {} // its name in messages and metrics
      const notes = Notes.layerNoDeps.pipe(
        Layer.provide(Pool.layerSqlClient),
        Layer.provide(Pool.layerLimited({ endpoint, pool: { size: 2 } }))
      )
      // Layers are shared by reference: without this all tenants would have the first one's notes.
      return Layer.fresh(notes)
    })
  )

/** A pool for each tenant: opened when it is first asked for, closed when nobody has used it for a minute. */
export class Tenants extends LayerMap.Service<Tenants>()("tenants/Tenants", {
  lookup: notesOf,
  idleTimeToLive: "1 minute",
  dependencies: [ConnectionLimit.layerWith({ maxTotal: 4 })]
}) {}
