import type { Pasted } from "./Pasted.ts"

/** Postgres' own words as terminals print them. */
export const postgresOthers: ReadonlyArray<Pasted> = [
  ["ERROR:  VACUUM cannot run inside a transaction block", "Rejected", "nothing", "25001"],
  ["ERROR:  cached plan must not change result type", "Rejected", "nothing", "0A000"],
  [
    "error: Error validating datasource `db`: the URL must start with the protocol `postgresql://` or `postgres://`.",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: Client network socket disconnected before secure TLS connection was established",
    "Unavailable",
    "nothing"
  ],
  ['error: column "createdAt" of relation "User" does not exist', "Rejected", "nothing", "42703"],
  ["UND_ERR_CONNECT_TIMEOUT db.example.com", "Unavailable|unknown", "any"],
  ["FATAL:  el sistema de base de datos está iniciándose", "Unavailable", "nothing", "57P03"],
  [
    "FATAL:  les emplacements de connexions restants sont réservés pour les connexions superutilisateur non relatif à la réplication",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ['BŁĄD:  relacja "users" nie istnieje', "Rejected", "nothing", "42P01"],
  [
    'test=# select blah from users; ERROR: column "blah" does not exist LINE 1: select blah from users; ^',
    "Rejected",
    "nothing",
    "42703"
  ],
  ["Error: connect EHOSTUNREACH 10.0.0.9:5432", "Unavailable", "nothing"],
  ['error: cannot insert a non-DEFAULT value into column "id"', "Rejected", "nothing", "428C9"],
  ['error: invalid input syntax for type uuid: "abc"', "Rejected", "nothing", "22P02"],
  ["error: invalid input syntax for type json", "Rejected", "nothing", "22P02"],
  [
    "Error: self signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (_tls_wrap.js:1515:34) {\n  code: 'SELF_SIGNED_CERT_IN_CHAIN'",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: Hostname/IP does not match certificate's altnames: Host: db. is not in the cert's altnames: DNS:db.example.com",
    "Misconfigured",
    "nothing"
  ],
  [
    'error: no pg_hba.conf entry for host "::1", user "app", database "app", SSL off',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  ["write tcp 10.0.0.2:5000->10.0.0.1:5432: write: broken pipe", "OutcomeUnknown", "unknown"],
  ["db error: ERROR: permission denied for schema public", "Rejected", "nothing", "42501"],
  [
    "ERROR:  out of shared memory\nHINT:  You might need to increase max_locks_per_transaction.",
    "StorageFull",
    "nothing",
    "53200"
  ]
]
