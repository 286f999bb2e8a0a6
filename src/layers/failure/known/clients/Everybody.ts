/**
 * Words that are nobody's own: of the network, of files and memory, and those that other databases share with Postgres.
 * What they mean hangs on whose they are, so they are looked at in company (`reading/Telling`).
 */

/** The source whose words are so common that they are told only where a database is spoken of. */
export const common = "a client of a database"

/** Sources all of whose words are everybody's. */
export const everybody: ReadonlySet<string> = new Set([
  "the operating system or the network",
  "Node",
  "a client",
  common,
  "a mapper",
  "Postgres, a pooler or a client"
])

/** Clients that speak to Postgres alone; the others say the same of every database. */
export const ofPostgres: ReadonlySet<string> = new Set([
  "libpq or a client that is made of it",
  "pgjdbc",
  "Npgsql",
  "PostgREST",
  "the driver, @effect/sql-pg",
  "Aquifer's pool",
  "Aquifer"
])

/** Words of others in our tables, as they are found in a text. */
export const shared: ReadonlyArray<RegExp> = [
  /^(?:deadlock detected|serialization failure|division by zero|too many (?:database )?connections.*|connection limit exceeded|numeric value out of range|array subscript out of range)$/i,
  /^(?:context (?:deadline exceeded|cancell?ed)|(?:the )?connection (?:closed|lost|is closed|is already closed|already closed|terminated|timed out|unexpectedly closed|refused|reset|failed|not open|is not open|is broken|has been closed|was closed))$/i,
  /^(?:timeout expired|connection to database failed|the operation has timed out|name or service not known|temporary failure in name resolution|no(?:dename nor)? such host is known|name does not resolve|pool is (?:closed|closing)|resourcerequest timed out|closed pool|conn busy|conn closed|tx is closed)$/i,
  /\b(?:alert (?:bad|unknown|certificate|unsupported)|certificate verify (?:failed|error)|attempted to read past the end of the stream|system\.io\.endofstreamexception|exception while (?:reading from|writing to) stream)\b/i,
  /^(?:(?:tcp|ssl|tls) (?:recv|send|connect)\b.*|ssl error.*|ssl syscall error.*|could not resolve host.*|could not establish connection|could not connect to (?:the )?server.*|failed to connect to .*|an i\/o error occurred while (?!sending to the backend).*)$/i
]

/** Words of a machine, of which even alone nobody knows whether it is the server's. */
export const machines: ReadonlyArray<RegExp> = [
  /^(?:no space left on device|permission denied for? (?!database\b).*|too many open files|(?:errno|os error) 2[48])$/i,
  /^\(?e(?:mfile|nfile|nobufs|acces|perm|noent)\)?$/i
]

/** What shows that somebody else's work failed: HTTP, files, a shell, mail, names, a browser, a cluster. */
export const elsewhere: ReadonlyArray<RegExp> = [
  /\b(?:https?|wss?|s3|ftp|mqtts?|nats):\/\/|\bHTTP\/[12]|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)\s+["'`]?\/|\bstatus code \d{3}\b/,
  /\bfetch failed\b|\bFetchError\b|\b_http_client\b|\bClientRequest\b|\bundici\b|\baxios\b|\bnode-fetch\b|\bsuperagent\b|\bproxy(?:ing)? (?:error|request)\b|\bweb-?socket\b/i,
  /\bhttp\/client\.py\b|\burllib3?\b|\baiohttp\b|\bhttplib\b|\bHTTPS?Connection\b|\bHTTPError\b|\b(?:smtp|imap|ftp|tel|pop)lib\b|\bnet\/http\b/,
  /\borg\.apache\.(?:http|kafka)\b|\bokhttp3?\b|\bRestTemplate\b|\bResourceAccessException\b|\bfeign\.|\bjava\.net\.http\b|\bHttpClient\b|\bHttpRequestException\b|\bFaraday::|\bNet::HTTP\b|\bGuzzleHttp\b|\bhyper::Error\b|\breqwest\b/,
  /\b(?:nginx|upstream|haproxy|traefik|envoy|varnish|apache2|httpd)\b|\baccept4?\(\) failed\b|\[(?:alert|error|crit)\] \d+#\d+:/i,
  /\bkubelet\b|\bkubectl\b|\bkube-\w+|\b(?:[Rr]eadiness|[Ll]iveness|[Ss]tartup) probe\b|\bpull image\b|\bregistry[.\s/]|\bImagePull\w*|\bcontainerd\b|\buserland proxy\b|\bdocker build\b|\bbuildkit\b|^#\d+ (?:\d+\.\d+|\[)/m,
  /, (?:open|watch|mkdir|mkdtemp|scandir|l?stat|unlink|rename|copyfile|read|write|access|rmdir|readdir|chmod|chown|symlink|uv_cwd)(?: '|$)|\bsystem limit for number of file watchers\b|: '\/[^'\n]*'$|\bspawn \S+ E[A-Z]+/im,
  /(?<![\w./-])(?:-?(?:ba|z|da)?sh|cp|mv|rm|mkdir|tar|cat|ls|dd|touch|find|grep|sed|chmod|chown|ln|zip|unzip|gzip|scp|rsync|make|ftp|telnet|nc|ncat|dig|nslookup|ping|traceroute): /,
  /\bwrite error\b|<std(?:out|err|in)>|\bException ignored in\b|\b(?:File|Raf|Zip)(?:In|Out)putStream\b|\bgradle\b|\bmaven\b|\bcargo build\b|\bwebpack\b/i,
  /(?<=^|[\s"|>])\$ (?!psql|pg_|createdb|sudo -u postgres)[a-z]/m,
  /\b(?:postfix|dovecot|sendmail|exim|smtp|imap|pop3|ldap\w*|named\[|bind9|resolver|SERVFAIL|NXDOMAIN|gpg|keyserver|samba|nfs|ntp)\b|;; \w/i,
  /\bnet::ERR_|\bNS_ERROR_|\bERR_(?:SSL|TLS)_PROTOCOL|\bERR_CERT_|\b(?:playwright|puppeteer|selenium|chrom(?:e|ium)|webdriver)\b/i,
  /\b(?:nats|mqtt|zookeeper|consul|vault|etcd\w*|kafka|pulsar|rabbitmq|activemq|minio|jenkins|(?:celery|sidekiq)(?![\w.-]*\/))\b|\b(?:Producer|Consumer) clientId=/i,
  /\b(?:ec2|lambda|dynamodb|sqs|kinesis|botocore|boto3|googleapis|terraform|ansible|cloudfront|grpc)\b|\brpc error: code = |\bClient\.Timeout exceeded\b/i,
  /\bunexpected (?:EOF|end of file) (?:while|when|in|at)\b|\bunexpected end of (?:JSON|file) input\b|\bin JSON at\b|\bgoroutines are asleep\b/i,
  /\bapt(?:-get)?\b|\bdeb\.debian\.org\b|\bE: Failed to fetch\b|\bpip\._vendor\b|\bCloning into\b|\bRPC failed\b|\bssh\b|\bsshd\b/,
  // Exceptions of a library that is neither the language's own nor one for databases.
  /(?<![.\w/])(?!(?:javax?|jakarta|sun|kotlin|scala|System|Microsoft|asyncio|socket|ssl|builtins|concurrent|sqlalchemy|django|peewee|tortoise|databases|sequelize|typeorm|knex|prisma|hikari|com\.zaxxer|hibernate|org\.(?:hibernate|springframework|jooq|jdbi|flywaydb|apache\.commons)|io\.(?:r2dbc|vertx|netty|agroal)|jdbc|ecto|gorm|sqlx|diesel|bun|deno|node)\b)[a-z]\w*(?:\.\w+)+(?:Error|Exception|Unavailable)\b/,
  /\bfrom (?:this|your) (?:ip|host)\b/i,
  // Ports that have owners, none of them Postgres or a pooler: whose end in 432, and Pgpool's, may be theirs.
  /(?:ECONN|ETIMEDOUT|EHOSTUNREACH|connect|refused|timed? ?out|dial tcp)[^\n]{0,80}(?:(?<!\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|php|exs?|cs)|[a-z]:\d+):| port )(?<!\/:)(?!\d432\b|9999\b|9898\b|3307\b|[13]5432\b)(?:[1-9]\d{0,2}|[1-47-9]\d{3}|5173|6443)\b(?![:.]\d)/i
]
