/** What a room holds and which other rooms its modules may import; a module may always import its neighbours. */
export interface Room {
  readonly holds: string
  readonly uses: ReadonlyArray<string>
  /** Packages beside `effect` that its modules may import. */
  readonly packages?: ReadonlyArray<string>
}

const driver = ["@effect/sql-pg"]
const node = ["node:*", "node:*/**"]
const platform = ["@effect/platform-node", "@effect/platform-node/**", "@effect/platform-node-shared/**"]

/** What every service may stand on. */
const layers = [
  "layers",
  "layers/config",
  "layers/deadline",
  "layers/decode",
  "layers/encode",
  "layers/encode/arrays",
  "layers/failure",
  "layers/local/process",
  "layers/measure",
  "layers/measure/statement",
  "layers/migration",
  "layers/migration/drift",
  "layers/pool",
  "layers/probe",
  "layers/resilience",
  "layers/transaction"
]

const monitor = [
  "services/monitor",
  "services/monitor/insight",
  "services/monitor/pgbouncer",
  "services/monitor/postgres"
]
const research = [
  "services/research",
  "services/research/analytics",
  "services/research/cache",
  "services/research/changes",
  "services/research/documents",
  "services/research/model",
  "services/research/schema",
  "services/research/schema/changes",
  "services/research/schema/kit",
  "services/research/source"
]
const program = [
  ...layers,
  "programs/page",
  "programs/terminal",
  "programs/web",
  ...monitor,
  "services/sizing"
]

/**
 * The rooms of `src`, each above all that it uses, so that imports run one way.
 *
 * The lint's import rules are made of this table, and `test/rooms.test.ts` holds the tree and its READMEs to it.
 */
export const rooms: Readonly<Record<string, Room>> = {
  "layers/config": { holds: "URLs and settings, checked before anything connects", uses: [], packages: node },
  "layers/failure/known": { holds: "what is known of messages and codes: tables alone", uses: [] },
  "layers/failure/known/poolers": {
    holds: "what PgBouncer, Supavisor and other poolers say",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/providers": {
    holds: "what providers' proxies, and databases that speak the protocol, say",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/tools": {
    holds: "what tools around a server say, from containers to backups",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/clients/compiled": {
    holds: "what clients for compiled languages say, a table for each",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/clients/scripted": {
    holds: "what clients for scripting languages say, a table for each",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/clients/exceptions": {
    holds: "the names of exceptions, for where nothing else is said",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/clients": {
    holds: "what clients, mappers and the network say",
    uses: [
      "layers/failure/known",
      "layers/failure/known/clients/compiled",
      "layers/failure/known/clients/exceptions",
      "layers/failure/known/clients/scripted"
    ]
  },
  "layers/failure/known/languages/english": {
    holds: "what Postgres says in English without its code, a table for each subject",
    uses: ["layers/failure/known"]
  },
  "layers/failure/known/languages": {
    holds: "what Postgres says without its code, in fourteen languages",
    uses: ["layers/failure/known"]
  },
  "layers/failure/reading/wording": {
    holds: "wordings, and how they are found in a text",
    uses: ["layers/failure/known"]
  },
  "layers/failure/reading/text": {
    holds: "a text as it was pasted, taken apart",
    uses: [
      "layers/failure/known/clients",
      "layers/failure/known/languages",
      "layers/failure/known/languages/english"
    ]
  },
  "layers/failure/reading": {
    holds: "a text as people paste it, and what of it is known",
    uses: [
      "layers/failure/known",
      "layers/failure/known/clients",
      "layers/failure/known/languages",
      "layers/failure/known/languages/english",
      "layers/failure/known/poolers",
      "layers/failure/known/providers",
      "layers/failure/known/tools",
      "layers/failure/reading/text",
      "layers/failure/reading/wording"
    ]
  },
  "layers/failure": {
    holds: "why work failed, and whether it may have run",
    uses: [
      "layers/failure/known",
      "layers/failure/known/poolers",
      "layers/failure/reading",
      "layers/failure/reading/text"
    ]
  },
  "layers/deadline": {
    holds: "answering in time, on a clock that only runs forward",
    uses: ["layers/failure"]
  },
  "layers/measure/statement": { holds: "statements without their values, and in few words", uses: [] },
  "layers/measure": {
    holds: "durations, metrics, spans, and the way out of the program for them",
    uses: ["layers/deadline", "layers/failure", "layers/measure/statement"]
  },
  "layers/encode": {
    holds: "what may be sent, checked before a connection is taken",
    uses: ["layers/failure"],
    packages: [...driver, ...node]
  },
  "layers/encode/arrays": {
    holds: "a column's values as one array, ready before the connection is free",
    uses: ["layers/encode"],
    packages: driver
  },
  "layers/decode": {
    holds: "what comes back, by the types of the columns",
    uses: ["layers/encode", "layers/failure"],
    packages: driver
  },
  "layers/guard": {
    holds: "which SQL needs a session, so that the pooled endpoint can refuse it",
    uses: [
      "layers/config",
      "layers/encode",
      "layers/failure",
      "layers/guard/body",
      "layers/guard/evaluation",
      "layers/guard/rules",
      "layers/guard/sql"
    ]
  },
  "layers/guard/evaluation": {
    holds: "what of a statement is evaluated, in which order, and for which rows",
    uses: ["layers/guard/sql"]
  },
  "layers/guard/body": {
    holds: "the SQL in functions and DO blocks, and which of it runs",
    uses: ["layers/guard/rules", "layers/guard/sql"]
  },
  "layers/guard/script": {
    holds: "files of SQL, judged as psql would send them",
    uses: [
      "layers/guard",
      "layers/guard/body",
      "layers/guard/evaluation",
      "layers/guard/rules",
      "layers/guard/sql"
    ]
  },
  "layers/guard/rules": {
    holds: "which settings, statements and calls break which rule",
    uses: ["layers/guard/evaluation", "layers/guard/sql"]
  },
  "layers/guard/sql": {
    holds: "SQL as Postgres reads it: tokens, parse trees, files in statements",
    uses: [],
    packages: ["libpg-query", ...node]
  },
  "layers/hosts": {
    holds: "which of an endpoint's hosts a connection goes to, and when",
    uses: ["layers/config"],
    packages: node
  },
  "layers/socket/wire": {
    holds: "the messages on a connection: the driver's, and what travels beside them",
    uses: ["layers/encode"],
    packages: [...driver, ...node]
  },
  "layers/socket": {
    holds: "the connection itself: TLS, the server's last words",
    uses: [
      "layers/config",
      "layers/decode",
      "layers/encode",
      "layers/failure",
      "layers/hosts",
      "layers/measure",
      "layers/socket/wire"
    ],
    packages: [...driver, ...node]
  },
  "layers/gate": {
    holds: "the bounded queue that every statement passes, and who holds a connection",
    uses: ["layers/deadline", "layers/failure", "layers/measure"]
  },
  "layers/prepared": {
    holds: "whether statements may be named and prepared, and which names have gone stale",
    uses: ["layers/deadline", "layers/failure"],
    packages: driver
  },
  "layers/values": {
    holds: "how values go to a database and come back, by the types that it says it has",
    uses: ["layers/decode", "layers/encode", "layers/failure", "layers/socket", "layers/socket/wire"],
    packages: driver
  },
  "layers/transaction/nesting": {
    holds: "transactions nested in others, one of which has the connection for itself",
    uses: ["layers/deadline", "layers/failure", "layers/gate"]
  },
  "layers/transaction": {
    holds: "the driver's session as a connection of effect/sql, and transactions on it",
    uses: [
      "layers/deadline",
      "layers/decode",
      "layers/encode",
      "layers/failure",
      "layers/gate",
      "layers/guard",
      "layers/prepared",
      "layers/socket/wire",
      "layers/transaction/nesting",
      "layers/values"
    ],
    packages: driver
  },
  "layers/pool/limit": {
    holds: "an upper bound of the connections that several pools have open together",
    uses: ["layers/config", "layers/failure", "layers/gate", "layers/hosts"]
  },
  "layers/pool": {
    holds: "a pool of the driver's sessions behind its gate, as a SqlClient with transactions",
    uses: [
      "layers/config",
      "layers/deadline",
      "layers/decode",
      "layers/encode",
      "layers/failure",
      "layers/gate",
      "layers/guard",
      "layers/hosts",
      "layers/measure",
      "layers/pool/limit",
      "layers/prepared",
      "layers/socket",
      "layers/transaction",
      "layers/values"
    ],
    packages: driver
  },
  "layers/local/process": {
    holds: "a server's process that stops with its scope, and when this process is killed",
    uses: ["layers/deadline", "layers/failure"],
    packages: node
  },
  "layers/local/postgres": {
    holds: "Postgres' binaries and clusters, and what a standby wants of them",
    uses: ["layers/failure", "layers/local/process"],
    packages: [...driver, ...node]
  },
  "layers/local/pgbouncer": {
    holds: "PgBouncer's program, from the system or Debian's package",
    uses: ["layers/config", "layers/failure", "layers/local/process"],
    packages: node
  },
  "layers/local": {
    holds: "private servers: Postgres with PgBouncer in front",
    uses: [
      "layers/config",
      "layers/deadline",
      "layers/local/pgbouncer",
      "layers/local/postgres",
      "layers/local/process"
    ],
    packages: [...driver, ...node]
  },
  "layers/session": {
    holds: "what holds a session for long: locks of a session, held cursors, listeners",
    uses: ["layers/deadline", "layers/failure", "layers/pool", "layers/resilience", "layers/transaction"],
    packages: driver
  },
  layers: {
    holds: "the endpoints: the roof, and nothing else",
    uses: [
      "layers/config",
      "layers/deadline",
      "layers/decode",
      "layers/encode",
      "layers/failure",
      "layers/guard",
      "layers/local",
      "layers/local/process",
      "layers/pool",
      "layers/pool/limit",
      "layers/prepared",
      "layers/resilience",
      "layers/session",
      "layers/socket",
      "layers/transaction",
      "layers/values"
    ],
    packages: driver
  },
  "layers/probe": {
    holds: "sessions past every pool, to look at an endpoint with",
    uses: ["layers/config", "layers/deadline", "layers/failure", "layers/failure/reading", "layers/socket"],
    packages: [...driver, "pg", ...node]
  },
  "layers/resilience": {
    holds: "deadline, retry, breaker and shared round trips for any SqlClient",
    uses: ["layers/deadline", "layers/failure", "layers/gate", "layers/measure", "layers/transaction"]
  },
  "layers/migration": {
    holds: "a schema brought up to date, and back",
    uses: ["layers", "layers/failure"],
    packages: node
  },
  "layers/migration/drift": {
    holds: "what of a database is not as its changes made it",
    uses: ["layers", "layers/failure", "layers/migration"],
    packages: node
  },
  "layers/testing": {
    holds: "what the test suites of users need: databases, faults, statements described",
    uses: [
      "layers",
      "layers/config",
      "layers/deadline",
      "layers/decode",
      "layers/encode",
      "layers/failure",
      "layers/local",
      "layers/local/process",
      "layers/migration",
      "layers/resilience",
      "layers/socket"
    ],
    packages: [...driver, ...node]
  },
  "services/monitor/pgbouncer": { holds: "the console's answers as numbers with units", uses: layers },
  "services/monitor/postgres": { holds: "what Postgres' views say of its sessions", uses: layers },
  "services/monitor/insight": {
    holds: "what Postgres' catalogues and statistics say of statements, indexes, tables and limits",
    uses: [...layers, "services/monitor/postgres"]
  },
  "services/monitor": {
    holds: "what the pools, PgBouncer and Postgres are doing",
    uses: [...layers, "services/monitor/insight", "services/monitor/pgbouncer", "services/monitor/postgres"]
  },
  "services/health": {
    holds: "what HTTP is told: whether the program is alive and its database answers it, and of failures",
    uses: layers
  },
  "services/sizing": { holds: "how many connections a workload needs", uses: layers },
  "services/doctor/deployment": { holds: "what a check is given, and what it answers", uses: layers },
  "services/doctor/settings": {
    holds: "checks of the settings and of whether they lead anywhere",
    uses: [...layers, "services/doctor/deployment"]
  },
  "services/doctor/pooler": {
    holds: "checks of the pooler and of what runs through it",
    uses: [...layers, "services/doctor/deployment", "services/doctor/settings", "services/monitor/pgbouncer"]
  },
  "services/doctor/postgres/mending": {
    holds: "the SQL that mends who may read and call what",
    uses: [...layers, "services/doctor/deployment"]
  },
  "services/doctor/postgres": {
    holds: "checks of the server and the schema",
    uses: [
      ...layers,
      "services/doctor/deployment",
      "services/doctor/pooler",
      "services/doctor/postgres/mending",
      "services/monitor/insight"
    ]
  },
  "services/doctor": {
    holds: "what is wrong with a deployment, and how to mend it",
    uses: [
      ...layers,
      "services/doctor/deployment",
      "services/doctor/pooler",
      "services/doctor/postgres",
      "services/doctor/settings"
    ]
  },
  "services/repository/lookup": {
    holds: "values by key, asked for by many callers at once",
    uses: [...layers, "services/repository/lease", "services/repository/replica"]
  },
  "services/repository/replica": {
    holds: "reads that replicas may answer, where they are known to be fresh enough",
    uses: [...layers, "services/repository/transaction"]
  },
  "services/repository/identity": { holds: "who a caller is to the database", uses: layers },
  "services/repository/schema": {
    holds: "the kit's tables, and who may touch a table",
    uses: [
      "layers/migration",
      "services/repository/bulk",
      "services/repository/commit",
      "services/repository/idempotency",
      "services/repository/lease"
    ]
  },
  "services/repository/changes": {
    holds: "what changes in a table, told by key as it is committed",
    uses: [...layers, "services/repository/schema"]
  },
  "services/repository/commit": {
    holds: "single-row writes of concurrent callers as one statement and one commit",
    uses: layers
  },
  "services/repository/bulk": {
    holds: "rows that one caller has many of, into a table",
    uses: [...layers, "services/repository/commit"]
  },
  "services/repository/table/model": {
    holds: "how a model's rows lie in a table: options, names, encoding",
    uses: [...layers, "services/repository/bulk", "services/repository/lookup"]
  },
  "services/repository/table/read": {
    holds: "rows by id, by a field, by a condition, page by page",
    uses: [
      ...layers,
      "services/repository/bulk",
      "services/repository/lookup",
      "services/repository/replica",
      "services/repository/table/model"
    ]
  },
  "services/repository/table/write": {
    holds: "single rows, those of concurrent callers in one statement",
    uses: [
      ...layers,
      "services/repository/bulk",
      "services/repository/commit",
      "services/repository/table/model"
    ]
  },
  "services/repository/table/schema": {
    holds: "what a table has otherwise than its model, and the migration that makes it",
    uses: [
      ...layers,
      "services/repository/bulk",
      "services/repository/changes",
      "services/repository/schema",
      "services/repository/table/model"
    ]
  },
  "services/repository/table": {
    holds: "one table by the model of its rows: all of the kit in one service",
    uses: [
      ...layers,
      "services/repository/bulk",
      "services/repository/changes",
      "services/repository/lease",
      "services/repository/lookup",
      "services/repository/near",
      "services/repository/replica",
      "services/repository/table/model",
      "services/repository/table/read",
      "services/repository/table/schema",
      "services/repository/table/write"
    ]
  },
  "services/repository/near": {
    holds: "values in memory, while a feed vouches for them",
    uses: [...layers, "services/repository/changes", "services/repository/commit"]
  },
  "services/beside": { holds: "Effect's own modules on SQL, under a role that makes nothing", uses: layers },
  "services/repository/transaction": {
    holds: "transactions by themselves, and who asks for one",
    uses: [...layers, "layers/transaction/nesting"]
  },
  "services/repository/idempotency": {
    holds: "work that is done once for a key",
    uses: [...layers, "services/repository/transaction"]
  },
  "services/repository/lease": {
    holds: "work that one process does at a time, among all",
    uses: [...layers, "layers/gate"]
  },
  "services/repository/operation": {
    holds: "operations of a service, made of one name",
    uses: [...layers, "services/repository/idempotency", "services/repository/transaction"]
  },
  "services/research/model": {
    holds: "what may be stored, and as what it is found again",
    uses: [...layers, "services/repository/idempotency", "services/repository/lease"]
  },
  "services/research/schema/changes": {
    holds: "the tables, one file a change",
    uses: ["layers/migration", "services/repository/changes", "services/repository/schema"]
  },
  "services/research/schema/kit": {
    holds: "the change that puts the store on the kit's tables, and its functions over them",
    uses: ["layers/migration", "services/repository/schema", "services/research/schema/changes"]
  },
  "services/research/schema": {
    holds: "what the schema is, as migrations and the doctor take it",
    uses: [
      "layers/migration",
      "services/repository/schema",
      "services/research/schema/changes",
      "services/research/schema/kit"
    ]
  },
  "services/research/source": {
    holds: "where agents research: files of JSON lines, folders of Markdown",
    uses: ["services/research/model"],
    packages: ["node:stream", "node:zlib"]
  },
  "services/research/changes": {
    holds: "what changes in the cache, told as it is committed",
    uses: [...layers, "services/repository/changes"]
  },
  "services/research/cache": {
    holds: "what an agent asks before it searches",
    uses: [
      ...layers,
      "services/repository/commit",
      "services/repository/lease",
      "services/repository/lookup",
      "services/repository/near",
      "services/repository/replica",
      "services/research/changes",
      "services/research/model"
    ]
  },
  "services/research/documents": {
    holds: "the documents found, stored in bulk",
    uses: [
      ...layers,
      "services/repository/bulk",
      "services/repository/commit",
      "services/repository/idempotency",
      "services/research/model"
    ]
  },
  "services/research/analytics": {
    holds: "what the store holds and how it is used",
    uses: [...layers, "services/research/model"]
  },
  "services/research": {
    holds: "the reference application: agents at work on a list of keywords",
    uses: [
      "layers/deadline",
      "layers/resilience",
      "services/research/cache",
      "services/research/documents",
      "services/research/model",
      "services/research/source"
    ]
  },
  "programs/terminal": {
    holds: "flags, tables, progress and failures, as people see them",
    uses: ["layers/local/process"]
  },
  "programs/page": {
    holds: "reports and the live page as HTML",
    uses: ["layers/measure", "programs/terminal", "services/sizing"]
  },
  "programs/monitor": {
    holds: "the overview that a program shows, its own or another's, and its last minutes",
    uses: ["layers", "layers/resilience", ...monitor]
  },
  "programs/monitor/verdict": {
    holds: "what is wrong now, in the doctor's words",
    uses: [
      "programs/terminal",
      "services/doctor/deployment",
      "services/doctor/pooler",
      "services/doctor/postgres",
      "services/doctor/settings",
      ...monitor
    ]
  },
  "programs/monitor/sections": {
    holds: "an overview as tables",
    uses: ["layers/measure", "layers/pool", "programs/monitor/verdict", "programs/terminal", ...monitor]
  },
  "programs/monitor/screen": {
    holds: "an overview on the whole terminal, and its keys",
    uses: [
      "programs/monitor",
      "programs/monitor/sections",
      "programs/monitor/verdict",
      "programs/terminal",
      ...monitor
    ],
    packages: platform
  },
  "programs/web": {
    holds: "the server of the live page, and who may see it",
    uses: [
      "layers/encode",
      "layers/measure",
      "programs/monitor",
      "programs/monitor/sections",
      "programs/monitor/verdict",
      "programs/page",
      "programs/terminal",
      ...monitor
    ],
    packages: [...platform, "node:crypto", "node:http"]
  },
  "programs/check": {
    holds: "`aquifer check`",
    uses: ["layers/failure/reading/text", "layers/guard/script", "layers/guard/sql", "programs/terminal"],
    packages: ["node:buffer"]
  },
  "programs/doctor": {
    holds: "`aquifer doctor`",
    uses: [
      ...program,
      "programs/migrate",
      "services/doctor",
      "services/doctor/deployment",
      "services/research/schema"
    ]
  },
  "programs/loadTest": {
    holds: "`aquifer load-test`",
    uses: [...program, "services/research/schema"],
    packages: [...platform, "node:v8"]
  },
  "programs/report": { holds: "`aquifer report`", uses: [...program, ...research] },
  "programs/size": { holds: "`aquifer size`", uses: program },
  "programs/explain": {
    holds: "`aquifer explain`",
    uses: ["layers/failure", "layers/failure/reading", "programs/terminal"],
    packages: ["node:fs"]
  },
  "programs/init": {
    holds: "`aquifer init`",
    uses: ["programs/terminal"],
    packages: ["node:url"]
  },
  "programs/start/crew": {
    holds: "agents to be sent, and what they read",
    uses: [...layers, ...research]
  },
  "programs/start/fleet": {
    holds: "agents in many processes, as entities of Effect's cluster",
    uses: [
      ...layers,
      ...research,
      "programs/start/crew",
      "programs/terminal",
      "services/beside",
      "services/repository/lease"
    ],
    packages: [...platform, "node:child_process", "node:readline"]
  },
  "programs/start": {
    holds: "`aquifer start`",
    uses: [...program, ...research, "programs/start/crew", "programs/start/fleet"],
    packages: platform
  },
  "programs/migrate": {
    holds: "`aquifer migrate`",
    uses: [
      "layers/failure/reading/text",
      ...program,
      "services/repository/schema",
      "services/research/schema"
    ],
    packages: ["node:url"]
  },
  "programs/watch": { holds: "`aquifer watch`", uses: [...program, "services/research/changes"] },
  programs: {
    holds: "the command line; only here is anything run",
    uses: [
      ...program,
      "programs/check",
      "programs/doctor",
      "programs/explain",
      "programs/init",
      "programs/loadTest",
      "programs/migrate",
      "programs/monitor",
      "programs/monitor/screen",
      "programs/monitor/sections",
      "programs/report",
      "programs/size",
      "programs/start",
      "programs/start/fleet",
      "programs/watch"
    ],
    packages: platform
  }
}
