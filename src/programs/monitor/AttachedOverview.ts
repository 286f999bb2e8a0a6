import { Clock, Duration, Effect, Layer, Predicate, Schedule, Schema, Stream } from "effect"
import { Ndjson } from "effect/encoding"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { DataError, rejected } from "../../layers/resilience/DataError.ts"
import { format, Overview, type OverviewSnapshot } from "../../services/monitor/Overview.ts"
import { failed, missing } from "../../services/monitor/Panel.ts"

/** Why the overview of another program is not to be had. */
class NotServed extends Schema.TaggedError<NotServed>()("NotServed", { message: Schema.String }) {}

const notServed = (message: string) => new NotServed({ message })

const isOverview = (value: unknown): value is OverviewSnapshot =>
  Predicate.hasProperty(value, "format") && value.format === format

/** An address beside the page's, and the token that the page's own address may carry. */
const requestOf = (url: URL, name: string) => {
  const token = url.searchParams.get("token")
  const beside = new URL(url.origin)
  beside.pathname = `${url.pathname.replace(/\/+$/, "")}/${name}`
  const request = HttpClientRequest.get(beside)
  return token === null ? request : HttpClientRequest.bearerToken(request, token)
}

const asked = Effect.fnUntraced(function* (url: URL, name: string) {
  const client = yield* HttpClient.HttpClient
  const response = yield* Effect.mapError(client.execute(requestOf(url, name)), () =>
    notServed(`nothing answers at ${url.origin}; start the program with --web, and look at its --port`)
  )
  return response.status === 401
    ? yield* notServed(`${url.origin} wants its token; give the whole address, with ?token=…`)
    : response
})

/** Where a program has the page that mounts it beside its own. */
const usualMount = "monitor/"

/** What is at the page's address, or where a program of one's own usually has the page. */
const answer = Effect.fnUntraced(function* (url: URL, name: string) {
  const response = yield* asked(url, name)
  return response.status === 404 ? yield* asked(url, `${usualMount}${name}`) : response
})

/** What a program of an earlier release does not tell yet. */
const untold = { insight: missing("that program's release of aquifer does not look into the database") }

const checked = (url: URL, document: unknown) =>
  isOverview(document)
    ? Effect.succeed({ ...untold, ...document })
    : Effect.fail(notServed(`what ${url.origin} serves is no overview of this version of aquifer`))

const silent = (url: URL, after: Duration.Duration) =>
  notServed(`${url.origin} has not answered for ${Duration.format(after)}`)

const fetched = Effect.fnUntraced(function* (url: URL) {
  const response = yield* answer(url, "snapshot")
  const document = yield* Effect.mapError(response.json, () =>
    notServed(
      `${url.origin}${url.pathname} serves no overview (HTTP ${response.status}); give the page's address as the program printed it`
    )
  )
  return yield* checked(url, document)
})

/** Longer than the five seconds that the program may take for the looks that it is asked for. */
const patience = Duration.seconds(6)

/** The program tells each second, and half a second later at most; one that has not told by then hangs. */
const silence = Duration.millis(1_900)

/** What the program sees, as it tells it. */
const told = (url: URL) =>
  Stream.unwrap(Effect.map(answer(url, "snapshots"), ({ stream }) => stream)).pipe(
    Stream.pipeThroughChannel(Ndjson.decode()),
    Stream.mapError((error) =>
      error instanceof NotServed ? error : notServed(`${url.origin} has stopped telling`)
    ),
    Stream.mapEffect((document) => checked(url, document)),
    Stream.timeoutOrElse({ duration: silence, orElse: () => Stream.fail(silent(url, silence)) }),
    Stream.concat(Stream.fail(notServed(`${url.origin} has ended`)))
  )

/** All parts missing for the same reason. */
const unattached =
  (url: URL) =>
  ({ message }: { readonly message: string }): Effect.Effect<OverviewSnapshot> =>
    Effect.map(Clock.currentTimeMillis, (at) => ({
      format,
      at,
      program: `whoever serves ${url.origin}`,
      pools: failed(message),
      pgbouncer: failed(message),
      postgres: failed(message),
      tables: failed(message),
      insight: failed(message)
    }))

const noSignal = Effect.fail(
  new DataError({
    service: "Overview",
    operation: "signal",
    reason: rejected("pid", "is not signalled through another program; run aquifer monitor with DATABASE_URL")
  })
)

/** The overview of another program, which serves it with `--web`. */
export const layer = (url: URL): Layer.Layer<Overview> =>
  Layer.effect(
    Overview,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const snapshot = fetched(url).pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(silent(url, patience)) }),
        Effect.catch(unattached(url)),
        Effect.provideService(HttpClient.HttpClient, client)
      )
      const snapshots = told(url).pipe(
        Stream.catch((error) => Stream.fromEffect(unattached(url)(error))),
        Stream.repeat(Schedule.spaced("1 second")),
        Stream.provideService(HttpClient.HttpClient, client)
      )
      const pools = Effect.succeed(missing(`they are in the program that serves ${url.origin}`))
      return { snapshot, pools, snapshots, signal: () => noSignal }
    })
  ).pipe(Layer.provide(FetchHttpClient.layer))
