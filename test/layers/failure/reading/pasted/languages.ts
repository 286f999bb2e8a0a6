import type { Pasted } from "./Pasted.ts"

/** Servers and libpq in other languages than English. */
export const languages: ReadonlyArray<Pasted> = [
  [
    'psql: 错误: 连接到"localhost" (::1)上的服务器，端口5432失败：致命错误:  用户 "postgres" Password 认证失败',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'FATAL:  autenticação do tipo senha falhou para o usuário "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ['psql: FATAL:  banco de dados "app" não existe', "Misconfigured", "nothing", "3D000"],
  [
    'ERROR:  duplicar valor da chave viola a restrição de unicidade "users_pkey"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ['ERRO:  relação "users" não existe', "Rejected", "nothing", "42P01"],
  ["FATAL:  no existe la base de datos «app»", "Misconfigured", "nothing", "3D000"],
  ["ERROR:  no existe la relación «users»", "Rejected", "nothing", "42P01"],
  [
    "FATAL:  kein pg_hba.conf-Eintrag für Host »192.0.2.1«, Benutzer »app«, Datenbank »app«, keine Verschlüsselung",
    "Misconfigured",
    "nothing",
    "28000"
  ],
  ["FEHLER:  Relation »users« existiert nicht", "Rejected", "nothing", "42P01"],
  [
    "FATAL:  Passwort-Authentifizierung für Benutzer »postgres« fehlgeschlagen",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'connection to server at "localhost" (::1), port 5432 failed: FATAL:  ユーザー"postgres"のパスワード認証に失敗しました',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ['ОШИБКА:  отношение "users" не существует', "Rejected", "nothing", "42P01"],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (::1), port 5432 failed: ВАЖНО:  пользователь "postgres" не прошёл проверку подлинности (по паролю)',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ['错误:  关系 "users" 不存在', "Rejected", "nothing", "42P01"],
  ['致命错误:  用户 "postgres" 密码认证失败', "Misconfigured", "nothing", "28P01"],
  ['FATAL: 사용자 "postgres"의 password 인증을 실패했습니다', "Misconfigured", "nothing", "28P01"],
  [
    "ERREUR:  la relation « users » n'existe pas\nLIGNE 1 : select * from users",
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    'FATALE:  autenticazione con password fallita per l\'utente "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["FATAL: 53300: zu viele Verbindungen für Rolle »app«", "PoolExhausted", "nothing", "53300"],
  [
    "ERROR: 23505: Doppelter Schlüsselwert verletzt Unique-Constraint »users_pkey«",
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ["ERREUR:  interblocage (deadlock) détecté", "Contention", "nothing", "40P01"],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connexion refusée',
    "Unavailable",
    "nothing"
  ]
]
