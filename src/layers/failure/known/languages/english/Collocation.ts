import {
  broken,
  busy,
  constraint,
  invalid,
  login,
  noDriver,
  noTls,
  over,
  settings,
  stale,
  tooOld,
  unreachable,
  untrusted,
  waited
} from "../../Outcome.ts"
import { reasons } from "../../ReasonMeaning.ts"
import { of, type Verdict } from "../../Verdict.ts"
import { denied } from "./Form.ts"

/** Words of one thing and words of what befell it, as alternatives of patterns, and how many characters may lie between. */
export type Collocation = readonly [one: string, other: string, between?: number]

/** What it means where they stand near each other, in whichever order. */
export type Collocations = readonly [means: Verdict, ...says: ReadonlyArray<Collocation>]

const cannot = "fail(?:s|ed|ure|ing)?|could ?n[o']t|can ?not|can't|unable|impossible|refused|rejected|denied"
const bad =
  "invalid|malformed|incorrect(?:ly)?|wrong|bad|missing|unknown|unrecogni[sz]ed|unsupported|unset|undefined|empty|required|misconfigured|must be|not (?:set|found|specified|defined|provided|configured|installed|recogni[sz]ed|valid|supported|given)"
const late = "time(?:d|s)?[- ]?out|timing out|deadline(?: exceeded)?|expired|took too long|too long|elapsed"
const gone =
  "closed?|lost|reset|terminat(?:ed|ing|ion)|abort(?:ed)?|dropped|broken|broke|gone|went away|died|dead|killed|eof|crash(?:ed)?|disconnect(?:ed|ion)?|hung up|ended"
const ofSchema =
  "relations?|tables?|columns?|functions?|procedures?|types?|schemas?|operators?|index(?:es)?|views?|sequences?|triggers?|polic(?:y|ies)|publications?|subscriptions?|prepared statements?|cursors?|savepoints?|constraints?|languages?|collations?|enums?"
const ofServer =
  "database(?: system)?|server|postgres(?:ql)?(?: server)?|cluster|endpoint|instance|backend|compute|db|service|primary|leader|master"
const toConnect =
  "connect(?:ed|ing|ions?(?: to)?)?|reach(?:ed|ing)?|hosts?(?: ?name)?|ping(?:ing)?|dial(?:ing)?|resolv(?:e|ing)|name or service|socket|network|getaddrinfo|dns|address|establish\\w*"
const toWait =
  "(?:get(?:ting)?|got|acquir\\w+|obtain\\w*|check(?:ing|ed)?[- ]?out|borrow\\w*|wait(?:ing|ed)?(?: for)?|reserv\\w+|allocat\\w+|available)(?: \\w+){0,4} (?:connections?|conns?|pool|client|session|slot)|(?:connection|pool|client)[- ](?:pool )?(?:acqui(?:re|sition)|check ?out|wait\\w*|queue|request)|pool"

const server = of("Misconfigured", "the server does not start, or not well, as it is set up", [
  "Read the lines around it in the server's log: they name the file, the setting or the version",
  "Files belong to the user that the server runs as; a data directory belongs to one major version"
])
const absent = of("Misconfigured", "the connection names a database or role that is not there", [
  "Compare the URL's user and database with what the server has; create it, or correct the URL"
])
const notUp = of("Unavailable", "the server or pooler is not up, or not yet", [
  "Look whether it is starting, shutting down, paused or without a primary; then try again"
])

/**
 * What a message is about by words that stand near each other, in no wording that anybody knows: `Timeout waiting for
 * database connection` and `waited too long for a connection of the pool` say the same. The first that fits counts, so what is
 * nearer to a cause stands before what is seen of it. They are common English: they count last, and only where Postgres
 * or a database is spoken of.
 */
export const collocations: ReadonlyArray<Collocations> = [
  [
    reasons.Contention,
    ["deadlock(?:ed)?", "detected|found|victim|occurred|error|retry"],
    ["seriali[sz](?:e access|ation)", "failure(?!s)|failed|could not|conflict(?!s)", 30],
    [
      "(?:advisory |table |row |migration )?locks?",
      `${late}|not available|could not obtain|failed to (?:acquire|obtain|get)|held by|wait`
    ]
  ],
  [
    stale,
    [
      "concurrent(?:ly)?|another (?:transaction|process|session)",
      "update[ds]?|modif\\w+|conflict|in progress|lock(?:ed)?|retry|changed"
    ]
  ],
  [
    over,
    ["transaction", "is aborted|aborted, commands|in (?:an? )?(?:failed|aborted)", 40],
    ["(?:failed|aborted) transaction", "in|could not complete|cannot", 20]
  ],
  [
    constraint,
    ["column|values?|fields?", "null values?|(?:is|was) null|cannot be null|must not be null", 60],
    ["unique|duplicate", "violat\\w+|key value|constraint|entry"],
    ["key \\([^)\\n]{0,200}\\)", "not present|still referenced|already exists"],
    [
      "foreign key|not[- ]null|(?:check|exclusion|unique|primary key) constraint|constraint",
      "violat\\w+|fail(?:s|ed|ure)",
      60
    ]
  ],
  [
    reasons.ReadOnly,
    [
      "read[- ]?only",
      "cannot|can't|not allowed|transaction|fail\\w*|sql|reject\\w*|(?:is|was) (?:now )?in(?: an?)?|is|was",
      30
    ],
    [
      "hot standby|standby|replica|recovery",
      "cannot (?:execute|set|insert|update|write|use|create)|not allowed|writ(?:e|es|ing) (?:is |are |was |were )?(?:not|fail\\w*|reject\\w*|denied|refused)"
    ]
  ],
  [
    reasons.StorageFull,
    [
      "space|disk|quota|storage",
      "no (?:\\w+ )?(?:left|space)|full|exceeded|out of|insufficient|exhausted|low"
    ],
    ["memory", "out of|cannot allocate|could not allocate|insufficient|exhausted|allocat\\w+|exceed\\w*"],
    ["shared memory|semaphores?", "could not|cannot|failed|no space|too (?:small|large)|exceeds?"],
    ["file (?:descriptors?|handles?)|open files", "too many|limit|exhausted"]
  ],
  [
    waited,
    [toWait, late],
    [
      "connections?|conns?|clients?|pool(?:ed)?|slots?|sessions?|links?",
      "too many|max(?:imum|-\\w+)?(?: \\w+){0,3}(?: (?:reached|exceeded|allowed|size|clients|connections|number|in use))|maxed|limit(?:s|ed)? (?:reached|exceeded|of)|reached (?:the |its )?(?:max\\w*|limit)|exceed(?:s|ed|ing)?|exhaust(?:ed|ion)|no (?:more|free|available|idle|open)|none (?:available|free)|is full|in[- ]use|remaining|reserved",
      40
    ]
  ],
  [
    busy,
    [
      "command|operation|query|statement|conn(?:ection)?",
      "(?:is )?already in progress|another (?:command|operation|query|statement)|is (?:still )?busy",
      30
    ]
  ],
  [
    login,
    [
      "authenticat(?:ion|e|ing|ed)|passwords?|log(?:[- ])?(?:in|on)|credentials?|scram|sasl|pg hba(?:\\.conf)?|hba(?: conf)?|gss(?:api)?|kerberos|md5|ident|iam|jwt",
      `${cannot}|invalid|incorrect|wrong|expired|missing|required|not (?:supported|accepted|allowed|permitted|recogni[sz]ed)|does(?:n't| not) match|unsupported|no entry|mismatch|unauthori[sz]ed|unknown|empty|must be`
    ]
  ],
  [
    untrusted,
    [
      "certificates?|x509|certs?|sslmode|ssl ?root ?cert|private key|trust ?store|key ?store",
      `${cannot}|${bad}|expired|verif\\w+|self[- ]signed|not (?:trusted|match\\w*|enabled|permitted)|mismatch|permissions|alert`
    ]
  ],
  [
    noTls,
    [
      "ssl|tls",
      "not (?:supported|enabled|available|allowed|accepted)|does(?:n't| not) support|required?|requires|unsupported|wrong version|protocol version|insecure|handshake failure|off|mandatory|not provided"
    ]
  ],
  [
    settings,
    [
      "dsn|connection (?:string|ur[il]|info|parameters?|options?|details|properties)|(?:database|jdbc|db|postgres\\w*) (?:ur[il]|host(?:name)?|config\\w*|dsn|settings?|name|user(?:name)?|adapter|type|engine)|conninfo|ur[il]|startup (?:parameter|option|packet)s?|dialect|datasource",
      `${bad}|(?:can ?not|could not|unable to|failed to|error) (?:be )?pars\\w+|pars(?:e|ing) (?:error|failed)|no suitable`
    ],
    [
      "database|db",
      "incorrectly configured|misconfigured|not configured|no (?:database|driver|host) (?:specified|configured)|unsupported database|setup error"
    ]
  ],
  [
    noDriver,
    [
      "driver|client library|libpq\\S*|adapter|pgsql extension|psycopg2?|pg module",
      "not (?:found|installed|available|loaded)|could not (?:find|load|be loaded)|cannot (?:find|load|open shared)|unable to (?:find|load)|undefined symbol|no module"
    ]
  ],
  [
    server,
    [
      "data ?dir(?:ectory)?|pgdata|pg wal|pg xlog|postmaster\\.pid|postgresql\\.conf|lock file|configuration file|control file",
      `${cannot}|invalid|not empty|does not exist|missing|permissions?|incompatible|not (?:found|readable|owned|valid|a)|wrong|ownership|corrupt\\w*|incorrect|errors?`
    ],
    ["bind|address|port|socket", "already in use|another (?:postmaster|server|instance)", 60],
    ["pid ?file|lock ?file|instance", "another (?:postmaster|server|instance|program|process)", 60]
  ],
  [
    tooOld,
    [
      "(?:postgres\\w*|server|database|client|extension) version|version of (?:postgres\\w*|the (?:server|database))",
      "incompatible|not compatible|mismatch|unsupported|not supported|too old|older|newer|requires?|at least|minimum"
    ]
  ],
  [
    absent,
    [
      "(?<!of (?:relation|type) )(?:database|role|user|tenant|project|endpoint|branch|account)(?: [\"'`«“„][^\"'`\\n]{1,60}[\"'`»”])?",
      "does(?:n't| not) exist|unknown|not known|no such",
      4
    ]
  ],
  [
    notUp,
    [
      ofServer,
      "is starting|starting up|shutting down|in recovery|not (?:ready|running|accepting|started|yet|up|alive|healthy|reachable|responding)|unavailable|under maintenance|maintenance mode|suspended|paused|stopped|stopping|is down|was down|offline|unreachable|no (?:leader|primary|master)|unhealthy",
      30
    ]
  ],
  [
    reasons.DeadlineExceeded,
    ["statements?|quer(?:y|ies)|transactions?|commands?|execution|sql", `${late}|cancel(?:l?ed|ing)`, 30]
  ],
  [
    broken,
    [
      "connections?|conns?|sessions?|sockets?|server|backend|stream|postgres|client|peer",
      `${gone}|unexpectedly`,
      40
    ]
  ],
  [
    unreachable,
    [
      toConnect,
      `refused|unreachable|${late}|no route|not known|unknown|no such (?:host|file)|not resolve\\w*|not respond\\w*|no response|cannot assign|not supported`,
      60
    ]
  ],
  [
    denied,
    ["permissions?|privileges?|access", "denied|insufficient|lacks?|not granted"],
    ["must be", "owner|superuser|member", 8],
    ["row[- ]level security", "violat\\w+|policy"]
  ],
  [
    invalid,
    [
      ofSchema,
      "(?:does|do)(?:n't| not) exist|not exist|no such|not found|undefined|unknown|already (?:exists?|defined|present)|ambiguous|not unique|no longer exists?|unrecogni[sz]ed",
      70
    ],
    ["is of type", "but (?:expression|the|\\w+) (?:is|has|expects)", 80],
    ["syntax error", "at|near|in|sql|statement|query|position|line"],
    [
      "invalid (?:input|byte|value|syntax)|out of range|value too long|division by zero|unterminated|overflow|type mismatch|(?:could not|unable to|cannot|failed to) (?:determine|convert|encode|decode|cast)|(?:carriage return|newline|extra data|unquoted) found|missing data",
      "types?|columns?|values?|syntax|data|integers?|numeric|json\\w*|uuid|dates?|timestamps?|encoding|utf-?8|strings?|literals?|parameters?|copy"
    ]
  ],
  [
    reasons.Unclassified,
    [
      "page|index|tuple|checksums?|block|toast|btree|catalog",
      "corrupt(?:ed|ion)?|verification failed|unexpected zero page|invalid page"
    ]
  ]
]

const unopened = of("Unavailable", "no connection could be opened", [
  "Look for the cause in what was logged before and after: nothing ran, so it may be tried again",
  "Check host, port, user and database of the URL, and that the server or pooler is reached from here"
])

/** The same, where Postgres itself is spoken of: everybody says so of whatever they connect to. */
export const ofConnecting: Collocations = [unopened, [toConnect, `${cannot}|errors?|no usable|problem`, 60]]
