import type { Pasted } from "./Pasted.ts"

/** Servers and libpq in other languages than English, again. */
export const languagesOthers: ReadonlyArray<Pasted> = [
  [
    "[NativeSearch] Erreur structure requête GPS - Fallback vers recherche sans GPS. \nErreur: error returned from database: structure of query does not match function result type",
    "Rejected",
    "nothing"
  ],
  [
    '致命错误:  没有用于主机 "192.168.137.1", 用户 "postgres", 数据库 "postgres", SSL encryption 的 pg_hba.conf 记录',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    'app=# \\c app app\n致命错误:  数据库 "app" 当前不接受联接\nPrevious connection kept',
    "Misconfigured",
    "nothing"
  ],
  ['sql: 错误: 致命错误:  用户 "sample" Ident 认证失败', "Misconfigured", "nothing", "28000"],
  [
    'createuser: 错误: 连接到套接字"/var/run/postgresql/.s.PGSQL.5432"上的服务器失败:致命错误:  角色 "root" 不存在',
    "Misconfigured",
    "nothing"
  ],
  [
    "Failed executing DbCommand (8ms) [Parameters=[], CommandType='Text', CommandTimeout='30']\nDROP TABLE \"files\";\nNpgsql.PostgresException (0x80004005): 42P01: таблица \"files\" не существует\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)",
    "Rejected",
    "nothing",
    "42P01"
  ],
  ["**Результат: ОШИБКА:  нет доступа к таблице t1**", "Rejected", "nothing", "42501"],
  ["ОШИБКА:  путь к табличному пространству должен быть абсолютным", "Rejected", "nothing"],
  [
    "psycopg2.errors.SyntaxError: ОШИБКА:  ошибка синтаксиса (примерное положение: \"'course'\")\nLINE 1: DROP TABLE if exists 'course';",
    "Rejected",
    "nothing",
    "42601"
  ],
  ["ERREUR:  erreur de syntaxe sur ou près de « , »\nLINE 2: VALUES(1,,5)", "Rejected", "nothing", "42601"],
  [
    "ERROR: ERREUR:  syntaxe en entrée invalide pour le type date : «  »\nLINE 21: ('','','',0);\n\nSQL state: 22007\nCharacter: 531",
    "Rejected",
    "nothing",
    "22007"
  ],
  [
    "FEHLER:  NULL-Wert in Spalte »name« von Relation »maschinen« verletzt Not-Null-Constraint\nDETAIL:  Fehlgeschlagene Zeile enthält (1, null, CNC-Fräse, null,",
    "ConstraintViolated",
    "nothing",
    "23502"
  ],
  [
    'psql: error: could not connect to server: 치명적오류:  호스트 "[local]", 사용자 "postges", 데이터베이스 "postgres", SSL 중지 연결에 대한 설정이 pg_hba.conf 파일에 없습니다.',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    'Error: [PostgreSQL error] failed to retrieve PostgreSQL server_version_num: 치명적오류: 사용자 "kong"의 Ident 인증을 실패했습니다.',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    'подключиться к серверу через сокет "/var/run/postgresql/.s.PGSQL.5433" не удалось: ВАЖНО:  пользователь "testread" не прошёл проверку подлинности (Peer)\nСохранено предыдущее подключение',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "2023-02-21 13:22:42.910 CET [5589] app@app FATAL:  la autentificación password falló para el usuario <<app>>\n2023-02-21 13:22:42.910 CET [5589] app@app DETALLE:  No existe el rol <<app>>.",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "psql: error: falló la conexión al servidor en el socket «/var/run/postgresql/.s.PGSQL.5432»: FATAL:  la autentificación Peer falló para el usuario «postgres»",
    "Misconfigured",
    "nothing",
    "28000"
  ],
  ["BŁĄD:  wartość zbyt długa dla typu znakowego zmiennego (255)", "Rejected", "nothing", "22001"],
  [
    'QueryFailedError: a coluna "recipient_name" da relação "shipments" contém valores nulos',
    "ConstraintViolated",
    "nothing",
    "23502"
  ],
  [
    'psql: fel: anslutning till server på "localhost" (::1), port 5432 misslyckades: FATALT:  lösenordsautentisering misslyckades för användare "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'FATAL:  "postgres" kullanıcısı için şifre doğrulaması başarısız oldu',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'ПОМИЛКА:  повторювані значення ключа порушують обмеження унікальності "users_pkey"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ['ERROR:  重複したキー値は一意性制約"users_pkey"違反となります', "ConstraintViolated", "nothing", "23505"],
  ["FATAL:  管理者コマンドにより接続を終了しています", "OutcomeUnknown", "unknown", "57P01"],
  [
    "FATAL:  terminando conexão por causa de um comando do administrador",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    'FATAL:  autoryzacja hasłem nie powiodła się dla użytkownika "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "ERREUR:  annulation de la requête à cause d'un conflit avec la restauration\nDÉTAIL :  L'utilisateur conservait un verrou sur une relation depuis trop longtemps.",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    '14:03 error grouped · PrismaClientKnownRequestError: column "fulfillment_status" does not exist · 214 occurrences',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    "[Error] Internal Error occurred: error: could not determine data type of parameter $1\n   │        at Parser.parseErrorMessage (node_modules/pg-protocol/src/parser.ts:369:69)\n   │        at TCP.onStreamRead (node:internal/stream_base_commons:190:23) {\n   │      length: 133,\n   │      severity: 'ERROR',\n   │      code: '42P08',\n   │      detail: undefined,",
    "Rejected",
    "nothing",
    "42P08"
  ]
]
