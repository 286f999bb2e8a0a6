import { describe, expect, it } from "@effect/vitest"
import { PgUrl } from "aquifer"
import { Redacted, Result } from "effect"

const refusal = (url: string): string =>
  Result.match(PgUrl.fromString(url), { onFailure: (problem) => problem, onSuccess: () => "accepted" })

const endpoint = (url: string): PgUrl.PgEndpoint => Result.getOrThrow(PgUrl.fromString(url))

const at = (query: string): string => `postgresql://app:S3cret@db.example.com/app?${query}`

/** What has to be said, and of what. */
type Said = readonly [what: string, url: string, says: RegExp]

const misread: ReadonlyArray<Said> = [
  ["an @", "postgresql://u:S3@cret@db.example.com/d", /%40/],
  ["a #", "postgresql://u:S3#cret@db.example.com/d", /%23/],
  ["a # behind digits", "postgresql://u:1234#S3cret@db.example.com/d", /%23/],
  ["a /", "postgresql://u:S3/cret@db.example.com/d", /%2F/],
  ["a / behind digits", "postgresql://u:12/S3cret@db.example.com/d", /%2F/],
  ["a ?", "postgresql://u:12?S3cret@db.example.com/d", /%3F/],
  ["a ? and a =", "postgresql://u:12?S3cret=1&x@db.example.com/d", /%3F/],
  ["several of them", "postgresql://u:p@S3cret#w/rd@db.example.com:5432/d", /percent-encode/],
  ["a %", "postgresql://u:S3cret%@db.example.com/d", /%25/],
  ["a space", "postgresql://u:S3 cret@db.example.com/d", /%20/],
  ["a line break", "postgresql://u:S3\ncret@db.example.com/d", /line break/],
  ["a character that nobody sees", "postgresql://u:S3cret\u200b@db.example.com/d", /invisible/],
  ["brackets", "postgresql://u:[S3cret]@db.example.com/d", /brackets.*%5B/],
  ["no host", "postgresql://u:S3cret", /port/],
  ["a password for a host", "postgresql://u:x@S3cret$/d", /no host has/]
]

const pasted: ReadonlyArray<Said> = [
  ["quotation marks", '"postgresql://u:S3cret@127.0.0.1:1/db"', /quotation marks/],
  ["single ones", "'postgresql://u:S3cret@127.0.0.1:1/db'", /quotation marks/],
  ["one at the end", 'postgresql://u:S3cret@127.0.0.1:1/db"', /quotation marks/],
  ["psql in front", 'psql "postgresql://u:S3cret@127.0.0.1:1/db"', /psql/],
  ["psql's options", "psql -h 127.0.0.1 -U u d", /psql/],
  ["the variable's name in front", "DATABASE_URL=postgresql://u:S3cret@127.0.0.1/db", /variable/],
  ["libpq's names and values", "host=127.0.0.1 user=u password=S3cret", /postgresql:\/\/USER:PASSWORD/],
  ["a variable nobody replaced", "${DATABASE_URL}", /nobody has replaced/],
  ["Java's driver", "jdbc:postgresql://127.0.0.1/db?user=u&password=S3cret", /Java/],
  ["Python's driver", "postgresql+asyncpg://u:S3cret@127.0.0.1/db", /another language/],
  ["no scheme", "u:S3cret@127.0.0.1/db", /no postgresql:\/\/ URL/],
  ["a placeholder", "postgresql://u:[YOUR-PASSWORD]@db.example.com/d", /placeholder \[YOUR-PASSWORD\]/],
  ["it encoded", "postgresql://u:%5BYOUR-PASSWORD%5D@db.example.com/d", /placeholder/],
  ["another one", "postgresql://u:<password>@db.example.com/d", /placeholder/],
  ["a hidden password", "postgresql://u:********@db.example.com/d", /placeholder/],
  ["a placeholder for the host", "postgresql://u:S3cret@{host}/d", /placeholder.*host/],
  ["a port over 65535", "postgresql://u:S3cret@127.0.0.1:99999/db", /65,535/],
  ["a port of words", "postgresql://u:x@127.0.0.1:S3cret/db", /65,535/]
]

const refused: ReadonlyArray<readonly [name: string, query: string]> = [
  ["pgbouncer", "pgbouncer=1"],
  ["target_session_attrs", "target_session_attrs=master"],
  ["targetServerType", "targetServerType=preferSecondary"],
  ["load_balance_hosts", "load_balance_hosts=round-robin"],
  ["hostaddr", "hostaddr=10.0.0.1"],
  ["service", "service=production"],
  ["passfile", "passfile=/home/u/.pgpass"],
  ["sslcert", "sslcert=/c.crt&sslkey=/c.key"],
  ["sslkey", "sslkey=/c.key"],
  ["sslpassword", "sslpassword=S3cret"],
  ["sslcertmode", "sslcertmode=require"],
  ["sslcrl", "sslcrl=/revoked.pem"],
  ["sslcrldir", "sslcrldir=/revoked"],
  ["sslnegotiation", "sslnegotiation=direct"],
  ["ssl_max_protocol_version", "ssl_max_protocol_version=TLSv1.2"],
  ["sslaccept", "sslaccept=accept_invalid_certs"],
  ["sslmode=no-verify", "sslmode=no-verify"],
  ["sslmode=prefer", "sslmode=prefer"],
  ["sslmode=allow", "sslmode=allow"],
  ["sslmode", "sslmode=sometimes"],
  ["ssl", "ssl=maybe"],
  ["sslrootcert=system", "sslrootcert=system&sslmode=verify-ca"],
  ["ssl_min_protocol_version", "ssl_min_protocol_version=SSLv3"],
  ["channel_binding", "channel_binding=require"],
  ["channelBinding", "channelBinding=require"],
  ["gssencmode", "gssencmode=require"],
  ["krbsrvname", "krbsrvname=postgres"],
  ["require_auth", "require_auth=scram-sha-256"],
  ["requirepeer", "requirepeer=postgres"],
  ["replication", "replication=database"],
  ["client_encoding", "client_encoding=LATIN1"],
  ["readOnly", "readOnly=true"],
  ["connection_limit", "connection_limit=none"],
  ["a_parameter_of_tomorrow", "a_parameter_of_tomorrow=1"],
  ["3 hosts and 2 ports", "host=a.example.com,b.example.com,c.example.com&port=1,2"],
  ["1 host and 2 ports", "host=a.example.com&port=1,2"],
  ["empty place", "host=a.example.com,,b.example.com"],
  ["no whole number from 1", "host=a.example.com,b.example.com&port=5432,70000"],
  ["no host has", "host=a.example.com,b$"],
  ["twice", "search_path=a&schema=b"],
  ["twice", "sslmode=disable&sslmode=require"]
]

describe("PgUrl", () => {
  it.each([...misread, ...pasted])(
    "says what is wrong with %s, and no piece of the password",
    (_, url, says) => {
      const said = refusal(url)
      expect(said).toMatch(says)
      expect(said).not.toMatch(/S3|cret/)
    }
  )

  it.each(refused)("refuses %s by its name: %s", (name, query) => {
    const said = refusal(at(query))
    expect(said).toContain(name)
    expect(said).not.toContain("S3cret")
  })

  it.each([
    ["a.example.com,b.example.com", ["a.example.com:5432", "b.example.com:5432"]],
    ["a.example.com:1,b.example.com", ["a.example.com:1", "b.example.com:5432"]],
    ["[2001:db8::1]:7,10.0.0.1:8,[::1]", ["[2001:db8::1]:7", "10.0.0.1:8", "[::1]:5432"]]
  ])("takes the hosts %s as libpq does, each with the port beside it", (hosts, places) => {
    const found = endpoint(`postgresql://app:S3cret@${hosts}/app`)
    expect(PgUrl.hostsOf(found).map(PgUrl.placeOf)).toEqual(places)
    expect(PgUrl.addressOf(found)).toBe(places.join(","))
  })

  it("takes hosts from parameters, with one port for all or each its own", () => {
    const of = (query: string) => PgUrl.addressOf(endpoint(`postgresql:///app?user=u&${query}`))
    expect(of("host=a,b&port=6432")).toBe("a:6432,b:6432")
    expect(of("host=a,b,/run/pg&port=1,,3")).toBe("a:1,b:5432,/run/pg:3")
  })

  it.each(["x,y:1,z:99999", "x,,y", "x,y:1:2", "[::1,x"])(
    "says what is wrong with the hosts %s, and no piece of the password",
    (hosts) => {
      expect(refusal(`postgresql://app:S3cret@${hosts}/app`)).toMatch(/65,535|empty place|cannot be read/)
      expect(refusal(`postgresql://app:S3cret@${hosts}/app`)).not.toContain("S3cret")
    }
  )

  it("reads which host is asked for and in which order, in Java's words too, and says nothing where any will do", () => {
    expect(endpoint(at("target_session_attrs=prefer-standby&load_balance_hosts=random"))).toMatchObject({
      targetSessionAttrs: "prefer-standby",
      loadBalanceHosts: true
    })
    expect(endpoint(at("loadBalanceHosts=true"))).toMatchObject({ loadBalanceHosts: true })
    const plain = endpoint(at("target_session_attrs=any&load_balance_hosts=disable"))
    expect(Object.keys(plain).filter((name) => /hosts|target/i.test(name))).toEqual([])
  })

  it("encrypts to all hosts alike, in the clear only where all are this machine", () => {
    const tls = (hosts: string) => endpoint(`postgresql://app:S3cret@${hosts}/app`).tls
    expect(tls("127.0.0.1:1,localhost:2")).toBe("disable")
    expect(tls("127.0.0.1:1,db.example.com")).toBe("verify-full")
  })

  it("takes parameters that ask for what is so anyway, or tell other clients how to work", () => {
    const idle = {
      targetServerType: "any",
      channel_binding: "prefer",
      gssencmode: "disable",
      sslnegotiation: "postgres",
      client_encoding: "UTF8",
      pool_timeout: "10",
      keepalives_idle: "30",
      statement_cache_size: "0",
      supa: "base-pooler.x"
    }
    expect(endpoint(at(new URLSearchParams(idle).toString())).idleParameters).toEqual(idle)
  })

  it("obeys settings of the session, in options, where schema is an identifier and nothing ends a value", () => {
    const options = (query: string) => endpoint(at(query)).options
    expect(options("search_path=tenant_7,public")).toBe("-c search_path=tenant_7,public")
    expect(options("schema=Tenant%207")).toBe('-c search_path="Tenant\\ 7"')
    expect(options("statement_timeout=1234&lock_timeout=5s")).toBe(
      "-c statement_timeout=1234 -c lock_timeout=5s"
    )
    expect(options("options=-c%20a.b%3D1&role=reader")).toBe("-c a.b=1 -c role=reader")
    expect(options("options=-c+a.b%3D1")).toBe("-c a.b=1")
    expect(options("search_path=x%20-c%20role%3Dother")).toBe("-c search_path=x\\ -c\\ role=other")
  })

  it("obeys what is said of TLS, of time and of the number of connections", () => {
    expect(endpoint(at("ssl=true")).tls).toBe("verify-full")
    expect(endpoint(at("sslmode=require")).tls).toBe("verify-full")
    expect(endpoint(at("sslmode=verify-ca")).tls).toBe("verify-ca")
    expect(endpoint("postgresql://u@127.0.0.1/d?sslrootcert=system")).toMatchObject({
      tls: "verify-full",
      rootCertificate: "system"
    })
    expect(endpoint(at("ssl_min_protocol_version=TLSv1.3")).minTlsVersion).toBe("TLSv1.3")
    expect(endpoint(at("ssl_min_protocol_version=TLSv1")).minTlsVersion).toBe("TLSv1.2")
    expect(endpoint(at("connect_timeout=15&connection_limit=1"))).toMatchObject({
      connectTimeout: 15,
      connectionLimit: 1
    })
  })

  it("reads passwords with any character that is encoded, and a + as a +", () => {
    const password = "p@:/?#%+ [ä]\u200b'\""
    const secret = (url: string) => Redacted.value(endpoint(url).password ?? Redacted.make(""))
    expect(secret(`postgresql://u:${encodeURIComponent(password)}@h/d`)).toBe(password)
    expect(secret("postgresql://u:a+b:c@h/d")).toBe("a+b:c")
    expect(secret("postgresql://h/d?user=me@server&password=a+b")).toBe("a+b")
    expect(endpoint("postgresql://h/d?user=me@server").username).toBe("me@server")
  })
})
