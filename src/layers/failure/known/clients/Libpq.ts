import { broken, busy, closedBefore, misread, misused, over, tooManyParameters } from "../Outcome.ts"
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
      "SSL error code %d",
      "SSL_read failed but did not provide error information",
      "SSL_write failed but did not provide error information",
      "message type 0x%s arrived from server while idle",
      "protocol error: id=%s",
      "protocol error: no function result",
      "could not interpret result from server: %s",
      "could not send cancel packet: %s",
      "received invalid error message",
      "invalid connection state, probably indicative of memory corruption",
      "no result from the server",
      "got no result from the query"
    ],
    [closedBefore, "no connection to the server", "connection not open", "connection pointer is NULL"],
    [
      busy,
      "another command is already in progress",
      "PQexec not allowed during COPY BOTH",
      "cannot queue commands during COPY",
      "cannot enter pipeline mode, connection not idle",
      "not allowed in pipeline mode",
      "cannot exit pipeline mode %s"
    ],
    [over, "COPY terminated by new PQexec"],
    [
      misused,
      "command string is a null pointer",
      "length must be given for binary parameter",
      "no COPY in progress"
    ],
    [
      misread,
      "PGresult cannot support more than INT_MAX tuples",
      "row number %d is out of range 0..%d",
      "parameter number %d is out of range 0..%d",
      "column number %d is out of range 0..%d"
    ],
    [tooManyParameters, "number of parameters must be between 0 and %d"]
  ]
}
