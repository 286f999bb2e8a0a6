import type { Pasted } from "./Pasted.ts"

/** Servers and libpq in other languages than English. */
export const languagesMore: ReadonlyArray<Pasted> = [
  ["ERREUR:  interblocage (deadlock) détecté", "Contention", "nothing", "40P01"],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connexion refusée',
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR:  llave duplicada viola restricción de unicidad «users_pkey»",
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ["FATAL:  データベースシステムは起動処理中です", "Unavailable", "nothing", "57P03"],
  [
    'ОШИБКА:  повторяющееся значение ключа нарушает ограничение уникальности "users_pkey"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ["ВАЖНО:  система баз данных запускается", "Unavailable", "nothing", "57P03"],
  ["错误:  由于语句执行超时，正在取消查询命令", "DeadlineExceeded", "nothing", "57014"],
  ['HATA:  "users" nesnesi mevcut değil', "Rejected", "nothing", "42P01"],
  [
    "FEHLER:  aktuelle Transaktion wurde abgebrochen, Befehle werden bis zum Ende der Transaktion ignoriert",
    "Rejected",
    "nothing",
    "25P02"
  ],
  [
    "FEHLER:  doppelter Schlüsselwert verletzt Unique-Constraint »users_email_key«\nDETAIL:  Schlüssel »(email)=(a@example.com)« existiert bereits.",
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "ERROR:  ステートメントのタイムアウトのためステートメントをキャンセルしています",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  ["ОШИБКА:  обнаружена взаимоблокировка", "Contention", "nothing", "40P01"],
  ["ОШИБКА:  выполнение оператора отменено из-за тайм-аута", "DeadlineExceeded", "nothing", "57014"],
  ["错误:  检测到死锁", "Contention", "nothing", "40P01"],
  ["致命错误:  对不起, 已经有太多的客户", "PoolExhausted", "nothing", "53300"],
  ["psycopg2.OperationalError: could not connect to server: В соединении отказано", "Unavailable", "nothing"]
]
