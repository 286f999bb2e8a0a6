import { Config, Effect, Option, Redacted, Schema, Stream } from "effect"
import { HttpServerRequest, HttpServerResponse, UrlParams } from "effect/http"
import * as Telemetry from "../../layers/measure/Telemetry.ts"
import { Overview } from "../../services/monitor/Overview.ts"
import * as Assets from "../page/Assets.ts"
import * as Page from "../page/Page.ts"
import * as Stylesheet from "../page/Stylesheet.ts"
import * as Access from "./Access.ts"
import type { Address } from "./Address.ts"
import * as NodeListener from "./NodeListener.ts"
import * as PageFeed from "./PageFeed.ts"
import * as Recorder from "./Recorder.ts"

/** The page cannot be served there; the message says why and what instead. */
export class NotServable extends Schema.TaggedError<NotServable>()("NotServable", {
  message: Schema.String
}) {}

/** Nothing but what this server serves is loaded, nothing of it is framed or kept. */
const headers = {
  "content-security-policy":
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store"
}

const text = (status: number, body: string, contentType = "text/plain; charset=utf-8") =>
  HttpServerResponse.text(body, { status, contentType, headers })

const events = (overview: Overview["Service"], recorder: Recorder.Recorder) =>
  HttpServerResponse.stream(Stream.encodeText(PageFeed.events(overview, recorder)), {
    contentType: "text/event-stream",
    headers: { ...headers, "x-accel-buffering": "no" }
  })

/** The overview each second for other programs, a JSON document a line. */
const lines = (overview: Overview["Service"], recorder: Recorder.Recorder) =>
  HttpServerResponse.stream(
    Stream.encodeText(
      Stream.map(PageFeed.recorded(overview, recorder), (overview) => `${JSON.stringify(overview)}\n`)
    ),
    { contentType: "application/x-ndjson", headers }
  )

const refusal = {
  "other host": text(421, "This page is served to this machine alone, under 127.0.0.1 or localhost.\n"),
  "no token": text(401, "Open the address with ?token=… as the program printed it.\n")
}

/** A path as browsers ask for one; behind two slashes is a host. */
const isPath = /^\/(?![/\\])/

/** Taken apart by hand, as what a stranger asks for need be no URL. */
const pathAndQuery = (asked: string): readonly [path: string, query: URLSearchParams] => {
  const [path = "", query = ""] = asked.split(/[?#]/)
  return [path, new URLSearchParams(query)]
}

/** The token leaves the address bar for a cookie that no script can read. */
const withCookie = (token: string) =>
  HttpServerResponse.setCookieUnsafe(HttpServerResponse.redirect("/", { headers }), Access.cookie, token, {
    httpOnly: true,
    sameSite: "strict",
    path: "/"
  })

const site = Effect.fnUntraced(function* (access: Access.Access) {
  const overview = yield* Overview
  const recorder = yield* Recorder.make
  const assets = yield* Assets.all
  const answer = (path: string) => {
    const asset = assets.get(path)
    if (asset !== undefined) return Effect.succeed(text(200, asset.text, asset.type))
    if (path === "/") return Effect.succeed(text(200, Page.html, "text/html; charset=utf-8"))
    if (path === "/style.css") return Effect.succeed(text(200, Stylesheet.css, "text/css; charset=utf-8"))
    if (path === "/favicon.ico") return Effect.succeed(HttpServerResponse.empty({ headers }))
    if (path === "/events") return Effect.succeed(events(overview, recorder))
    if (path === "/snapshots") return Effect.succeed(lines(overview, recorder))
    if (path === "/snapshot") {
      return Effect.map(overview.snapshot, (seen) => text(200, JSON.stringify(seen), "application/json"))
    }
    return path === "/metrics"
      ? Effect.map(Telemetry.prometheusText, (metrics) =>
          text(200, metrics, "text/plain; version=0.0.4; charset=utf-8")
        )
      : Effect.succeed(text(404, "There is nothing here.\n"))
  }
  return Effect.gen(function* () {
    const { cookies, headers: sent, method, url } = yield* HttpServerRequest.HttpServerRequest
    const [pathname, query] = pathAndQuery(url)
    const token = query.get("token")
    const admitted = Access.admit(access, {
      host: sent["host"],
      authorization: sent["authorization"],
      cookie: cookies[Access.cookie],
      query: token
    })
    if (admitted !== "welcome") return refusal[admitted]
    if (method !== "GET" && method !== "HEAD") return text(405, "This page is only read.\n")
    if (!isPath.test(pathname)) return text(400, "Ask for a path, such as /.\n")
    return token !== null && pathname === "/" ? withCookie(token) : yield* answer(pathname)
  })
})

const shortest = 16

const accessOf = Effect.fnUntraced(function* ({ host }: Address) {
  const token = Option.getOrUndefined(yield* Config.option(Config.Redacted("MONITOR_TOKEN")))
  const loopback = Access.isLoopback(host)
  if (!loopback && token === undefined) {
    return yield* new NotServable({
      message: `${host} is reached by other machines, so the page needs a token there: set MONITOR_TOKEN, such as to what "openssl rand -hex 16" prints, or leave --host out`
    })
  }
  if (token !== undefined && Redacted.value(token).length < shortest) {
    return yield* new NotServable({
      message: `MONITOR_TOKEN has fewer than ${shortest} characters, which can be guessed`
    })
  }
  return { loopback, token }
})

const taken = ({ host, port }: Address, { code = "unknown" }: NodeJS.ErrnoException) =>
  new NotServable({
    message:
      code === "EADDRINUSE"
        ? `port ${port} of ${host} is taken; give another with --port`
        : `the page cannot be served at ${host}:${port} (${code}); give another --host or --port`
  })

/** Serves the page, its events, the document and the metrics until the scope closes; gives the page's address. */
export const serve = Effect.fnUntraced(function* (address: Address) {
  const answer = yield* site(yield* accessOf(address))
  // Each request is a span, which goes wherever OpenTelemetry is told to send it.
  const redacted = [...(yield* UrlParams.CurrentRedactedNames), "token"]
  yield* NodeListener.listen(address, answer).pipe(
    Effect.provideService(UrlParams.CurrentRedactedNames, redacted),
    Effect.mapError((error) => taken(address, error))
  )
  const name = address.host.includes(":") ? `[${address.host}]` : address.host
  return `http://${name}:${address.port}/`
})
