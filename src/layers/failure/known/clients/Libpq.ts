import { broken, busy, closedBefore, login, settings, stalled, unreachable, untrusted } from "../Outcome.ts"
import type { Voice } from "../Said.ts"

/** What libpq says, which psql, psycopg, the pg gem, PDO, diesel and many more are made of. */
export const libpq: Voice = {
  source: "libpq or a client that is made of it",
  said: [
    [
      broken,
      "SSL error: bad record mac",
      "alert bad record mac",
      "server closed the connection unexpectedly",
      "backend closed the channel unexpectedly",
      "SSL connection has been closed unexpectedly",
      "SSL SYSCALL error: %s",
      "SSL error: unexpected eof while reading",
      "SSL error: decryption failed or bad record mac",
      "could not receive data from server: %s",
      "could not send data to server: %s",
      "connection to server was lost",
      "The connection to the server was lost. Attempting reset%s",
      "lost synchronization with server%s",
      "message contents do not agree with length in message type %s",
      "without prior row description",
      "unexpected field count in %s message",
      'insufficient data in "%s" message',
      "unexpected response from server; first received character was %s",
      "PQconsumeInput() %s",
      "PQsocket() can't get socket descriptor",
      "no result from the server",
      "got no result from the query"
    ],
    [closedBefore, "no connection to the server", "connection not open", "connection pointer is NULL"],
    [
      unreachable,
      "OperationalError: connection failed",
      "PG::ConnectionBad: connection failed",
      'could not connect to server "%s"',
      "could not connect to server: %s",
      "Is the server running on that host and accepting TCP/IP connections?",
      "Is the server running locally and accepting connections on that socket?",
      "Is the server running locally and accepting connections on Unix domain socket%s"
    ],
    [stalled, "timeout expired", "connection timeout expired", "failed: timeout expired"],
    [
      "ENOTFOUND",
      'could not translate host name "%s" to address: %s',
      "Name or service not known",
      "nodename nor servname provided, or not known",
      "Temporary failure in name resolution",
      "No such host is known",
      "Name does not resolve"
    ],
    [
      "TLS_REFUSED",
      "server does not support SSL, but SSL was required",
      "server closed the connection during SSL%s"
    ],
    [
      untrusted,
      "alert unknown ca",
      "alert bad certificate",
      "alert unsupported certificate",
      "alert certificate expired",
      "alert certificate revoked",
      "alert certificate required",
      "alert certificate unknown",
      "certificate verify error",
      "SSL error: certificate verify failed",
      "certificate verify failed",
      'server certificate for "%s" does not match host name "%s"',
      'root certificate file "%s" does not exist',
      'certificate "%s" does not match%s'
    ],
    [
      login,
      "fe_sendauth: no password supplied",
      "no password supplied",
      "SCRAM authentication requires libpq version 10 or above",
      "authentication method %d not supported",
      "none of the server's SASL authentication mechanisms are supported",
      "channel binding is required, but %s",
      "channel binding required%s"
    ],
    [
      settings,
      'invalid connection option "%s"',
      'invalid URI query parameter: "%s"',
      'invalid port number: "%s"',
      'invalid integer value "%s" for connection option "%s"',
      'missing "=" after "%s" in connection info string',
      'invalid sslmode value: "%s"',
      'sslmode value "%s" invalid when SSL support is not compiled in',
      'invalid percent-encoded token: "%s"',
      'definition of service "%s" not found',
      'private key file "%s" has group or world access%s',
      'unexpected spaces found in "%s", use percent-encoded spaces (%20) instead',
      "could not match %d port numbers to %d hosts"
    ],
    [
      "NO_HOST",
      "session is not read-only",
      "session is read-only",
      "server is not in hot standby mode",
      "server is in hot standby mode"
    ],
    [busy, "another command is already in progress"]
  ]
}
