import type { Pasted } from "./Pasted.ts"

/** Postgres' own messages that no table has word for word: told by their form, behind its mark. */
export const serverForms: ReadonlyArray<Pasted> = [
  ["ERROR:  cannot cast jsonb object to type integer", "Rejected", "nothing"],
  ['ERROR:  access method "btree" does not support included columns', "Rejected", "nothing"],
  [
    'ERROR:  partition "p_2024" would overlap partition "p_2023"\nLINE 1: CREATE TABLE p_2024 PARTITION OF m',
    "Rejected",
    "nothing"
  ],
  ["ERROR:  aggregate function calls cannot contain window function calls", "Rejected", "nothing"],
  ['ERROR:  operator class "gin_trgm_ops" does not accept data type integer', "Rejected", "nothing"],
  [
    '2026-02-01 10:00:00.123 UTC [812] app@shop ERROR:  logical replication target relation "public.t" is missing replicated column: "x"',
    "Rejected",
    "nothing"
  ],
  ['ERROR:  rule "r" for relation "t" does not exist', "Rejected", "nothing"],
  ['ERROR: conversion "c" is in an odd place, and must be elsewhere\nHINT: Ask.', "Rejected", "nothing"],
  [
    "error: JSON path wildcards are not allowed in jsonb_set\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)",
    "Rejected",
    "nothing"
  ],
  [
    'org.postgresql.util.PSQLException: ERROR: recursive query "q" column 1 has type text in non-recursive term but type varchar overall\n  Position: 30',
    "Rejected",
    "nothing"
  ],
  ["pq: invalid locale provider for this build", "Rejected", "nothing"],
  ['FATAL:  "hot_standby" must be on before it is asked for', "Misconfigured", "nothing"],
  [
    "PANIC:  could not write to log file 00000001 at offset 7, length 42: No space left on device",
    "StorageFull|OutcomeUnknown|Unclassified",
    "any"
  ],
  [
    'ERROR:  could not open file "/srv/in.csv" for reading: Permission denied\nHINT:  COPY FROM instructs the server to read a file.',
    "Rejected",
    "nothing",
    "42501"
  ],
  [
    'ERROR:  could not create directory "base/16401": No space left on device',
    "StorageFull",
    "nothing",
    "53100"
  ],
  [
    "ERROR:  Insufficient funds\nCONTEXT:  PL/pgSQL function pay(integer) line 7 at RAISE",
    "Rejected",
    "nothing",
    "P0001"
  ],
  ["psycopg2.errors.RaiseException: Insufficient funds", "Rejected", "nothing", "P0001"],
  ["ERROR:  unrecognized frame option: 77", "Unclassified", "nothing"],
  ["FEHLER:  Operator ist nicht eindeutig", "Rejected", "nothing"],
  ["ERREUR:  la colonne « a » ne peut pas être modifiée ainsi", "Rejected", "nothing"],
  ["ERROR:  no se puede convertir un objeto jsonb al tipo integer", "Rejected", "nothing"],
  ["BŁĄD:  musisz podać jedną z tych opcji", "Rejected", "nothing"],
  ["ERRO:  coluna não pode ser alterada aqui", "Rejected", "nothing"],
  ["HATA:  bu tip için sütun tanımlanamaz", "Rejected", "nothing"],
  ["ОШИБКА:  оператор не может здесь применяться", "Rejected", "nothing"],
  ["错误:  此处不能使用该选项", "Rejected", "nothing"],
  ["ERROR:  ここではその操作はできません", "Rejected", "nothing"],
  ["FEHLER:  aktueller Benutzer kann nicht entfernt werden", "Rejected", "nothing", "55006"]
]

/** Exceptions of form: what is more specific wins. */
export const serverRows: ReadonlyArray<Pasted> = [
  ["ERROR:  cannot execute UPDATE in a read-only transaction", "ReadOnly", "nothing", "25006"],
  ["ERROR:  cannot create temporary tables during recovery", "ReadOnly", "nothing", "25006"],
  ['ERROR:  cannot DROP TABLE "t" because it has pending trigger events', "Rejected", "nothing", "55006"],
  [
    "ERROR:  tuple to be updated was already moved to another partition due to concurrent update",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    'ERROR:  new row for relation "m" violates partition constraint',
    "ConstraintViolated",
    "nothing",
    "23514"
  ],
  ["ERROR:  domain email does not allow null values", "ConstraintViolated", "nothing", "23502"],
  [
    'ERROR:  update or delete on table "a" violates RESTRICT setting of foreign key constraint "f" on table "b"',
    "ConstraintViolated",
    "nothing",
    "23001"
  ],
  ['ERROR:  temporary file size exceeds "temp_file_limit" (1024kB)', "StorageFull", "nothing", "53400"],
  ["ERROR:  maximum number of prepared transactions reached", "StorageFull", "nothing", "53200"],
  ["ERROR:  cache lookup failed for function 16401", "Unclassified", "nothing", "XX000"],
  ["ERROR:  tuple concurrently deleted", "Unclassified", "nothing", "XX000"],
  [
    'ERROR:  could not read blocks 4..4 in file "base/5/16401": read only 0 of 8192 bytes',
    "Unclassified",
    "nothing",
    "XX001"
  ],
  ['ERROR:  item order invariant violated for index "i"', "Unclassified", "nothing", "XX002"],
  ['FATAL:  data directory "/var/lib/postgresql/data" has wrong ownership', "Misconfigured", "nothing"],
  ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', "Misconfigured", "nothing"],
  ["FATAL:  database system identifier differs between the primary and standby", "Misconfigured", "nothing"],
  ["ERROR:  Operation on mixed SRID geometries", "Rejected", "nothing"],
  ["pg_dump: error: aborting because of server version mismatch", "Misconfigured", "nothing"],
  ["pg_restore: error: unsupported version (1.16) in file header", "Misconfigured", "nothing"],
  ["pg_ctl: could not start server\nExamine the log output.", "Unavailable", "nothing"]
]
