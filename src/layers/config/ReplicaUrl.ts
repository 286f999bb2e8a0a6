import { Redacted, Result } from "effect"
import * as PgUrl from "./PgUrl.ts"

/** The variable that says where replicas are. */
export const variable = "DATABASE_REPLICA_URL"

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** All of an endpoint but where it is, to be compared. */
const apart = ({ host: _host, hosts: _hosts, password, port: _port, ...login }: PgUrl.PgEndpoint): string =>
  JSON.stringify([Object.entries(login).toSorted(), password && Redacted.value(password)])

/** Several URLs as one endpoint with all their hosts. */
const together = (urls: ReadonlyArray<PgUrl.PgEndpoint>): Result.Result<PgUrl.PgEndpoint, string> => {
  const [first, ...others] = urls
  if (first === undefined) return fail("holds no URL")
  if (others.some((other) => apart(other) !== apart(first))) {
    return fail(
      "has URLs that differ in more than their hosts and ports; give all replicas the same user, password, database and parameters"
    )
  }
  return Result.succeed(others.length === 0 ? first : { ...first, hosts: urls.flatMap(PgUrl.hostsOf) })
}

/** A standby, as nothing else can say how far it is behind; one of several at random unless the URL says otherwise. */
export const asReplica = (
  endpoint: PgUrl.PgEndpoint,
  saysWhich: boolean
): Result.Result<PgUrl.PgEndpoint, string> => {
  const { hosts, targetSessionAttrs = "standby" } = endpoint
  return targetSessionAttrs === "primary" || targetSessionAttrs === "read-write"
    ? fail(`asks for target_session_attrs=${targetSessionAttrs}, which no replica is; take it out`)
    : Result.succeed({
        ...endpoint,
        targetSessionAttrs,
        ...(hosts !== undefined && !saysWhich && { loadBalanceHosts: true })
      })
}

/** Reads one URL, which may have several hosts, or several with blanks or commas between. */
export const endpointOf = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> => {
  const urls = text.split(/[\s,]+(?=postgres(?:ql)?:)/).filter((url) => url !== "")
  if (urls.length === 0) return Result.succeed(undefined)
  return Result.all(urls.map(PgUrl.fromString)).pipe(
    Result.flatMap(together),
    Result.flatMap((endpoint) => asReplica(endpoint, /[?&]load_?balance_?hosts=/i.test(text)))
  )
}
