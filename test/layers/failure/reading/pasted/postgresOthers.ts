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
  ['BŁĄD:  relacja "users" nie istnieje', "Rejected", "nothing", "42P01"]
]
