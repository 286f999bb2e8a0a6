/** The ending of a source file, behind which a number is a line. */
const sourceFile = String.raw`\.(?:[cm]?[jt]sx?|py|go|rb|erb|java|kts?|groovy|scala|clj|cs|fs|vb|rs|php|exs?|erl|ml|hs|p[lm]|c|cc|cpp|hp?p?|swift|dart|lua|vue|html?|sql|log|txt|sh|ya?ml)`

/** A port at which nobody of ours listens, where a connection to it failed. */
const unreached = (ports: string): RegExp =>
  new RegExp(
    String.raw`(?:ECONN|ETIMEDOUT|connect|refused|timed? ?out|(?:dial|read|write) tcp)[^\n]{0,80}(?<!${sourceFile}):(?:${ports})\b(?!:\d)`,
    "i"
  )

/** Other databases, which clients and mappers of many databases speak to as well. */
export const otherDatabases: ReadonlyArray<RegExp> = [
  /\bHostAddress\{host=|\boceanbase\b/i,
  /\bORA-\d{5}\b|\boracledb\b|\bDPY-\d{4}\b|\bneo4j\b|\bcouch(?:db|base)\b|\bscylladb\b|\binfluxdb\b/i,
  /\bdefault addr for network '[^'\n]*' unknown|mysql|\bmariadb\b|\bERROR \d{4} \([0-9A-Z]{5}\)|Communications link failure/i,
  /\bDB::Exception\b|\bReplyError\b|\bIndexedDB\b|\bWebSQL\b|\bopenDatabase\b|\bMicrosoft\.Data\.SqlClient\b|\b(?:Microsoft|System)\.Data\.ProviderBase\b|\bFire(?:store|base)\b|\bCoordinator node timed out\b/,
  /\bsqlite\w*\b|\bSQLITE_[A-Z]+\b|\bcassandra\w*|\bclickhouse\w*/i,
  /\bcom\.microsoft\.sqlserver\b|\bSQLServerException\b|\bSQL Server\b|\bdbo\.\w|\bViolation of (?:PRIMARY|UNIQUE) KEY constraint '|\brequested by the login\b|\([12]\d{3}, ["']|\bIo exception: /,
  /\bMicrosoft SQL Server\b|\bMsg \d+, Level \d+, State \d+|\bSystem\.Data\.SqlClient\b/,
  /\bmongo(?:db|ose|s)?\b|\bMongo\w*(?:Error|Exception)\b/i,
  /\b(?:io)?redis\b|\bRedis\w*(?:Error|Exception)\b/i,
  // Postgres' number beside a SQLSTATE is 7 in PDO and 0 in Hibernate; the others have one of their own.
  /SQLSTATE\[\w{5}\](?:: [^:\n]{0,60}:| \[)\s*(?![567]\b)\d{1,5}\b|\bSQL Error: -?[1-9]\d*, SQLState|\berrno['"]?\s*[:=]\s*[1-4]\d{3}\b/,
  /\bER_[A-Z]+_[A-Z_]+\b|\bAborted connection \d+ to db:|\(using password: (?:YES|NO)\)|\bDuplicate entry '|\bDeadlock found when trying to get lock\b|\bLock wait timeout exceeded\b|\bYou have an error in your SQL syntax\b/,
  /\bno such (?:table|column): \w/,
  /\b(?:UNIQUE|NOT NULL|FOREIGN KEY|CHECK) constraint failed\b|\b[Dd]uck(?:db|DB)\b/,
  /\b[Dd][Bb]2\b|\b(?:SQLCODE|ERRORCODE)=-\d+|\borg\.h2\.|\bJdbcSQL\w*Exception\b|\bUnique index or primary key violation\b|\bhsqldb\b|\borg\.apache\.derby\b|\bThe statement was aborted because it would have caused\b/,
  /\bpyspark\b|\borg\.apache\.(?:spark|hive)\b|\b[Dd]atabricks\b|\bUse `try_\w+` to tolerate\b|\bsnowflake\.(?:connector|client)\b|\bSnowflakeSQL\w+|\bTrino\w*(?:Error|Exception)\b|\bPresto\w*(?:Error|Exception)\b/,
  /\[Teradata|\bDynamic SQL Error\b|\bStatement failed, SQLSTATE = |\bisc_\w+|\bfirebird\b|\bSAP DBTech\b|\[SQL Server\]|\bODBC Driver \d+ for SQL Server\b/i,
  unreached("1433|1521|3306|6379|8123|9042|9200|27017"),
  /\bserver at [^\n]{0,80}:["'`]?(?:1433|1521|3306|27017)\b/i
]

/**
 * Other software, by what only it says: their errors use the words of ours (a deadlock, a connection that is refused),
 * and nothing is known of them. A name or a port of our own in the same record counts more.
 */
export const strangers: ReadonlyArray<RegExp> = [
  ...otherDatabases,
  unreached("2181|2375|5672|9092|11211"),
  // Frames of a stack in others' packages.
  /\bnode_modules[\\/](?:@?redis|ioredis|mysql2?|mongo(?:db|ose)|tedious|mssql|oracledb|amqplib|bullmq?|kafkajs|nodemailer|axios|undici)[\\/]/,
  /\bsite-packages[\\/](?:redis|pymysql|MySQLdb|pymongo|aiohttp|httpx|requests|pika|kombu|kafka|elasticsearch)[\\/]/,
  /\bException \(\d{3}\) Reason: |\b(?:x?inetd|klogind|ciod)(?:\[\d+\])?: /,
  /\bpika\.|\berror TS\d{4}\b|\b[45]\d\d[ -][45]\.\d\.\d+\b|\b\w+_request_error\b|\bRADIUS\b/,
  /\bHTTPS?ConnectionPool\b|\bnew HTTPS? connection\b|\bRetrying \(Retry\(total=|\brequests\.exceptions\b|\bAxiosError\b|\bZeroDivisionError\b|\bArithmeticException\b|\bDivideByZeroException\b|\bhttpx\.\w/,
  /\b(?:amqp|rabbitmq|kafka|elasticsearch|elastic_transport|opensearch|memcached|zookeeper|smtp)\w*|\b(?:etcd|ldapsearch)\b/i,
  /(?<![\w/])(?:curl: \(\d+\)|cURL error \d+|(?:wget|ssh|rsync|scp): |kex_exchange_identification)/,
  /\bunable to access '|\bnpm (?:ERR!|error)|\bDocker daemon\b|\bError response from daemon\b|\bhttp: TLS handshake error\b/,
  // Clients of HTTP and their like; a server's own frames stand below every failure of what it serves.
  /\b(?:okhttp3|feign|retrofit2|reqwest|hyper|hyper_util|lapin|hackney|Finch|HTTPoison)(?:::|\.)\w|\b(?:Mint|Req|Finch|HTTPoison)\.\w*Error\b/,
  /(?<!\bat )\borg\.(?:springframework\.web\.(?:client|reactive\.function\.client)|apache\.(?:http|hc)|elasticsearch)\b|\borg\.apache\.maven\b|\bClientAbortException\b|(?<!\bat )\b(?:reactor\.netty\.http|io\.grpc|java\.net\.http|javax\.mail)\b/,
  /\bSystem\.Net\.(?:Http|Mail|WebSockets|Security)\b|\bHttpClient\b|\bHttpRequestException\b|\bStackExchange\.\w/,
  /\b(?:Get|Post|Put|Patch|Delete|Head) "{1,2}https?:\/\/|\bexecuting (?:GET|POST|PUT|PATCH|DELETE) http|\b(?:GET|POST|PUT|PATCH|DELETE) request for "{1,2}http|\bwebsocket: |\bnet\/http: |\bhttp: (?!panic serving)/,
  /\bRelease "[^"\n]{1,60}" does not exist\b|\b(?:INSTALLATION|UPGRADE) FAILED: |\/helm\/|\bhelm (?:install|upgrade)\b/,
  /\bNSURLErrorDomain\b|\bHTTPClientError\b|\bcurl_easy\w*/,
  /(?:ECONN|ETIMEDOUT|connect|refused|timed? ?out|dial tcp)[^\n]{0,80}\b(?:\d{1,3}\.){3}\d{1,3}:(?:22|25|80|443|465|587)\b/i,
  /(?:ECONN|dial tcp|[cC]onnect(?:ing|ion)? |(?:read|write) tcp|refused)[^\n]{0,80}(?::|port = )(?:80|443|3000|8000|8080|8081|8443|9000)\b(?!:\d)/
]

/** Postgres, its poolers and clients by name or port. */
const named =
  /postgre|pgsql|psql|libpq|\bpgx?\b|\bPG::|pgbouncer|supabase|supavisor|pgpool|patroni|npgsql|psycopg|asyncpg|PgQueryStream|neondatabase|"hint":[^{}]{0,300}"details":|"details":[^{}]{0,300}"hint":|cloud ?sql|\bpq:|:(?:5432|6432|6543)\b|\bport 5432\b|\bSQLSTATE\[\w{5}\] \[7\]/i

/** Its severities as it writes them: others write one blank, or small letters. */
const signed = /\b(?:FATAL|ERROR|PANIC): {2}/

/** Its best known wordings, which no other database has. */
const worded =
  /\brelation ["“']+[^"”'\n]+["”']+ does not exist|\bsyntax error at or near ["“']|\b(?:duplicate key value|null value in column [^\n]{1,120}) violates\b|\bviolates (?:foreign key|check|unique|not-null) constraint ["“']|\bcurrent transaction is aborted, commands ignored\b/

/** Postgres, its poolers and clients by name or port, and Postgres by its own hand and words. */
export const ours: ReadonlyArray<RegExp> = [named, signed, worded]
