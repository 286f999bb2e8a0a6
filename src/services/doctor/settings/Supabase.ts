import { Effect, Result } from "effect"
import { hostsOf, isSupabase, type PgHost } from "../../../layers/config/PgUrl.ts"
import { HostLookup } from "../../../layers/probe/HostLookup.ts"
import { type Check, Unchecked } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"

/** What goes wrong at Supabase. */
export const rules = family({
  "supabase-user": {
    severity: "error",
    reason:
      "Supabase's pooler finds the project by the user's name; without it: \"Tenant or user not found\".",
    remedy: "Write the user as USER.PROJECT_REF, such as postgres.abcdefghijklmnopqrst."
  },
  "ipv6-only": {
    severity: "warning",
    reason:
      "Supabase's direct hosts have no IPv4 address unless it is bought; from a network without IPv6 (most CI runners, many hosts) nothing reaches them.",
    remedy:
      "Use the session pooler's URL (port 5432 of pooler.supabase.com) for DATABASE_URL there, or buy the IPv4 add-on."
  }
})

const inspect = Effect.fnUntraced(function* ({ host }: PgHost) {
  const lookup = yield* HostLookup
  const result = yield* Effect.result(lookup(host))
  if (Result.isFailure(result)) return yield* new Unchecked({ reason: result.failure.message })
  const [first] = result.success
  return first === undefined || result.success.some(({ family }) => family === 4)
    ? []
    : [found(rules["ipv6-only"], `${host} has the IPv6 address ${first.address} and no IPv4 one`)]
})

/** Whether Supabase's direct host can be reached over IPv4. */
export const check: Check = {
  name: "Supabase: addresses of the direct host",
  run: ({ reading: { settings } }) =>
    Effect.map(
      Effect.forEach(
        (settings.direct === undefined ? [] : hostsOf(settings.direct)).filter(({ host }) =>
          isSupabase(host)
        ),
        inspect
      ),
      (findings) => findings.flat()
    )
}
