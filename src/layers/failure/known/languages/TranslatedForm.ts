import { of } from "../Verdict.ts"

/** What such a form means; the languages do not tell more apart than that. */
export const refused = of("Rejected", "the server did not accept the statement, or a value in it, as it is", [
  "Correct what the message names; LINE and the hint, where they are there, say where and how",
  "lc_messages = 'C' makes the server speak English, and its SQLSTATE says exactly what it means"
])

/**
 * How a language says that something was not accepted, and words with which the same says something else: of files, of
 * processes, of replication. As the English forms they count only behind Postgres' own mark.
 */
export const translatedForms: ReadonlyArray<readonly [says: RegExp, unless: RegExp]> = [
  [
    /(?<!\p{L})(?:Spalte|nicht|muss|müssen|darf|dürfen|keine?[nmrs]?|nur|ungültig\p{L}*|unbekannt\p{L}*|fehlt|erfordert|mehrmals|mehrfach|bereits|unzulässig\p{L}*|zu (?:lang|groß|viele|klein|kurz)|außerhalb|falsch\p{L}*|widersprüchlich\p{L}*|doppelt\p{L}*)(?!\p{L})/iu,
    /konnten? |Primärserver|Publikationsserver|prozess|WAL/iu
  ],
  [
    /(?<!\p{L})(?:colonne|pas|doit|doivent|ne peu\p{L}+|impossible|invalide|inconnue?|existe déjà|en dehors|trop|déjà|aucune?|manquante?|incorrecte?|requis|plusieurs|uniquement|seulement|droit refusé|erreur de syntaxe)(?!\p{L})/iu,
    /n'(?:a|ont) pas pu|primaire|publieur|processus|WAL/iu
  ],
  [
    /(?<!\p{L})(?:columna|parámetro|pueden?|deben?|no (?:es|está|existe|se permite|soporta|reconocid\p{L}+)|ya existe|inválid\p{L}+|no válid\p{L}+|denegado|fuera de rango|demasiad\p{L}+|duplicad\p{L}+|desconocid\p{L}+|requiere|múltiples|error de sintaxis|sólo|falta)(?!\p{L})/iu,
    /no se pud|no pud|primario|publicador|proceso|WAL/iu
  ],
  [
    /(?<!\p{L})(?:non (?:è|può|possono|esiste|sono|valid\p{L}+|support\p{L}+|consentit\p{L}+|permess\p{L}+)|deve|devono|esiste già|sconosciut\p{L}+|già|fuori|tropp\p{L}+|manca\p{L}*|richie\p{L}+|negato|bisogna|occorre|invece di|errore di sintassi|solo|duplicat\p{L}+)(?!\p{L})/iu,
    /falli[tm]|non è stato possibile|primario|publisher|processo|WAL/iu
  ],
  [
    /できません|ません|なければなりません|必要|不正|無効|未知|認識|(?:すで|既)に存在|範囲外|構文エラー|権限|重複|複数|すぎ|許可|曖昧|不明|拒否|所有者|不適切|存在しません|ではなく/u,
    /できませんでした|プライマリ|パブリッシャ|プロセス|WAL/u
  ],
  [
    /지원하지|수 없는|자료형|칼럼|충돌|구현되지|합니다|없습니다|없음|안됩니다|않습니다|잘못|알 수 없는|이미|범위|허용|구문 오류|권한|중복|필요|해야|너무|아닙니다|아님|못함|금지|소유주|권한|여야/u,
    /프로세스|WAL|운영 서버|발행|파일|메모리|접속|연결/u
  ],
  [
    /(?<!\p{L})(?:nie (?:może|można|mogą|jest|są|istnieje|obsług\p{L}+|ma|posiada)|musi\p{L}*|muszą|narusza|niepoprawn\p{L}+|nieprawidłow\p{L}+|nieznan\p{L}+|już istnieje|odmowa dostępu|poza zakresem|zbyt|wymaga\p{L}*|błąd składni|tylko|powtórzon\p{L}+|nierozpoznan\p{L}+|niedozwolon\p{L}+)(?!\p{L})/iu,
    /nie można (?:otworzyć|czytać|odczytać|pisać|zapisać|utworzyć|połączyć|odebrać|wysłać|wykonać|załadować)|podstawow|publik|proces|WAL/iu
  ],
  [
    /(?<!\p{L})(?:coluna|é necessário|ao invés de|não (?:podem?|existe|é|são|está|tem|suporta\p{L}*|permit\p{L}+|deve|há)|devem?|já existe|inválid\p{L}+|desconhecid\p{L}+|fora do intervalo|muito|permissão negada|erro de sintaxe|requer|só|somente|apenas|mais de um\p{L}*|duplicad\p{L}+|ambígu\p{L}+)(?!\p{L})/iu,
    /não pôde|primário|publicador|processo|WAL/iu
  ],
  [
    /(?<!\p{L})(?:нельзя|столб\p{L}+|тип|имя|параметр\p{L}*|уже|не поддержива\p{L}+|не (?:может|могут|существует|поддерживается|поддерживаются|является|найден\p{L}*|допуска\p{L}+|определ\p{L}+|имеет)|долж\p{L}+|неверн\p{L}+|неправильн\p{L}+|некорректн\p{L}+|неизвестн\p{L}+|уже существует|вне диапазона|нет (?:доступа|прав)|ошибка синтаксиса|слишком|требу\p{L}+|нужн\p{L}+|недопустим\p{L}+|только|нераспозн\p{L}+|невозможно|необходимо|неоднознач\p{L}+)(?!\p{L})/iu,
    /не удалось|публикац|ведущ|процесс|WAL/iu
  ],
  [
    /(?<!\p{L})(?:kan (?:inte|bara)|får inte|måste|inte|ogiltig\p{L}*|okän[dt]\p{L}*|finns redan|redan|utanför|för (?:lång|stor|många|kort)\p{L}*|rättighet saknas|syntaxfel|saknar?s?|kräver|bara|duplicera\p{L}*|tvetydig\p{L}*|felaktig\p{L}*)(?!\p{L})/iu,
    /kunde inte|primär|publicera|process|WAL/iu
  ],
  [
    /sütun|fonksiyon|parametre|sadece|mevcut değil|zaten (?:mevcut|var)|geçersiz|izin|ihlal|olmalı|olamaz|gerek|edilemez|kullanılamaz|desteklenm|bilinmeyen|erişim engellendi|dışında|söz ?dizim|çok (?:uzun|büyük|fazla|küçük)|birden fazla|belirsiz|tanımsız|tanınm|(?<=\p{L}{3}(?:a|e))(?:maz|mez)(?!\p{L})/iu,
    /(?:lamadı|lemedi|namadı|nemedi)|bağlan|süreç|WAL/iu
  ],
  [
    /(?<!\p{L})(?:не (?:може|можуть|можна|існує|підтримується|підтримуються|є|знайдено|дозвол\p{L}+|має)|стовп\p{L}+|вже|не підтриму\p{L}+|параметр\p{L}*|повин\p{L}+|має бути|недійсн\p{L}+|неприпустим\p{L}+|невірн\p{L}+|неправильн\p{L}+|невідом\p{L}+|вже існує|поза діапазоном|немає (?:доступу|прав)|помилка синтаксису|занадто|потріб\p{L}+|треба|неоднознач\p{L}+|тільки|лише|вимага\p{L}+|нерозпізнан\p{L}+|неможливо)(?!\p{L})/iu,
    /не вдалося|публіка|основн|процес|WAL/iu
  ],
  [
    /不能|无法|无效|不存在|必须|不支持|不允许|未知|已经存在|已存在|超出范围|权限不足|权限不够|语法错误|不是|没有|太[长大多小短]|需要|只能|重复|不明确|不正确|不匹配|缺少/u,
    /无法(?:打开|读取|写入|创建|连接|接收|发送|关闭|重命名|删除|访问|加载|获取|启动|绑定|锁定|分配|从|为|将)|主服务器|发布者|进程|WAL/u
  ]
]
