import { of, type Verdict } from "./Verdict.ts"

/** Codes of Node and of the operating system that mean the same. */
export interface SystemRow {
  /** Whole codes; one that ends in `*` stands for all that begin so. */
  readonly codes: ReadonlyArray<string>
  readonly verdict: Verdict
}

const repeatable = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]

/** What Node reports of sockets and of TLS. The first row that fits counts. */
export const systemRows: ReadonlyArray<SystemRow> = [
  {
    codes: ["ECONNREFUSED"],
    verdict: of("Unavailable", "nothing listens at this host and port", [
      "Start the server or pooler, or correct host and port of the URL (5432 direct, 6543 or 6432 pooled)"
    ])
  },
  {
    codes: ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"],
    verdict: of("Unavailable", "the host's name could not be resolved", [
      "Correct the host of the URL; if it is right, DNS is down or the host has no address of this network's kind (IPv4, IPv6)"
    ])
  },
  {
    codes: ["EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL", "EHOSTDOWN", "ENETDOWN"],
    verdict: of("Unavailable", "no route leads to the host", [
      "Check network and firewall; a host with IPv6 alone needs IPv6 here, or the pooler's host"
    ])
  },
  {
    codes: ["ENOENT", "EACCES", "EPERM"],
    verdict: of("Unavailable", "the server's Unix socket is not there or not allowed", [
      "Check unix_socket_directories of the server, or connect by TCP"
    ])
  },
  {
    codes: ["EMFILE", "ENFILE", "ENOBUFS"],
    verdict: of("Unavailable", "this machine has no file descriptor or buffer left for another connection", [
      "Raise ulimit -n, or lower POOL_SIZE"
    ])
  },
  {
    codes: ["ERR_SOCKET_BAD_PORT"],
    verdict: of("Misconfigured", "the port is no number that a port can be, so no connection was opened", [
      "Correct the port of the URL: a variable that is not set, or a password with a character that has to be encoded (@ is %40)"
    ])
  },
  {
    codes: ["ERR_TLS_CERT_ALTNAME_INVALID"],
    verdict: of("Misconfigured", "the server's certificate is for another host", [
      "Use the host's name that the certificate has"
    ])
  },
  {
    codes: ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "CRL_HAS_EXPIRED", "CERT_REVOKED"],
    verdict: of("Misconfigured", "the server's certificate is not valid at this time", [
      "Renew the server's certificate; check the clock of this machine"
    ])
  },
  {
    codes: [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "CERT_UNTRUSTED",
      "CERT_SIGNATURE_FAILURE",
      "CERT_CHAIN_TOO_LONG",
      "CERT_REJECTED",
      "INVALID_CA",
      "INVALID_PURPOSE",
      "HOSTNAME_MISMATCH"
    ],
    verdict: of(
      "Misconfigured",
      "the server's certificate is signed by an authority that is not trusted here",
      [
        "Add sslrootcert=FILE with the authority's certificate to the URL; Supabase offers its own for download"
      ]
    )
  },
  {
    codes: ["ERR_SSL_*", "ERR_TLS_*", "EPROTO"],
    verdict: of("Misconfigured", "no TLS connection could be made", [
      "Check that the port is the server's and that both sides have a TLS version in common"
    ])
  },
  {
    codes: ["TLS_REFUSED"],
    verdict: of(
      "Misconfigured",
      "the server takes no TLS connections, and nothing is sent to it in the clear",
      [
        "Turn TLS on there (ssl = on, or client_tls_sslmode at PgBouncer)",
        "Add sslmode=disable to the URL only where nobody else can read the network"
      ]
    )
  },
  {
    codes: ["TLS_NOT_POSTGRES"],
    verdict: of("Misconfigured", "what answers at this port does not speak Postgres' protocol", [
      "Correct host and port of the URL (5432 direct, 6543 or 6432 pooled)"
    ])
  },
  {
    codes: ["PASSWORD_EXPOSED"],
    verdict: of("Misconfigured", "the server asked for the password in a form that others could read", [
      "Set scram-sha-256 in the server's pg_hba.conf, or auth_type at PgBouncer",
      "Connect by TLS: sslmode=verify-full"
    ])
  },
  {
    codes: ["LOGIN_TIMEOUT"],
    verdict: of("Unavailable", "the server or pooler took the connection and did not let it in in time", [
      "Look whether it is paused, stopped or overloaded"
    ])
  },
  {
    codes: ["NO_HOST"],
    verdict: of("Unavailable", "no host of the URL is there and what target_session_attrs asks for", [
      "Wait while a standby is being promoted; else start a host, or correct the list of hosts or target_session_attrs"
    ])
  },
  {
    codes: ["CONNECTION_CLOSED", "CONNECTION_DESTROYED"],
    verdict: of("OutcomeUnknown", "the connection was closed before the answer came", repeatable)
  },
  {
    codes: ["PROTOCOL_BROKEN"],
    verdict: of(
      "OutcomeUnknown",
      "what came from the server or the pooler was no message of Postgres' protocol",
      repeatable
    )
  },
  {
    codes: ["ETIMEDOUT", "ECONNRESET", "EPIPE", "ECONNABORTED", "ERR_STREAM_*", "ERR_SOCKET_*"],
    verdict: of("OutcomeUnknown", "the network or the other side broke the connection off", repeatable)
  }
]
