import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const wrong = of(
  "Misconfigured",
  "PgBouncer does not understand its settings, so it did not start or kept the old ones",
  [
    "Correct the line that it names in pgbouncer.ini, the auth_file or the hba file; then RELOAD or start it",
    "A wrong file name or owner: PgBouncer reads its files as its own user, not as root"
  ]
)
const port = of("Unavailable", "PgBouncer could not listen: the address is taken, or not this machine's", [
  "Look for another PgBouncer or program at this port or socket (ss -ltnp); correct listen_addr and listen_port"
])
const process = of("Misconfigured", "PgBouncer could not start as the process that it was asked to be", [
  "Give it a user of its own (not root), a pidfile and a unix_socket_dir that this user may write"
])
const encryption = of(
  "Misconfigured",
  "PgBouncer's TLS settings do not fit together, or a file of theirs cannot be read",
  ["Check client_tls_* and server_tls_* files, their owner and that key and certificate belong together"]
)
const query = of("Misconfigured", "PgBouncer's auth_query did not answer with one user and its password", [
  "Run it as auth_user on auth_dbname: it has to return user name and password, of at most one user",
  "Managed servers do not show pg_shadow: use a SECURITY DEFINER function"
])
const identity = of(
  "Misconfigured",
  "PgBouncer does not let this client in: certificate, map or kind of connection do not fit",
  ["Compare the client's certificate and user with auth_ident_file, auth_hba_file and client_tls_sslmode"]
)
const scram = of(
  "Misconfigured",
  "PgBouncer has no password of this user in a form that the other side accepts (plain, MD5, SCRAM)",
  [
    "Use the same SCRAM secret in userlist.txt as in pg_authid, or auth_query; a secret alone cannot answer MD5",
    "Compare auth_type with password_encryption of Postgres; give the database no user= with a SCRAM secret"
  ]
)
const directory = of("Misconfigured", "PgBouncer's LDAP or PAM did not let this user in", [
  "Check user and password with ldapsearch or the PAM service, and auth_ldap_options"
])

/** What PgBouncer writes when it starts, reloads, or decides whom to let in, and tells no client so. */
export const pgBouncerSettings: Voice = {
  source: "PgBouncer",
  said: [
    [
      wrong,
      "cannot load config file",
      "config file loading failed",
      "RELOAD failed, see logs for more details",
      "syntax error in connection string",
      "unrecognized connection parameter: %s",
      "unrecognized user parameter: %s",
      "syntax error in user settings",
      'invalid value "%s" for parameter %s in configuration%s',
      "unknown parameter: %s in configuration",
      "syntax error in configuration (%s",
      "host was not provided for peer %s",
      "could not open auth_file %s",
      "broken auth file",
      "username too long in auth file",
      "password too long in auth file",
      "could not open hba config file %s",
      "could not parse hba config line %d",
      "hba line %d: unknown type",
      "hba line %d: unsupported %s",
      "hba line %d: invalid mask",
      "hba line %d: did not find %s",
      "hba line %d: failed to parse %s",
      "hba line %d: cannot get auth_options%s",
      "hba line %d: Ident map %s",
      "nowhere to listen on",
      "could not open ident config file %s",
      "could not parse ident config line %d",
      "auth_type=any requires forced user",
      "auth_type=cert requires %s",
      'authentication database "%s" is not configured',
      'cannot use the reserved "%s" database as an auth_dbname',
      'pooler error: database name "%s" is reserved',
      'database name "%s" is reserved',
      "LDAP can't be used together with database authentication",
      "PAM can't be used together with database authentication",
      "LDAP authentication is not supported",
      "PAM authentication is not supported",
      "cannot mix options for simple bind and search+bind modes",
      "exec_on_connect query failed",
      "failed to parse track_extra_parameters in config%s",
      "unix socket dir not configured: %s"
    ],
    [
      port,
      "failed to listen on any address in listen_addr list%s",
      "failed to parse listen_addr list%s",
      "cannot listen on %s: bind(): %s",
      "cannot listen on %s: listen(): %s",
      "unix port %d is in use",
      "unix socket is in use, cannot continue"
    ],
    [
      process,
      "PgBouncer should not run as root",
      "daemon needs pidfile configured",
      "could not open pidfile '%s'",
      "could not write pidfile '%s'",
      "pidfile '%s' exists, another instance running?",
      "pidfile exists, another instance running?",
      "could not find user '%s' to switch to",
      "failed to assume identity of user '%s'",
      "apparently running under systemd with notify socket%s"
    ],
    [
      encryption,
      "TLS configuration could not be reloaded, keeping old configuration",
      "To allow TLS connections from clients, client_tls_key_file and client_tls_cert_file must be set",
      "client_tls_sslmode requires client_tls_ca_file",
      "invalid client_key_file: %s",
      "invalid client_cert_file: %s",
      "invalid client_ca_file: %s",
      "invalid client_protocols: %s",
      "invalid client_ciphers: %s",
      "invalid server_key_file: %s",
      "invalid server_cert_file: %s",
      "invalid server_ca_file: %s",
      "invalid server_protocols: %s",
      "invalid server_ciphers: %s",
      "tls client config failed: %s"
    ],
    [
      query,
      "expected %d columns from auth_query, not %d",
      "auth_query response contained null user name",
      "error response from auth_query",
      "unexpected response from auth_query",
      "unable to send auth_query"
    ],
    [
      identity,
      "pooler error: TLS client certificate required",
      "TLS client certificate required",
      "TLS connection required",
      "TLS certificate name mismatch",
      "ident map: %s does not have a match",
      "ident map %s cannot be matched",
      "unix peer uid failed%s"
    ],
    [
      scram,
      "cannot do SCRAM authentication: %s",
      "cannot do MD5 authentication: %s",
      "SCRAM authentication failed: user has MD5 secret",
      'invalid SCRAM secret for user "%s"',
      "SCRAM key data received for forced user",
      "incompatible SCRAM key data"
    ],
    [
      directory,
      "LDAP login failed for user %s",
      'LDAP user "%s" does not exist',
      'LDAP user "%s" is not unique',
      "could not initialize LDAP: %s",
      "could not start LDAP TLS session: %s",
      "could not perform initial LDAP bind for %s",
      'could not search LDAP for filter "%s"',
      "pam_authenticate() failed: %s",
      "pam_acct_mgmt() failed: %s",
      "pam_start() failed: %s"
    ]
  ]
}
