/**
 * What becomes of a parameter: it is obeyed (`read`, or as a `setting` of the session), it asks for nothing that is
 * not so anyway (`idle`), or it is `refused` unless it has one of the values that ask for what we do.
 */
export type UrlRule =
  | { readonly is: "read"; readonly name: string }
  | { readonly is: "setting"; readonly name: string; readonly identifier: boolean }
  | { readonly is: "idle" }
  | { readonly is: "refused"; readonly but: ReadonlyArray<string>; readonly remedy: string }

const read = (name: string): UrlRule => ({ is: "read", name })
const idle: UrlRule = { is: "idle" }
const setting = (name: string, identifier = false): UrlRule => ({ is: "setting", name, identifier })
const refused = (remedy: string, ...but: ReadonlyArray<string>): UrlRule => ({ is: "refused", but, remedy })

const serverType = refused(
  "it is a word of Java's driver; write target_session_attrs=primary, standby or prefer-standby",
  "any"
)
const clientCertificate = refused(
  "no certificate of the client's is sent; log in with a password, and take it out",
  "disable",
  "allow"
)
const revocation = refused("no list of revoked certificates is read; take it out")
const elsewhere = refused("no file of libpq's is read; write what it says into the URL")
const kerberos = refused(
  "Kerberos is not spoken; log in with a password, and take it out",
  "disable",
  "prefer"
)
const utf8 = refused("all text is UTF-8; take it out", "utf8", "utf-8", "unicode", "auto")

/** libpq's parameters, and those of other clients that one meets in URLs; names without `_` and `-`, in lower case. */
const known: Readonly<Record<string, UrlRule>> = {
  host: read("host"),
  port: read("port"),
  user: read("user"),
  password: read("password"),
  dbname: read("dbname"),
  applicationname: read("application_name"),
  fallbackapplicationname: read("fallback_application_name"),
  options: read("options"),
  ssl: read("ssl"),
  sslmode: read("sslmode"),
  sslrootcert: read("sslrootcert"),
  sslminprotocolversion: read("ssl_min_protocol_version"),
  connecttimeout: read("connect_timeout"),
  connectionlimit: read("connection_limit"),
  pgbouncer: read("pgbouncer"),
  schema: setting("search_path", true),
  currentschema: setting("search_path"),
  searchpath: setting("search_path"),
  role: setting("role"),
  rowsecurity: setting("row_security"),
  timezone: setting("TimeZone"),
  statementtimeout: setting("statement_timeout"),
  locktimeout: setting("lock_timeout"),
  transactiontimeout: setting("transaction_timeout"),
  idlesessiontimeout: setting("idle_session_timeout"),
  idleintransactionsessiontimeout: setting("idle_in_transaction_session_timeout"),
  defaulttransactionreadonly: setting("default_transaction_read_only"),
  defaulttransactionisolation: setting("default_transaction_isolation"),
  targetsessionattrs: read("target_session_attrs"),
  loadbalancehosts: read("load_balance_hosts"),
  targetservertype: serverType,
  hostaddr: refused("write the address as the host, with sslmode=verify-ca if the certificate lacks it"),
  service: elsewhere,
  servicefile: elsewhere,
  passfile: elsewhere,
  sslcert: clientCertificate,
  sslkey: clientCertificate,
  sslpassword: clientCertificate,
  sslidentity: clientCertificate,
  sslcertmode: clientCertificate,
  sslcrl: revocation,
  sslcrldir: revocation,
  sslnegotiation: refused("TLS is asked for as of old, and verified all the same; take it out", "postgres"),
  sslmaxprotocolversion: refused("the newest version is used that both sides know; take it out", "tlsv1.3"),
  sslsni: refused("the host's name is always sent; take it out", "1"),
  sslcompression: refused("TLS does not compress; take it out", "0"),
  sslaccept: refused("a certificate is always verified; name its authority with sslrootcert=FILE", "strict"),
  requiressl: refused("write sslmode=verify-full"),
  channelbinding: refused(
    "the driver does not bind logins to the channel; take it out: sslmode=verify-full proves whom it leads to",
    "prefer",
    "disable"
  ),
  requireauth: refused(
    "take it out: a password is sent in the clear, or as MD5, to a verified server alone, and SCRAM gives nothing away"
  ),
  requirepeer: refused("whose process listens at a socket is not looked at; take it out"),
  gssencmode: kerberos,
  gsslib: kerberos,
  gssdelegation: kerberos,
  krbsrvname: kerberos,
  replication: refused("connections are for statements; take it out", "false", "off", "no", "0"),
  readonly: refused("write options=-c default_transaction_read_only=on", "false"),
  clientencoding: utf8,
  encoding: utf8,
  ...Object.fromEntries(
    // How long and how often other clients do what here the pool, the deadlines and the gate see to.
    `keepalives keepalivesidle keepalivesinterval keepalivescount tcpusertimeout tcpkeepalive
    pooltimeout sockettimeout logintimeout querytimeout commandtimeout timeout idletimeout checkouttimeout
    maxconnectionlifetime maxidleconnectionlifetime singleuseconnections
    poolminconns poolmaxconnlifetime poolmaxconnidletime poolhealthcheckperiod
    prepare preparethreshold preparedstatements statementcachesize preparedstatementcachesize
    preparedstatementcachequeries statementcachecapacity descriptioncachecapacity defaultqueryexecmode
    binarytransfer rewritebatchedinserts defaultrowfetchsize reconnect advisorylocks
    asyncfallback uselibpqcompat minprotocolversion maxprotocolversion supa workaround`
      .split(/\s+/)
      .map((name) => [name, idle])
  )
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, "")

/** The rule of a parameter, however its client spells it: `channel_binding`, `channelBinding`. */
export const find = (name: string): UrlRule | undefined => {
  const spelled = plain(name)
  return Object.hasOwn(known, spelled) ? known[spelled] : undefined
}
