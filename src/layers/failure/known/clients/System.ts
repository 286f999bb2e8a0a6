import { broken, stalled } from "../Outcome.ts"
import type { Voice } from "../Said.ts"

/** What operating systems and the networks of Node, Python, Java, Go, .NET and Erlang say, by Node's codes. */
export const system: Voice = {
  source: "the operating system or the network",
  said: [
    [
      "ECONNREFUSED",
      "connection refused",
      "Connect call failed",
      "target machine actively refused it",
      "os error 111",
      "os error 61",
      "os error 10061",
      "Errno 111",
      "Errno 61",
      "WinError 10061",
      ":econnrefused"
    ],
    [
      "ENOTFOUND",
      "no such host",
      "UnknownHostException: %s",
      "getaddrinfo failed",
      "could not resolve host%s",
      "failed to lookup address information%s",
      "nor servname provided",
      "Try again: temporary failure%s",
      "lookup %s: server misbehaving",
      ":nxdomain",
      "non-existing domain"
    ],
    [
      "EHOSTUNREACH",
      "No route to host",
      "Network is unreachable",
      "NoRouteToHostException",
      "os error 113",
      "os error 101",
      "Errno 113",
      "Errno 101",
      "Cannot assign requested address",
      ":ehostunreach",
      ":enetunreach"
    ],
    [
      stalled,
      "connect timed out",
      "UND_ERR_CONNECT_TIMEOUT",
      "dial tcp %s: i/o timeout",
      "A connection attempt failed because the connected party did not properly respond%s",
      "connection attempt timed out",
      "connect: connection timed out"
    ],
    ["EMFILE", "too many open files", "Errno 24", "os error 24", ":emfile"],
    [
      "ECONNRESET",
      "connection reset by peer",
      "write tcp %s: write: broken pipe",
      "write tcp %s: write: connection reset by peer",
      "read tcp %s: read: connection reset by peer",
      "connection reset",
      "broken pipe",
      "existing connection was forcibly closed by the remote host",
      "software caused connection abort",
      "os error 104",
      "os error 54",
      "os error 32",
      "os error 10054",
      "Errno 104",
      "Errno 54",
      "Errno 32",
      "WinError 10054",
      "WinError 10053",
      "socket hang up",
      "UND_ERR_SOCKET",
      "Client network socket disconnected before secure TLS connection was established"
    ],
    [
      "ETIMEDOUT",
      "connection timed out",
      "Operation timed out",
      "Read timed out",
      "read tcp %s: i/o timeout",
      "Errno 110",
      "os error 110",
      ":etimedout"
    ],
    [
      broken,
      "unexpected end of file",
      "unexpected EOF",
      "EOF",
      "Network connection lost",
      "java.io.EOFException",
      "use of closed network connection",
      "Socket closed",
      "Socket is closed"
    ],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "self-signed certificate",
      "self signed certificate",
      "unable to verify the first certificate",
      "unable to get local issuer certificate",
      "certificate signed by unknown authority",
      "unable to find valid certification path to requested target",
      "PKIX path building failed",
      "invalid peer certificate: UnknownIssuer",
      "The remote certificate is invalid%s",
      "The remote certificate was rejected%s",
      "unknown CA",
      ":unknown_ca",
      ":selfsigned_peer"
    ],
    ["CERT_HAS_EXPIRED", "certificate has expired%s", "invalid peer certificate: Expired"],
    [
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "Hostname/IP does not match certificate's altnames: %s",
      "x509: certificate is valid for %s, not %s",
      "x509: certificate is not valid for any names%s",
      "x509: certificate relies on legacy Common Name field%s",
      "x509: cannot validate certificate for %s because it doesn't contain any IP SANs",
      "invalid peer certificate: NotValidForName",
      ":hostname_check_failed"
    ],
    [
      "ERR_SSL_UNSUPPORTED",
      "first record does not look like a TLS handshake",
      "wrong version number",
      "handshake failure",
      "handshake_failure",
      "tlsv1 alert protocol version",
      "no protocols available"
    ]
  ]
}
