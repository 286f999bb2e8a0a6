/** What a value of a type comes back as. */
export interface Sample {
  /** An expression of it. */
  readonly sql: string
  /** What it comes back as; Postgres' own text where nothing is said. */
  readonly value?: unknown
}

/** Of types whose values cannot be sent in binary, what the server says; statements that ask for them do not run. */
export const refusedByServer: ReadonlyArray<string> = [
  "aclitem",
  "ean13",
  "isbn",
  "isbn13",
  "ismn",
  "ismn13",
  "issn",
  "issn13",
  "query_int",
  "seg",
  "upc"
]

/** No value of these is ever in a row: they are of indices alone, or are statistics in the catalogue. */
export const neverInRows: ReadonlyArray<string> = [
  "gbtreekey16",
  "gbtreekey2",
  "gbtreekey32",
  "gbtreekey4",
  "gbtreekey8",
  "gbtreekey_var",
  "ghstore",
  "gtrgm",
  "gtsvector",
  "intbig_gkey",
  "ltree_gist",
  "pg_brin_bloom_summary",
  "pg_brin_minmax_multi_summary"
]

const literal = (type: string, text: string, value?: unknown): Sample => ({
  sql: `'${text.replaceAll("'", "''")}'::${type}`,
  ...(value === undefined ? undefined : { value })
})

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"))

/** The table of types: each that may be in a row, with what it comes back as. */
export const samples: Readonly<Record<string, ReadonlyArray<Sample>>> = {
  bool: [literal("bool", "t", true), literal("bool", "f", false)],
  bytea: [literal("bytea", "\\x00ff10", bytes("00ff10")), literal("bytea", "", bytes(""))],
  char: [literal('"char"', "a", "a"), literal('"char"', "", ""), literal('"char"', "\\377", "\\377")],
  name: [literal("name", "n", "n")],
  int2: [literal("int2", "-32768", -32_768)],
  int4: [literal("int4", "2147483647", 2_147_483_647)],
  int8: [literal("int8", "9223372036854775807", 9_223_372_036_854_775_807n)],
  oid: [literal("oid", "4294967295", 4_294_967_295)],
  float4: [literal("float4", "0.5", 0.5), literal("float4", "-Infinity", -Infinity)],
  float8: [literal("float8", "0.1", 0.1), literal("float8", "NaN", Number.NaN)],
  numeric: [
    literal("numeric", "1.10", "1.10"),
    literal("numeric", "-12345678901234567890.0001", "-12345678901234567890.0001"),
    literal("numeric", "NaN", "NaN"),
    literal("numeric", "-Infinity", "-Infinity")
  ],
  money: [literal("money", "-1234.56")],
  text: [literal("text", "é", "é"), literal("text", "", "")],
  bpchar: [{ sql: "'x'::char(3)", value: "x  " }],
  varchar: [literal("varchar", "v", "v")],
  citext: [literal("citext", "Case", "Case")],
  json: [literal("json", '{"a": [1, null]}', { a: [1, null] }), literal("json", "null", null)],
  jsonb: [literal("jsonb", '{"a": [1, null]}', { a: [1, null] })],
  jsonpath: [literal("jsonpath", "$.a[*]")],
  xml: [literal("xml", "<a>é</a>")],
  uuid: [literal("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")],
  date: [
    literal("date", "2024-02-29", "2024-02-29"),
    literal("date", "0001-01-01", "0001-01-01"),
    literal("date", "0044-03-15 BC", "0044-03-15 BC"),
    literal("date", "5874897-12-31", "5874897-12-31"),
    literal("date", "infinity", "infinity"),
    literal("date", "-infinity", "-infinity")
  ],
  time: [literal("time", "12:34:56.000001", 45_296_000_001n), literal("time", "24:00", 86_400_000_000n)],
  timetz: [literal("timetz", "12:34:56+02", "12:34:56+02:00"), literal("timetz", "12:34:56+02:03:04")],
  timestamp: [
    literal("timestamp", "2024-02-29 12:34:56.789", new Date("2024-02-29T12:34:56.789Z")),
    literal("timestamp", "0044-03-15 BC", new Date("-000043-03-15T00:00:00Z")),
    literal("timestamp", "infinity", "infinity"),
    literal("timestamp", "-infinity", "-infinity"),
    literal("timestamp", "294276-12-31")
  ],
  timestamptz: [
    literal("timestamptz", "2024-02-29 12:34:56.789+02", new Date("2024-02-29T10:34:56.789Z")),
    literal("timestamptz", "1900-01-01Z", new Date("1900-01-01T00:00:00Z")),
    literal("timestamptz", "275760-09-13Z", new Date(8.64e15)),
    literal("timestamptz", "infinity", "infinity"),
    literal("timestamptz", "-infinity", "-infinity"),
    literal("timestamptz", "275760-09-14Z")
  ],
  interval: [literal("interval", "1 mon -2 days 3 us", { months: 1, days: -2, microseconds: 3n })],
  inet: [literal("inet", "10.0.0.1", "10.0.0.1"), literal("inet", "::1/64", "::1/64")],
  cidr: [literal("cidr", "10.0.0.0/8", "10.0.0.0/8")],
  macaddr: [literal("macaddr", "08:00:2b:01:02:03")],
  macaddr8: [literal("macaddr8", "08:00:2b:01:02:03:04:05")],
  bit: [{ sql: "B'101'" }],
  varbit: [literal("varbit", "1011")],
  point: [literal("point", "(1.5,-2)")],
  line: [literal("line", "{1,-1,0}")],
  lseg: [literal("lseg", "[(0,0),(1,1)]")],
  box: [literal("box", "(1,1),(0,0)")],
  path: [literal("path", "[(0,0),(1,1)]")],
  polygon: [literal("polygon", "((0,0),(1,1),(1,0))")],
  circle: [literal("circle", "<(0,0),5>")],
  tsvector: [literal("tsvector", "a:1A,2 'b c'")],
  tsquery: [literal("tsquery", "a & !(b | c)")],
  tid: [literal("tid", "(1,2)")],
  xid: [literal("xid", "42")],
  cid: [literal("cid", "42")],
  xid8: [literal("xid8", "18446744073709551615")],
  pg_lsn: [literal("pg_lsn", "16/B374D848")],
  pg_snapshot: [literal("pg_snapshot", "10:20:10,14")],
  txid_snapshot: [literal("txid_snapshot", "10:20:10,14")],
  refcursor: [literal("refcursor", "c", "c")],
  regproc: [literal("regproc", "now")],
  regprocedure: [literal("regprocedure", "abs(int4)")],
  regoper: [literal("regoper", "||/")],
  regoperator: [literal("regoperator", "+(int4,int4)")],
  regclass: [literal("regclass", "pg_type", 1247)],
  regtype: [literal("regtype", "int4")],
  regconfig: [literal("regconfig", "simple")],
  regdictionary: [literal("regdictionary", "simple")],
  regnamespace: [literal("regnamespace", "pg_catalog")],
  regrole: [literal("regrole", "pg_monitor")],
  regcollation: [{ sql: `'"C"'::regcollation` }],
  int4range: [literal("int4range", "[1,5)"), literal("int4range", "empty"), literal("int4range", "(,)")],
  int8range: [literal("int8range", "[1,5)")],
  numrange: [literal("numrange", "(1.5,2]")],
  daterange: [literal("daterange", "[2024-01-01,infinity)")],
  tsrange: [literal("tsrange", "[2024-01-01,2024-02-01)")],
  tstzrange: [literal("tstzrange", "[2024-01-01,2024-02-01)")],
  int4multirange: [literal("int4multirange", "{[1,2),[4,5)}"), literal("int4multirange", "{}")],
  int8multirange: [literal("int8multirange", "{[1,2)}")],
  nummultirange: [literal("nummultirange", "{(1.5,2]}")],
  datemultirange: [literal("datemultirange", "{[2024-01-01,2024-02-01)}")],
  tsmultirange: [literal("tsmultirange", "{[2024-01-01,2024-02-01)}")],
  tstzmultirange: [literal("tstzmultirange", "{[2024-01-01,2024-02-01)}")],
  cube: [literal("cube", "(1, 2),(3, 4)")],
  hstore: [literal("hstore", 'a=>1, "b c"=>NULL')],
  ltree: [literal("ltree", "a.b_c")],
  lquery: [literal("lquery", "a.*{1,2}")],
  ltxtquery: [literal("ltxtquery", "a & b@")],
  earth: [{ sql: "ll_to_earth(1, 2)" }],
  lo: [literal("lo", "42", 42)],
  cardinal_number: [{ sql: "1::information_schema.cardinal_number", value: 1 }],
  character_data: [{ sql: "'c'::information_schema.character_data", value: "c" }],
  sql_identifier: [{ sql: "'c'::information_schema.sql_identifier", value: "c" }],
  yes_or_no: [{ sql: "'NO'::information_schema.yes_or_no", value: "NO" }],
  time_stamp: [
    {
      sql: "'2024-01-01Z'::timestamptz::information_schema.time_stamp",
      value: new Date("2024-01-01T00:00:00Z")
    }
  ],
  dblink_pkey_results: [{ sql: "ROW(1, 'a')::dblink_pkey_results" }],
  tablefunc_crosstab_2: [{ sql: "ROW('a', NULL, '')::tablefunc_crosstab_2" }],
  tablefunc_crosstab_3: [{ sql: "ROW('a', NULL, '', ',')::tablefunc_crosstab_3" }],
  tablefunc_crosstab_4: [{ sql: "ROW('a', NULL, '', ',', '\"')::tablefunc_crosstab_4" }],
  record: [
    {
      sql: "ROW(1, 'a'::text, NULL, now() = now(), ARRAY[1, 2], 'b'::mood)",
      value: [1, "a", null, true, [1, 2], "b"]
    }
  ],
  void: [{ sql: "pg_notify('channel', '')", value: "" }],
  cstring: [{ sql: "enum_out('b'::mood)", value: "b" }],
  celsius: [],
  mood: [literal("mood", "b", "b")],
  pair: [{ sql: "ROW(1, 'a \"b\"')::pair" }],
  floatrange: [literal("floatrange", "[0.5,1.5)")],
  floatmultirange: [literal("floatmultirange", "{[0.5,1.5)}")],
  word: [literal("word", "w", "w")],
  small_word: [literal("small_word", "w", "w")],
  moods: [{ sql: "ARRAY['b']::moods", value: ["b"] }],
  spans: [literal("span", "[1,5)")],
  span: [literal("span", "[1,5)")]
}
