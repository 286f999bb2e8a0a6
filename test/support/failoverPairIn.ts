import { DirectPg, Migration, PgUrl } from "aquifer"
import { EmbeddedPg, StandbyPg, type StandbyPgOptions } from "aquifer/local"
import { researchSchema } from "aquifer/research"
import { Context, Effect, Layer, Redacted, Result } from "effect"

/** A migrated primary whose commits survive the kill of a process, and a standby that follows it; in a new folder unless one is given. */
export const failoverPairIn = Effect.fnUntraced(function* (
  directory: string | undefined,
  options: Partial<StandbyPgOptions> = {}
) {
  // What is answered has to be in the log; only a crash of the machine, which nobody tries here, needs fsync.
  const settings = { fsync: "off", synchronous_commit: "on" }
  const context = yield* Layer.build(EmbeddedPg.layerWith({ directory, settings }))
  const primary = Context.get(context, EmbeddedPg)
  /** Both servers by a URL, the standby first, with these parameters. */
  const endpointOf = (standby: { readonly port: number }, parameters: string): PgUrl.PgEndpoint => {
    const hosts = `@127.0.0.1:${standby.port},127.0.0.1:${primary.port}/`
    const url = Redacted.value(primary.url()).replace(/@[^/]+\//, hosts)
    return Result.getOrThrow(PgUrl.fromString(`${url}?${parameters}`))
  }
  const direct = Result.getOrThrow(PgUrl.fromString(Redacted.value(primary.url())))
  yield* Effect.provide(Migration.run(researchSchema), DirectPg.layerWith({ endpoint: direct }), {
    local: true
  })
  const standby = Context.get(yield* Layer.build(StandbyPg.layerWith({ primary, ...options })), StandbyPg)
  return {
    primary,
    standby,
    endpoint: (parameters: string) => endpointOf(standby, parameters),
    /** No goodbye, and nothing that was not yet written. */
    kill: Effect.sync(() => process.kill(primary.pid, "SIGQUIT"))
  }
})
