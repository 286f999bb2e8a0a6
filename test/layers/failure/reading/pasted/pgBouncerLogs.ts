import type { Pasted } from "./Pasted.ts"

/** PgBouncer's log: at start, of logins, of servers. */
export const pgBouncerLogs: ReadonlyArray<Pasted> = [
  [
    '2026-02-01 10:00:00.000 UTC [1] ERROR syntax error in connection string\n2026-02-01 10:00:00.000 UTC [1] ERROR invalid value "host=" for parameter app in configuration (/etc/pgbouncer/pgbouncer.ini:3)\n2026-02-01 10:00:00.000 UTC [1] FATAL cannot load config file',
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] ERROR could not open auth_file /etc/pgbouncer/userlist.txt: No such file or directory",
    "Misconfigured",
    "nothing"
  ],
  ["2026-02-01 10:00:00.000 UTC [1] ERROR broken auth file", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00.000 UTC [1] ERROR unrecognized connection parameter: sslmode",
    "Misconfigured",
    "nothing"
  ],
  ["FATAL PgBouncer should not run as root", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00.000 UTC [7] ERROR could not open hba config file /etc/pgbouncer/hba.conf: Permission denied",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] WARNING hba line 3: unsupported method: buf=ident",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] FATAL pidfile '/var/run/pgbouncer/pgbouncer.pid' exists, another instance running?",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] FATAL unix socket is in use, cannot continue",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] WARNING cannot listen on 0.0.0.0:6432: bind(): Address already in use\n2026-02-01 10:00:00.000 UTC [1] FATAL failed to listen on any address in listen_addr list: 0.0.0.0",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ["2026-02-01 10:00:00.000 UTC [1] FATAL nowhere to listen on", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00.000 UTC [1] ERROR invalid client_key_file: failed to read private key",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] ERROR To allow TLS connections from clients, client_tls_key_file and client_tls_cert_file must be set.",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] ERROR auth_type=cert requires client_tls_ca_file",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] WARNING TLS configuration could not be reloaded, keeping old configuration",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [1] LOG C-0x55: app/app@10.0.0.9:41234 login failed: db=app user=app\n2026-02-01 10:00:00.000 UTC [1] LOG C-0x55: app/app@10.0.0.9:41234 closing because: password authentication failed (age=0s)",
    "Misconfigured",
    "nothing"
  ],
  [
    "C-0x55: app/(nouser)@10.0.0.9:41234 expected 2 columns from auth_query, not 1",
    "Misconfigured",
    "nothing"
  ],
  ["C-0x55: app/(nouser)@10.0.0.9:41234 error response from auth_query", "Misconfigured", "nothing"],
  ['ERROR authentication database "authdb" is not configured.', "Misconfigured", "nothing"],
  [
    "WARNING S-0x55: app/app@10.0.0.2:5432 cannot do SCRAM authentication: password is SCRAM secret but client authentication did not provide SCRAM keys",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR S-0x55: app/app@10.0.0.2:5432 cannot do MD5 authentication: wrong password type",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] WARNING S-0x55: app/app@10.0.0.2:5432 got packet 'E' from server when not linked",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] LOG S-0x55: app/app@10.0.0.2:5432 closing because: server conn crashed? (age=300s)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] LOG S-0x55: app/app@10.0.0.2:5432 closing because: server refused SSL (age=0s)",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] LOG S-0x55: app/app@10.0.0.2:5432 closing because: idle server got dirty (age=30s)",
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] WARNING S-0x55: app/app@10.0.0.2:5432 sbuf_connect failed to connect to 10.0.0.2:5432: Connection refused",
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] ERROR S-0x55: app/app@10.0.0.2:5432 exec_on_connect query failed",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] LOG C-0x55: app/app@10.0.0.9:41234 closing because: query timeout (age=12s)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2026-02-01 10:00:00.000 UTC [7] LOG C-0x55: app/app@10.0.0.9:41234 closing because: transaction timeout (age=12s)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "WARNING C-0x55: (nodb)/(nouser)@10.0.0.9:41234 pooler error: TLS client certificate required",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR LDAP login failed for user uid=app,dc=example on server ldap.example.org: Invalid credentials",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR C-0x55: (nodb)/(nouser)@unix:6432 pooler error: database name "pgbouncer" is reserved',
    "Misconfigured",
    "nothing"
  ]
]
