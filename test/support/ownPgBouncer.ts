import { LocalPgBouncer, type LocalPgBouncerOptions } from "aquifer/local"
import { Context, Effect, Layer, Redacted } from "effect"
import { inject } from "vitest"

/** A PgBouncer of the test's own before the run's Postgres, with the application's role, until its scope closes. */
export const ownPgBouncer = Effect.fnUntraced(function* (options: Partial<LocalPgBouncerOptions> = {}) {
  const { app, postgres } = inject("servers")
  const context = yield* Layer.build(
    LocalPgBouncer.layerWith({
      upstream: postgres,
      users: [{ name: app.name, password: Redacted.make(app.password) }],
      ...options
    })
  )
  return Context.get(context, LocalPgBouncer)
})
