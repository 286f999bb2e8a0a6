import { Config, Effect, Option } from "effect"
import { UrlParams } from "effect/http"
import * as Access from "./Access.ts"
import type { Address } from "./Address.ts"
import * as NodeListener from "./NodeListener.ts"
import { NotServable } from "./NotServable.ts"
import * as Site from "./Site.ts"

const accessOf = Effect.fnUntraced(function* ({ host }: Address) {
  const token = Option.getOrUndefined(yield* Config.option(Config.Redacted("MONITOR_TOKEN")))
  const loopback = Access.isLoopback(host)
  if (!loopback && token === undefined) {
    return yield* new NotServable({
      message: `${host} is reached by other machines, so the page needs a token there: set MONITOR_TOKEN, such as to what "openssl rand -hex 16" prints, or leave --host out`
    })
  }
  if (token !== undefined) yield* Access.checkToken(token, "MONITOR_TOKEN")
  return { loopback, token }
})

const taken = ({ host, port }: Address, { code = "unknown" }: NodeJS.ErrnoException) =>
  new NotServable({
    message:
      code === "EADDRINUSE"
        ? `port ${port} of ${host} is taken; give another with --port`
        : `the page cannot be served at ${host}:${port} (${code}); give another --host or --port`
  })

const serveAt = Effect.fnUntraced(function* <R, E, R2>(
  address: Address,
  contents: Parameters<typeof Site.make<R, E, R2>>[2]
) {
  const answer = yield* Site.make(yield* accessOf(address), "", contents)
  // Each request is a span, which goes wherever OpenTelemetry is told to send it.
  const redacted = [...(yield* UrlParams.CurrentRedactedNames), "token"]
  yield* NodeListener.listen(address, answer).pipe(
    Effect.provideService(UrlParams.CurrentRedactedNames, redacted),
    Effect.mapError((error) => taken(address, error))
  )
  const name = address.host.includes(":") ? `[${address.host}]` : address.host
  return `http://${name}:${address.port}/`
})

/** Serves the page, its events, the document and the metrics until the scope closes; gives the page's address. */
export const serve = (address: Address) => serveAt(address, Site.page)

/** Serves `/metrics` alone until the scope closes; gives the address of its server. */
export const serveMetrics = (address: Address) => serveAt(address, Site.metricsAlone)
