import { Effect, Result } from "effect"
import * as HostName from "../../../layers/config/HostName.ts"
import { hostsOf, type PgEndpoint, type PgHost, placeOf } from "../../../layers/config/PgUrl.ts"
import { HostLookup } from "../../../layers/probe/HostLookup.ts"
import { type Check, type Deployment, Unchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"
import { rules as endpoints } from "./Endpoints.ts"

/** What goes wrong at Supabase. */
export const rules = family({
  "supabase-user": {
    severity: "error",
    reason:
      "Supabase's shared pooler finds the project by the user's name (without it: \"Tenant or user not found\"); Postgres itself and the dedicated pooler know no such user.",
    remedy:
      "Write USER.PROJECT_REF, such as postgres.abcdefghijklmnopqrst, at pooler.supabase.com, and USER alone at db.PROJECT_REF.supabase.co."
  },
  "supabase-replica": {
    severity: "error",
    reason: "A read replica refuses writes (25006), migrations, LISTEN and whatever takes a lock.",
    remedy:
      "Take the primary's URL from the dashboard (Connect, source: primary database); reads may have a pool of their own at the replica."
  },
  "ipv6-only": {
    severity: "warning",
    reason:
      "Supabase's own hosts of a database, Postgres (5432) and the dedicated pooler (6543), have no IPv4 address unless the add-on is bought; from a network without IPv6 (most CI runners, many hosts) nothing reaches them.",
    remedy:
      "Use the shared pooler there (pooler.supabase.com): port 5432, in session mode, for DATABASE_URL, and 6543, in transaction mode, for DATABASE_POOL_URL; or buy the IPv4 add-on."
  }
})

interface Place extends PgHost {
  readonly variable: string
  readonly username: string
  /** With a replica's ending. */
  readonly project: string | undefined
}

const placesOf = (variable: string, endpoint: PgEndpoint | undefined): ReadonlyArray<Place> =>
  endpoint === undefined
    ? []
    : hostsOf(endpoint)
        .filter(({ host }) => HostName.isSupabase(host))
        .map(({ host, port }) => {
          const { username } = endpoint
          return { variable, host, port, username, project: HostName.supabaseProject(host, username) }
        })

const isShared = ({ host }: PgHost): boolean => HostName.isSupabasePooler(host)

/** What the URLs themselves say. */
const named = (places: ReadonlyArray<Place>): ReadonlyArray<Finding> => [
  ...places
    .filter((place) => !isShared(place) && /\.[a-z0-9]{20}\b/.test(place.username))
    .map((place) =>
      found(rules["supabase-user"], `${place.variable} has the user ${place.username} at ${placeOf(place)}`)
    ),
  ...places
    .filter(({ project }) => project !== undefined && HostName.isSupabaseReplica(project))
    .map((place) => found(rules["supabase-replica"], `${place.variable} leads to ${place.project}`))
]

const projects = (places: ReadonlyArray<Place>): ReadonlyArray<Finding> => {
  const known = new Map(
    places.flatMap(({ project, variable }) =>
      project === undefined ? [] : [[HostName.primaryOf(project), variable] as const]
    )
  )
  if (known.size < 2) return []
  const evidence = Array.from(known, ([project, variable]) => `${variable} leads to project ${project}`)
  return [found(endpoints["endpoints-differ"], evidence.join(", "))]
}

const inspect = Effect.fnUntraced(function* (place: Place) {
  const { host } = place
  const lookup = yield* HostLookup
  const result = yield* Effect.result(lookup(host))
  if (Result.isFailure(result)) return yield* new Unchecked({ reason: result.failure.message })
  const [first] = result.success
  return first === undefined || result.success.some(({ family }) => family === 4)
    ? []
    : [found(rules["ipv6-only"], `${host} has the IPv6 address ${first.address} and no IPv4 one`)]
})

const run: Check["run"] = Effect.fnUntraced(function* ({ reading: { settings } }: Deployment) {
  const places = [
    ...placesOf("DATABASE_URL", settings.direct),
    ...placesOf("DATABASE_POOL_URL", settings.pooled)
  ]
  const own = [
    ...new Map(places.filter((place) => !isShared(place)).map((place) => [place.host, place])).values()
  ]
  const findings = [...named(places), ...projects(places)]
  const looked = yield* Effect.forEach(own, inspect).pipe(
    Effect.mapError(({ reason }) => new Unchecked({ reason, findings }))
  )
  return [...findings, ...looked.flat()]
})

/** Whose URLs of the dashboard these are, and whether the database's own host can be reached over IPv4. */
export const check: Check = { name: "Supabase: users, projects, replicas, addresses", run }
