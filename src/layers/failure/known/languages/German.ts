import type { Said } from "../Said.ts"

/** What Postgres and libpq say in German, of their catalogues of 9.6 to 18. */
export const german: ReadonlyArray<Said> = [
  [
    "53300",
    "tut mir leid, schon zu viele Verbindungen",
    "die verbleibenden Verbindungen sind für Superuser auf Nicht-Replikationsverbindungen reserviert",
    "zu viele Verbindungen von Rolle »%s«",
    "zu viele Verbindungen für Datenbank »%s«",
    "die verbleibenden Verbindungen sind für Rollen mit dem %s-Attribut reserviert",
    "die verbleibenden Verbindungen sind für Rollen mit den Privilegien der Rolle »%s« reserviert"
  ],
  [
    "53100",
    "konnte Datei »%s« nicht erweitern: %s",
    "konnte Datei »%s« nicht erweitern: es wurden nur %d von %d Bytes bei Block %d geschrieben",
    "Auf dem Gerät ist kein Speicherplatz mehr verfügbar"
  ],
  ["53200", "Speicher aufgebraucht", "Shared Memory aufgebraucht"],
  ["53400", "Größe der temporären Datei überschreitet temp_file_limit (%dkB)"],
  [
    "57P01",
    "Verbindung wird abgebrochen aufgrund von Anweisung des Administrators",
    "breche Verbindung ab aufgrund von Anweisung des Administrators",
    "Verbindung wird abgebrochen wegen unerwartetem Ende des Postmasters"
  ],
  [
    "57P02",
    "Verbindung wird abgebrochen wegen Absturz eines anderen Serverprozesses",
    "breche Verbindung ab wegen Absturz eines anderen Serverprozesses"
  ],
  [
    "57P03",
    "das Datenbanksystem startet",
    "das Datenbanksystem fährt herunter",
    "das Datenbanksystem ist im Wiederherstellungsmodus",
    "das Datenbanksystem nimmt keine Verbindungen an",
    "das Datenbanksystem nimmt noch keine Verbindungen an"
  ],
  ["57P05", "Verbindung wird abgebrochen wegen Zeitüberschreitung in inaktiver Sitzung"],
  ["25P03", "Verbindung wird abgebrochen wegen Zeitüberschreitung in inaktiver Transaktion"],
  [
    "57014",
    "storniere Anfrage wegen Zeitüberschreitung der Anfrage",
    "storniere Anfrage wegen Benutzeraufforderung"
  ],
  [
    "55P03",
    "storniere Anfrage wegen Zeitüberschreitung einer Sperre",
    "konnte Sperre für Zeile in Relation »%s« nicht setzen",
    "konnte Sperre für Relation »%s« nicht setzen"
  ],
  [
    "40001",
    "konnte Zugriff nicht serialisieren wegen gleichzeitiger Aktualisierung",
    "kann Zugriff nicht serialisieren wegen gleichzeitiger Aktualisierung",
    "konnte Zugriff nicht serialisieren wegen gleichzeitigem Löschen",
    "konnte Zugriff nicht serialisieren wegen Lese-/Schreib-Abhängigkeiten zwischen Transaktionen"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "storniere Anfrage wegen Konflikt mit der Wiederherstellung",
    "Verbindung wird abgebrochen wegen Konflikt mit der Wiederherstellung",
    "breche Verbindung ab wegen Konflikt mit der Wiederherstellung"
  ],
  ["40P01", "Verklemmung (Deadlock) entdeckt"],
  ["26000", "vorbereitete Anweisung »%s« existiert nicht"],
  ["42P05", "vorbereitete Anweisung »%s« existiert bereits"],
  ["0A000", "gecachter Plan darf den Ergebnistyp nicht ändern"],
  ["28P01", "Passwort-Authentifizierung für Benutzer »%s« fehlgeschlagen"],
  [
    "28000",
    "pg_hba.conf lehnt Verbindung ab für Host »%s«, Benutzer »%s«, Datenbank »%s«, %s",
    "Peer-Authentifizierung für Benutzer »%s« fehlgeschlagen",
    "Ident-Authentifizierung für Benutzer »%s« fehlgeschlagen",
    "Zertifikatauthentifizierung für Benutzer »%s« fehlgeschlagen",
    "Rolle »%s« hat keine Berechtigung zum Einloggen",
    "kein pg_hba.conf-Eintrag für Host »%s«, Benutzer »%s«, Datenbank »%s«",
    "kein pg_hba.conf-Eintrag für Replikationsverbindung von Host »%s«, Benutzer »%s«, %s",
    "LDAP-Authentifizierung für Benutzer »%s« fehlgeschlagen",
    "GSSAPI-Authentifizierung für Benutzer »%s« fehlgeschlagen",
    "PAM-Authentifizierung für Benutzer »%s« fehlgeschlagen"
  ],
  ["3D000", "Datenbank »%s« existiert nicht"],
  ["23505", "doppelter Schlüsselwert verletzt Unique-Constraint »%s«"],
  [
    "23503",
    "Einfügen oder Aktualisieren in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s«",
    "Aktualisieren oder Löschen in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s« von Tabelle »%s«"
  ],
  [
    "23502",
    "NULL-Wert in Spalte »%s« von Relation »%s« verletzt Not-Null-Constraint",
    "NULL-Wert in Spalte »%s« verletzt Not-Null-Constraint"
  ],
  ["23514", "neue Zeile für Relation »%s« verletzt Check-Constraint »%s«"],
  ["25006", "%s kann nicht in einer Read-Only-Transaktion ausgeführt werden"],
  ["25P02", "aktuelle Transaktion wurde abgebrochen, Befehle werden bis zum Ende der Transaktion ignoriert"],
  ["25001", "%s kann nicht in einem Transaktionsblock laufen"],
  ["42P01", "Relation »%s« existiert nicht", "Relation »%s.%s« existiert nicht"],
  [
    "42703",
    "Spalte »%s« existiert nicht",
    "Spalte »%s« von Relation »%s« existiert nicht",
    "Spalte %s.%s existiert nicht"
  ],
  ["42883", "Funktion %s existiert nicht", "Operator existiert nicht: %s"],
  ["42704", "Rolle »%s« existiert nicht", "Typ »%s« existiert nicht"],
  [
    "42501",
    "keine Berechtigung für Tabelle %s",
    "keine Berechtigung für Schema %s",
    "keine Berechtigung für Datenbank %s",
    "keine Berechtigung für Funktion %s",
    "keine Berechtigung für Relation %s",
    "Berechtigung nur für Eigentümer der Tabelle %s"
  ],
  ["42601", "Syntaxfehler bei »%s«", "Syntaxfehler am Ende der Eingabe"],
  ["22P02", "ungültige Eingabesyntax für Typ %s: »%s«", "ungültige Eingabesyntax für ganze Zahl: „%s“"],
  ["22001", "Wert zu lang für Typ character varying(%d)"],
  [
    "08006",
    "Verbindung zum Client wurde verloren",
    "unerwartetes EOF auf Client-Verbindung mit einer offenen Transaktion"
  ],
  ["25P04", "Verbindung wird abgebrochen wegen Zeitüberschreitung in Transaktion"],
  ["42P07", "Relation »%s« existiert bereits"],
  [
    "ECONNRESET",
    "Server beendete die Verbindung unerwartet",
    "SSL-Verbindung wurde unerwartet geschlossen",
    "konnte keine Daten vom Server empfangen: %s",
    "konnte keine Daten an den Server senden: %s",
    "Die Verbindung wurde vom Kommunikationspartner zurückgesetzt",
    "Datenübergabe unterbrochen (broken pipe)"
  ],
  ["ENOTFOUND", "konnte Hostnamen »%s« nicht in Adresse übersetzen: %s"],
  ["TLS_REFUSED", "Server unterstützt kein SSL, aber SSL wurde verlangt"],
  ["ECONNREFUSED", "Verbindungsaufbau abgelehnt"],
  ["EHOSTUNREACH", "Keine Route zum Zielrechner", "Das Netzwerk ist nicht erreichbar"],
  ["ETIMEDOUT", "Die Wartezeit für die Verbindung ist abgelaufen"]
]
