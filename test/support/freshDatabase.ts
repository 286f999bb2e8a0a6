import { PgUrl } from "aquifer"
import { EmbeddedPg, type EmbeddedPgOptions, LocalPgBouncer } from "aquifer/local"
import { Context, Effect, Layer, Redacted, Result } from "effect"
import { connect } from "./simpleQuery.ts"

export interface FreshDatabaseOptions {
  /** Roles that may log in; the first owns the database. The last is that of programs. */
  readonly logins: readonly [string, ...ReadonlyArray<string>]
  /** What else the administrator makes before anybody comes. */
  readonly made?: ReadonlyArray<string>
  /** Of postgresql.conf. */
  readonly settings?: EmbeddedPgOptions["settings"]
}

/** A database that knows nothing of Aquifer, on a server and behind a PgBouncer of its own, both gone with the scope. */
export const freshDatabase = Effect.fnUntraced(function* ({
  logins,
  made = [],
  settings
}: FreshDatabaseOptions) {
  const servers = Layer.build(EmbeddedPg.layerWith({ settings }))
  const { host, password, port, url } = Context.get(yield* servers, EmbeddedPg)
  const server = yield* connect(url())
  for (const login of logins) {
    yield* server(`CREATE ROLE ${login} LOGIN PASSWORD '${Redacted.value(password)}'`)
  }
  const name = "fresh"
  yield* server(`CREATE DATABASE ${name} OWNER ${logins[0]}`)
  const administrator = yield* connect(url(name))
  for (const statement of made) yield* administrator(statement)
  const users = logins.map((login) => ({ name: login, password }))
  const pooler = yield* Layer.build(
    LocalPgBouncer.layerWith({ upstream: { host, port }, users, poolSize: 2 })
  )
  const ownerUrl = url(name, logins[0], password)
  const through = Context.get(pooler, LocalPgBouncer).url(name, logins.at(-1) ?? logins[0], password)
  return {
    administrator,
    owner: yield* connect(ownerUrl),
    ownerUrl: Redacted.value(ownerUrl),
    /** Of programs, through PgBouncer in transaction mode. */
    pooled: Result.getOrThrow(PgUrl.fromString(Redacted.value(through)))
  }
})
