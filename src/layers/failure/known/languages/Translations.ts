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

/** What Postgres calls ERROR in them: it ends the statement and its transaction. */
export const errors: ReadonlyArray<string> = [
  "ERROR",
  "FEHLER",
  "ERREUR",
  "ERRORE",
  "오류",
  "BŁĄD",
  "ERRO",
  "ОШИБКА",
  "FEL",
  "HATA",
  "ПОМИЛКА",
  "错误"
]

/** What it calls FATAL: it ends the session, or lets nobody in. */
export const fatals: ReadonlyArray<string> = [
  "FATAL",
  "FATALE",
  "FATALT",
  "치명적오류",
  "KATASTROFALNY",
  "ВАЖНО",
  "KRİTİK",
  "ÖLÜMCÜL (FATAL)",
  "ФАТАЛЬНО",
  "致命错误"
]

/** What it calls PANIC: it ends all sessions. */
export const panics: ReadonlyArray<string> = [
  "PANIC",
  "PANIK",
  "PANICO",
  "손상",
  "PANIKA",
  "PÂNICO",
  "ПАНИКА",
  "ПАНІКА",
  "比致命错误还过分的错误",
  "灾难性错误"
]

/** All three. */
export const severities: ReadonlyArray<string> = [...errors, ...fatals, ...panics]

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

/**
 * What Postgres adds in DETAIL to a conflict of a standby's replay, in English and in them: the
 * only details that say what happened, and they quote nothing.
 */
export const recoveryDetails: ReadonlyArray<Said> = [
  [
    "40001 canceling statement due to conflict with recovery",
    "User was holding shared buffer pin for too long.",
    "User was holding a relation lock for too long.",
    "User was or might have been using tablespace that must be dropped.",
    "User query might have needed to see row versions that must be removed.",
    "User transaction caused buffer deadlock with recovery.",
    "User was using a logical replication slot that must be invalidated.",
    "Benutzer hat Shared-Buffer-Pin zu lange gehalten.",
    "Benutzer hat Relationssperre zu lange gehalten.",
    "Benutzer hat (möglicherweise) einen Tablespace verwendet, der gelöscht werden muss.",
    "Benutzeranfrage hat möglicherweise Zeilenversionen sehen müssen, die entfernt werden müssen.",
    "Benutzertransaktion hat Verklemmung (Deadlock) mit Wiederherstellung verursacht.",
    "El usuario mantuvo el búfer compartido «clavado» por demasiado tiempo.",
    "El usuario mantuvo una relación bloqueada por demasiado tiempo.",
    "El usuario estaba o pudo haber estado usando un tablespace que debía ser eliminado.",
    "La consulta del usuario pudo haber necesitado examinar versiones de tuplas que debían eliminarse.",
    "La transacción del usuario causó un «deadlock» con la recuperación.",
    "L'utilisateur conservait des blocs disques en mémoire partagée depuis trop longtemps.",
    "L'utilisateur conservait un verrou sur une relation depuis trop longtemps.",
    "L'utilisateur utilisait ou pouvait utiliser un tablespace qui doit être supprimé.",
    "La requête de l'utilisateur pourrait avoir eu besoin de voir des versions de lignes qui doivent être supprimées.",
    "La transaction de l'utilisateur causait un verrou mortel lors de la restauration.",
    "L'utente stava trattenendo un pin di shared buffer troppo a lungo.",
    "L'utente stava trattenendo un lock di relazione troppo a lungo.",
    "L'utente stava usando o potrebbe aver usato un tablespace che deve essere eliminato.",
    "L'utente potrebbe aver avuto bisogno di vedere versioni di righe che devono essere rimosse.",
    "La transazione utente ha causato un deadlock del buffer con il ripristino.",
    "ユーザーが共有バッファ・ピンを長く保持し過ぎていました",
    "ユーザーリレーションのロックを長く保持し過ぎていました",
    "削除されるべきテーブルスペースをユーザーが使っていました（もしくはその可能性がありました）。",
    "削除されるべきバージョンの行をユーザー問い合わせが参照しなければならなかった可能性がありました。",
    "リカバリ時にユーザーのトランザクションがバッファのデッドロックを引き起こしました。",
    "사용자가 너무 오랫동안 공유 버퍼 핀을 붙잡고 있습니다.",
    "사용자가 너무 오랫동안 릴레이션 잠금을 하고 있습니다.",
    "삭제할 테이블스페이스를 사용자가 사용했거나, 사용하고 있습니다.",
    "사용자 쿼리가 삭제해야할 로우 버전를 볼 필요가 있는 것 같습니다.",
    "복구 작업 중 사용자 트랜잭션이 버퍼 데드락을 만들었습니다.",
    "Пользователь удерживал фиксатор разделяемого буфера слишком долго.",
    "Пользователь удерживал блокировку таблицы слишком долго.",
    "Пользователь использовал табличное пространство, которое должно быть удалено.",
    "Запросу пользователя нужно было видеть версии строк, которые должны быть удалены.",
    "Транзакция пользователя привела к взаимоблокировке с процессом восстановления.",
    "Användaren höll delad bufferfastlåsning för länge.",
    "Användare höll ett relationslås för länge.",
    "Användaren använde eller har använt ett tablespace som tagits bort.",
    "Användarfrågan kan ha behövt se radversioner som har tagits bort.",
    "Användartransaktion orsakade deadlock för buffer vid återställning.",
    "Користувач утримував позначку спільного буферу занадто довго.",
    "Користувач утримував блокування відношення занадто довго.",
    "Користувач використовував табличний простір який повинен бути видаленим.",
    "Запиту користувача потрібно було бачити версії рядків, які повинні бути видалені.",
    "Транзакція користувача призвела до взаємного блокування з процесом відновлення.",
    "用户所持有共享缓存锁的时间太长了.",
    "用户对一个关系正在持有的锁的时间太长了.",
    "用户正在使用一个必须被删除的表空间",
    "用户查询可能需要看到而必须被删除的行版本号",
    "用户事务造成了恢复操作期间缓冲区的死锁"
  ],
  [
    "57P04",
    "User was connected to a database that must be dropped.",
    "Benutzer war mit einer Datenbank verbunden, die gelöscht werden muss.",
    "El usuario estaba conectado a una base de datos que debía ser eliminada.",
    "L'utilisateur était connecté à une base de donnée qui doit être supprimée.",
    "L'utente era connesso ad un database che deve essere eliminato.",
    "削除されるべきデータベースにユーザーが接続していました。",
    "삭제 되어져야할 데이터베이스에 사용자가 접속해 있습니다.",
    "Пользователь был подключён к базе данных, которая должна быть удалена.",
    "Användare var ansluten till databas som måste slängas.",
    "Користувач був підключен до бази даних, яка повинна бути видалена.",
    "用户连接到必须被删除的数据库"
  ]
]
