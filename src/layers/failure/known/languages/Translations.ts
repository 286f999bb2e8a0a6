import type { Said } from "../Said.ts"
import { chinese } from "./Chinese.ts"
import { french } from "./French.ts"
import { german } from "./German.ts"
import { italian } from "./Italian.ts"
import { japanese } from "./Japanese.ts"
import { korean } from "./Korean.ts"
import { polish } from "./Polish.ts"
import { portuguese } from "./Portuguese.ts"
import { russian } from "./Russian.ts"
import { spanish } from "./Spanish.ts"
import { swedish } from "./Swedish.ts"
import { turkish } from "./Turkish.ts"
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
  polish,
  portuguese,
  russian,
  spanish,
  swedish,
  turkish,
  ukrainian
]

/** What Postgres calls ERROR, FATAL and PANIC in them. */
export const severities: ReadonlyArray<string> = [
  ["ERROR", "FATAL", "PANIC"],
  ["FEHLER", "PANIK"],
  ["ERREUR"],
  ["ERRORE", "FATALE", "PANICO"],
  ["오류", "치명적오류", "손상"],
  ["BŁĄD", "KATASTROFALNY", "PANIKA"],
  ["ERRO", "PÂNICO"],
  ["ОШИБКА", "ВАЖНО", "ПАНИКА"],
  ["FEL", "FATALT"],
  ["HATA", "KRİTİK", "ÖLÜMCÜL (FATAL)"],
  ["ПОМИЛКА", "ФАТАЛЬНО", "ПАНІКА"],
  ["错误", "致命错误", "比致命错误还过分的错误"]
].flat()

/** What libpq says in them, and older ones did, before the reason why it could not connect. */
export const notConnected: ReadonlyArray<string> = [
  "Verbindung zum Server auf %s fehlgeschlagen:",
  "konnte nicht mit dem Server verbinden:",
  "falló la conexión al servidor en %s:",
  "no se pudo conectar con el servidor:",
  "la connexion au serveur sur %s a échoué",
  "n'a pas pu se connecter au serveur",
  "connessione al server fallita:",
  "サーバーへの接続に失敗しました:",
  "サーバに接続できませんでした:",
  "서버에 접속 할 수 없음:",
  "서버에 연결할 수 없음:",
  "nie można połączyć się z serwerem:",
  "a conexão com o servidor em %s falhou:",
  "não pôde conectar ao servidor:",
  "подключиться к серверу %s не удалось:",
  "не удалось подключиться к серверу:",
  "anslutning till server på %s misslyckades:",
  "kunde inte ansluta till servern:",
  "sunucuya bağlanılamadı:",
  "підключення до серверу %s провалено:",
  "上的服务器，端口%s失败：",
  "无法联接到服务器:"
]
