import { Effect } from "effect"
import * as PgProbe from "../../../layers/probe/PgProbe.ts"
import { type Check, type Endpoint, orUnchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** What goes with a login. */
export const rules = family({
  "startup-parameters": {
    severity: "error",
    reason:
      "A pooler's server connections were opened before this client came: settings of its login are refused, or accepted and not applied.",
    remedy:
      "Take options out of the URL, and set them on the role (ALTER ROLE … SET name = value) or inside each transaction (SET LOCAL)."
  }
})

/** The settings of an options parameter: `-c name=value` and `--name=value`. */
const settingsOf = (options: string): ReadonlyArray<readonly [name: string, value: string]> =>
  [...options.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)].map(([, name = "", value = ""]) => [
    name.replaceAll("-", "_").toLowerCase(),
    value.replaceAll(/\\(.)/g, "$1")
  ])

/** A setting has the value that was asked for when Postgres, given it for a moment, shows the same. */
const unapplied = Effect.fnUntraced(function* (
  rows: PgProbe.ProbeSession["rows"],
  settings: ReadonlyArray<readonly [name: string, value: string]>
) {
  const ignored: Array<string> = []
  for (const [name, value] of settings) {
    const [row] = yield* rows<{ is: string | null; asked: string }>(
      "SELECT current_setting($1, true) AS is, set_config($1, $2, true) AS asked",
      [name, value]
    )
    if (row !== undefined && row.is !== row.asked) ignored.push(`${name} is ${row.is}, not ${row.asked}`)
  }
  return ignored
})

const attempt = ({ url, variable }: Endpoint) =>
  Effect.gen(function* () {
    const session = yield* PgProbe.make(url)
    const { rows } = yield* session(url.options)
    yield* rows("BEGIN READ ONLY")
    const ignored = yield* unapplied(rows, settingsOf(url.options ?? ""))
    yield* rows("ROLLBACK")
    return ignored.length === 0 ? [] : [`${variable}: accepted and not applied: ${listed(ignored)}`]
  }).pipe(
    Effect.scoped,
    Effect.catchTag("ProbeFailed", (failure) =>
      failure.said.includes("startup parameter")
        ? Effect.succeed([`${variable}: the pooler answered: ${failure.said}`])
        : Effect.fail(failure)
    ),
    orUnchecked
  )

/** Logs in with the options that the URLs have, and looks whether they arrived. */
export const check: Check = {
  name: "startup parameters: accepted, and applied",
  run: Effect.fnUntraced(function* ({ direct, pooled, reading: { settings } }) {
    const findings: Array<Finding> = []
    const routes = [
      ...(settings.pooled?.options === undefined ? [] : [pooled]),
      ...(settings.direct?.options === undefined ? [] : [direct])
    ]
    for (const route of routes) {
      const endpoint = yield* route
      if (!endpoint.pooler) continue
      for (const evidence of yield* attempt(endpoint)) {
        findings.push(found(rules["startup-parameters"], evidence))
      }
    }
    return findings
  })
}
