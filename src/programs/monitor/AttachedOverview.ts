import { Clock, Duration, Effect, Layer, Option, Predicate, Schedule, Schema, Stream } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { DataError, rejected } from "../../services/DataError.ts"
import { format, Overview, type OverviewSnapshot } from "../../services/Overview.ts"
import { missing } from "../../services/overview/Panel.ts"

/** Why the overview of another program is not to be had. */
class NotServed extends Schema.TaggedError<NotServed>()("NotServed", { message: Schema.String }) {}

const notServed = (message: string) => new NotServed({ message })

const isOverview = (value: unknown): value is OverviewSnapshot =>
  Predicate.hasProperty(value, "format") && value.format === format

/** The address of the document, and the token that the page's own address may carry. */
const requestOf = (url: URL) => {
  const at = new URL("/snapshot", url)
  const token = url.searchParams.get("token")
  const request = HttpClientRequest.get(at)
  return token === null ? request : HttpClientRequest.bearerToken(request, token)
}

const patience = Duration.seconds(3)

const fetched = Effect.fnUntraced(function* (url: URL) {
  const client = yield* HttpClient.HttpClient
  const response = yield* Effect.mapError(client.execute(requestOf(url)), () =>
    notServed(`nothing answers at ${url.origin}; start the program with --web, and look at its --port`)
  )
  if (response.status === 401) {
    return yield* notServed(`${url.origin} wants its token; give the whole address, with ?token=…`)
  }
  const document = yield* Effect.mapError(response.json, () => notServed(`${url.origin} serves no overview`))
  return isOverview(document)
    ? document
    : yield* notServed(`what ${url.origin} serves is no overview of this version of aquifer`)
})

/** All parts missing for the same reason. */
const unattached =
  (url: URL) =>
  ({ message }: { readonly message: string }): Effect.Effect<OverviewSnapshot> =>
    Effect.map(Clock.currentTimeMillis, (at) => ({
      format,
      at,
      program: `whoever serves ${url.origin}`,
      pools: missing(message),
      pgbouncer: missing(message),
      postgres: missing(message),
      tables: missing(message)
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
        Effect.timeoutOption(patience),
        Effect.flatMap(
          Option.match({
            onNone: () =>
              Effect.fail(
                new NotServed({
                  message: `${url.origin} has not answered for ${Duration.format(patience)}`
                })
              ),
            onSome: Effect.succeed
          })
        ),
        Effect.catch(unattached(url)),
        Effect.provideService(HttpClient.HttpClient, client)
      )
      const snapshots = Stream.fromEffectSchedule(snapshot, Schedule.fixed("1 second"))
      return { snapshot, snapshots, signal: () => noSignal }
    })
  ).pipe(Layer.provide(FetchHttpClient.layer))
