import { Effect } from "effect"
import { hostsOf, type PgEndpoint, placeOf } from "../../../layers/config/PgUrl.ts"
import * as PgProbe from "../../../layers/probe/PgProbe.ts"
import { type Check, type Facts, orUnchecked, Unchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"

/** Whether what is read as a replica is one. */
export const rules = family({
  "replica-is-none": {
    severity: "error",
    reason:
      "Reads are asked in vain of a server that is no standby, before the primary answers; and how far the standby of another primary is says nothing of this one, so that reads there are of any age.",
    remedy:
      "Give DATABASE_REPLICA_URL the standbys of this database alone; behind a pooler, see that it leads to a standby."
  }
})

const question = `SELECT pg_is_in_recovery() AS standby,
  (SELECT system_identifier::text FROM pg_control_system()) AS cluster`

interface Answer extends Record<string, unknown> {
  readonly standby: boolean
  readonly cluster: string
}

const problem = ({ cluster, standby }: Answer, primary: Facts): string | undefined => {
  if (!standby) return "is no standby"
  return cluster === primary.cluster
    ? undefined
    : `is of cluster ${cluster}, and the primary of ${primary.cluster}`
}

/** What one of several hosts says of itself, whatever was asked for. */
const asked = (endpoint: PgEndpoint, at: { readonly host: string; readonly port: number }) =>
  Effect.flatMap(
    PgProbe.make({ ...endpoint, ...at, hosts: undefined, targetSessionAttrs: undefined }),
    (open) => Effect.flatMap(open(), ({ rows }) => rows<Answer>(question))
  ).pipe(Effect.scoped, orUnchecked)

/** Whether each host of `DATABASE_REPLICA_URL` is a standby of the database that is written to. */
export const check: Check = {
  name: "replicas: whether they are standbys of this database",
  run: Effect.fnUntraced(function* ({ direct, pooled, reading: { replicas } }) {
    if (replicas === undefined) return []
    const { facts } = yield* Effect.catch(direct, () => pooled)
    const judged = yield* Effect.forEach(
      hostsOf(replicas),
      (at) => Effect.map(Effect.result(asked(replicas, at)), (answer) => ({ where: placeOf(at), answer })),
      { concurrency: 3 }
    )
    const findings = judged.flatMap(({ answer, where }): ReadonlyArray<Finding> => {
      const [row] = answer._tag === "Success" ? answer.success : []
      const wrong = row && problem(row, facts)
      return wrong === undefined
        ? []
        : [found(rules["replica-is-none"], `DATABASE_REPLICA_URL: ${where} ${wrong}`)]
    })
    const silent = judged.flatMap(({ answer, where }) =>
      answer._tag === "Failure" ? [`${where}: ${answer.failure.reason}`] : []
    )
    return silent.length === 0
      ? findings
      : yield* new Unchecked({ reason: `no replica answers at ${silent.join("; ")}`, findings })
  })
}
