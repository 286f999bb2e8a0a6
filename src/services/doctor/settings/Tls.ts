import { Effect } from "effect"
import { hostsOf, isLoopback, type PgEndpoint } from "../../../layers/config/PgUrl.ts"
import type { Check, Deployment } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"

/** Encryption, and whom the client trusts. */
export const rules = family({
  "tls-off": {
    severity: "error",
    reason:
      "Everything on the way to that host can be read and changed, passwords and rows included, by whoever is in between.",
    remedy: "Write sslmode=verify-full; for a private authority add sslrootcert=FILE."
  },
  "tls-not-verified": {
    severity: "error",
    reason: "Encryption to a server that proves nothing protects from nobody who can take its place.",
    remedy: "Write sslmode=verify-full; for a private authority add sslrootcert=FILE."
  },
  "tls-failed": {
    severity: "error",
    reason: "No connection is made to a server that cannot prove who it is, or offers no TLS.",
    remedy:
      "Mend the server's certificate (its date, its name), switch TLS on there, or connect by the name that the certificate has."
  },
  "root-certificate-missing": {
    severity: "error",
    reason:
      "Supabase and many companies sign with an authority of their own, which Node does not know, so the server cannot be verified.",
    remedy:
      "Download the root certificate (Supabase: Dashboard, Database settings, SSL) and add sslrootcert=FILE to the URL."
  }
})

/** Codes that mean an authority which is not known here. */
export const untrusted: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
])

/** Codes of other failures to encrypt or to verify. */
export const unverified: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "TLS_REFUSED",
  "TLS_NOT_POSTGRES"
])

const inspect = (name: string, endpoint: PgEndpoint | undefined): ReadonlyArray<Finding> => {
  const away = endpoint === undefined ? [] : hostsOf(endpoint).filter(({ host }) => !isLoopback(host))
  if (endpoint === undefined || away.length === 0) return []
  const names = away.map(({ host }) => host).join(", ")
  if (endpoint.tls === "disable") {
    return [found(rules["tls-off"], `${name} says sslmode=disable for ${names}`)]
  }
  return endpoint.tls === "verify-ca"
    ? [
        found(
          rules["tls-not-verified"],
          `${name} says sslmode=verify-ca, so that any host with a certificate of the same authority passes for ${names}`,
          { severity: "warning" }
        )
      ]
    : []
}

const refused = ({ reading }: Deployment): ReadonlyArray<Finding> =>
  reading.problems
    .filter((problem) => problem.includes("sslmode"))
    .map((problem) => found(rules["tls-not-verified"], problem))

/** What the URLs say of encryption. */
export const check: Check = {
  name: "TLS: encrypted and verified",
  run: (deployment) =>
    Effect.succeed([
      ...refused(deployment),
      ...inspect("DATABASE_URL", deployment.reading.settings.direct),
      ...inspect("DATABASE_POOL_URL", deployment.reading.settings.pooled)
    ])
}
