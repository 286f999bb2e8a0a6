import type { Said } from "../Said.ts"
import { chinese } from "./Chinese.ts"
import { french } from "./French.ts"
import { german } from "./German.ts"
import { italian } from "./Italian.ts"
import { japanese } from "./Japanese.ts"
import { korean } from "./Korean.ts"
import { russian } from "./Russian.ts"
import { spanish } from "./Spanish.ts"
import { swedish } from "./Swedish.ts"
import { ukrainian } from "./Ukrainian.ts"

/**
 * What Postgres and libpq say in the languages that `lc_messages` can ask for, by SQLSTATE and Node's codes. The texts
 * are those of Postgres' own catalogues.
 */
export const translations: ReadonlyArray<ReadonlyArray<Said>> = [
  chinese,
  french,
  german,
  italian,
  japanese,
  korean,
  russian,
  spanish,
  swedish,
  ukrainian
]

/** What Postgres calls ERROR, FATAL and PANIC in them. */
export const severities: ReadonlyArray<string> = [
  "ERROR",
  "FATAL",
  "PANIC",
  "FEHLER",
  "PANIK",
  "ERREUR",
  "ERRORE",
  "FATALE",
  "PANICO",
  "FEL",
  "FATALT",
  "ERRO",
  "PÂNICO",
  "오류",
  "치명적오류",
  "손상",
  "ОШИБКА",
  "ВАЖНО",
  "ПАНИКА",
  "ПОМИЛКА",
  "ФАТАЛЬНО",
  "ПАНІКА",
  "错误",
  "致命错误",
  "比致命错误还过分的错误"
]
