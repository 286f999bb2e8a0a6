import { Effect, Stream } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import * as Telemetry from "../../layers/measure/Telemetry.ts"
import { Overview } from "../../services/monitor/Overview.ts"
import * as Assets from "../page/Assets.ts"
import * as Chapters from "../page/Chapters.ts"
import * as Page from "../page/Page.ts"
import * as Stylesheet from "../page/Stylesheet.ts"
import * as Access from "./Access.ts"
import * as PageFeed from "./PageFeed.ts"
import * as Recorder from "./Recorder.ts"

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

const plain = "text/plain; charset=utf-8"

const text = (
  status: number,
  body: string,
  contentType = plain,
  more: Readonly<Record<string, string>> = {}
) => HttpServerResponse.text(body, { status, contentType, headers: { ...headers, ...more } })

const nothing = text(404, "There is nothing here.\n")

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

const readOnly = text(405, "This page is only read.\n", plain, { allow: "GET, HEAD" })

const refusal = {
  "other host": text(421, "This page is served to this machine alone, under 127.0.0.1 or localhost.\n"),
  "no token": text(401, "Open the address with ?token=… as the program printed it.\n", plain, {
    "www-authenticate": 'Bearer realm="aquifer"'
  })
}

/** A path as browsers ask for one; behind two slashes is a host. */
const isPath = /^\/(?![/\\])/

/** Taken apart by hand, as what a stranger asks for need be no URL. */
const pathAndQuery = (asked: string): readonly [path: string, query: URLSearchParams] => {
  const [path = "", query = ""] = asked.split(/[?#]/)
  return [path, new URLSearchParams(query)]
}

/** From the mount's path without its slash to the page, by its last part alone: a program may have prefixes around. */
const toFolder = (mount: string, query: URLSearchParams) => {
  const folder = `${mount.slice(mount.lastIndexOf("/") + 1)}/`
  return HttpServerResponse.redirect(query.size === 0 ? folder : `${folder}?${query}`, { headers })
}

/** The token leaves the address bar for a cookie that no script can read, and that is sent to the page alone. */
const withCookie = (mount: string, name: string, token: string) =>
  HttpServerResponse.setCookieUnsafe(
    HttpServerResponse.redirect(mount === "" ? "/" : "./", { headers }),
    name,
    token,
    // Without a path it is that of the page's folder, whatever a program's own prefixes are.
    { httpOnly: true, sameSite: "strict", ...(mount === "" && { path: "/" }) }
  )

const finding = /^\/findings\/([a-z-]+)$/

const metrics = Effect.map(Telemetry.prometheusText, (told) =>
  text(200, told, "text/plain; version=0.0.4; charset=utf-8")
)

/** What there is where only Prometheus is served. */
export const metricsAlone = Effect.succeed((path: string) =>
  path === "/metrics" ? metrics : Effect.succeed(nothing)
)

/** What there is at each path below the page's. */
export const page = Effect.gen(function* () {
  const overview = yield* Overview
  const recorder = yield* Recorder.make
  const assets = yield* Assets.all
  return Effect.fnUntraced(function* (path: string) {
    const asset = assets.get(path)
    if (asset !== undefined) return text(200, asset.text, asset.type)
    if (path === "/") return text(200, Page.html, "text/html; charset=utf-8")
    if (path === "/style.css") return text(200, Stylesheet.css, "text/css; charset=utf-8")
    if (path === "/favicon.ico") return HttpServerResponse.empty({ headers })
    if (path === "/events") return events(overview, recorder)
    if (path === "/snapshots") return lines(overview, recorder)
    if (path === "/snapshot")
      return text(200, JSON.stringify(yield* overview.snapshot), "application/json; charset=utf-8")
    if (path === "/metrics") return yield* metrics
    const said = yield* Chapters.of(finding.exec(path)?.[1] ?? "")
    return said === undefined ? nothing : text(200, said)
  })
})

type Answer<R> = (path: string) => Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>

/**
 * Answers each request for what there is, the page and what belongs to it or {@link metricsAlone}. `mount` is the path that it is at in a program's own server,
 * such as `/monitor`; empty where the server is the page's alone.
 */
export const make = Effect.fnUntraced(function* <R, E, R2>(
  access: Access.Access,
  mount: string,
  contents: Effect.Effect<Answer<R>, E, R2>
) {
  const answer = yield* contents
  const context = yield* Effect.context<R>()
  return Effect.gen(function* () {
    const { cookies, headers: sent, method, url } = yield* HttpServerRequest.HttpServerRequest
    const [pathname, query] = pathAndQuery(url)
    const token = query.get("token")
    const cookie = Access.cookieName(sent["host"])
    const admitted = Access.admit(access, {
      host: sent["host"],
      authorization: sent["authorization"],
      cookie: cookies[cookie],
      query: token
    })
    if (admitted !== "welcome") return refusal[admitted]
    if (method !== "GET" && method !== "HEAD") return readOnly
    if (!isPath.test(pathname) || !pathname.startsWith(mount))
      return text(400, "Ask for a path, such as /.\n")
    const path = pathname.slice(mount.length)
    if (path === "") return toFolder(mount, query)
    return token !== null && path === "/"
      ? withCookie(mount, cookie, token)
      : yield* Effect.provideContext(answer(path), context)
  })
})
