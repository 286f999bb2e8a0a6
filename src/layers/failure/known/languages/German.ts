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
  [
    "53400",
    "alle Replikations-Slots sind in Benutzung",
    "Größe der temporären Datei überschreitet temp_file_limit (%dkB)"
  ],
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
    "storniere Anfrage wegen Zeitüberschreitung",
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
  ["40P01", "Verklemmung entdeckt", "Verklemmung (Deadlock) entdeckt"],
  ["26000", "vorbereitete Anweisung »%s« existiert nicht"],
  ["42P05", "vorbereitete Anweisung »%s« existiert bereits"],
  ["0A000", "Typ einer Spalte, die von einer Sicht oder Regel verwendet wird, kann nicht geändert werden"],
  ["0A000 cached plan must not change result type", "gecachter Plan darf den Ergebnistyp nicht ändern"],
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
  [
    "23505",
    "konnte Unique Index »%s« nicht erstellen",
    "doppelter Schlüsselwert verletzt Unique-Constraint »%s«"
  ],
  [
    "23503",
    "Einfügen oder Aktualisieren in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s«",
    "Aktualisieren oder Löschen in Tabelle »%s« verletzt Fremdschlüssel-Constraint »%s« von Tabelle »%s«"
  ],
  [
    "23502",
    "Spalte »%s« von Relation »%s« enthält NULL-Werte",
    "NULL-Wert in Spalte »%s« von Relation »%s« verletzt Not-Null-Constraint",
    "NULL-Wert in Spalte »%s« verletzt Not-Null-Constraint"
  ],
  [
    "23514",
    "Check-Constraint »%s« von Relation »%s« wird von irgendeiner Zeile verletzt",
    "neue Zeile für Relation »%s« verletzt Check-Constraint »%s«"
  ],
  [
    "25006",
    "%s kann nicht während der Wiederherstellung ausgeführt werden",
    "%s kann nicht in einer Read-Only-Transaktion ausgeführt werden"
  ],
  ["25P02", "aktuelle Transaktion wurde abgebrochen, Befehle werden bis zum Ende der Transaktion ignoriert"],
  ["25001", "%s kann nicht in einem Transaktionsblock laufen"],
  ["42P01", "Relation »%s« existiert nicht", "Relation »%s.%s« existiert nicht"],
  [
    "42703",
    "Spalte »%s« existiert nicht",
    "Spalte »%s« von Relation »%s« existiert nicht",
    "Spalte %s.%s existiert nicht"
  ],
  ["42883", "Funktion %s existiert nicht", "Operator existiert nicht%s"],
  ["42704", "Rolle »%s« existiert nicht", "Typ »%s« existiert nicht"],
  [
    "42501",
    "keine Berechtigung, um Datenbank zu erzeugen",
    "keine Berechtigung für Tabelle %s",
    "keine Berechtigung für Schema %s",
    "keine Berechtigung für Datenbank %s",
    "keine Berechtigung für Funktion %s",
    "keine Berechtigung für Relation %s",
    "Berechtigung nur für Eigentümer der Tabelle %s"
  ],
  [
    "42601",
    "INSERT hat mehr Zielspalten als Ausdrücke",
    "INSERT hat mehr Ausdrücke als Zielspalten",
    "Unteranfrage darf nur eine Spalte zurückgeben",
    "Syntaxfehler bei »%s«",
    "Syntaxfehler am Ende der Eingabe"
  ],
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
  ["ETIMEDOUT", "Die Wartezeit für die Verbindung ist abgelaufen"],
  ["55000", "Datenbank »%s« akzeptiert gegenwärtig keine Verbindungen"],
  [
    "42830",
    "in Tabelle »%s«, auf die verwiesen wird, gibt es keinen Unique-Constraint, der auf die angegebenen Schlüssel passt",
    "in Tabelle »%s«, auf die verwiesen wird, gibt es keinen Unique Constraint, der auf die angegebenen Schlüssel passt"
  ],
  [
    "42P10",
    "es gibt keinen Unique-Constraint oder Exclusion-Constraint, der auf die ON-CONFLICT-Angabe passt"
  ],
  [
    "42804",
    "Argument von %s muss Typ %s haben, nicht Typ %s",
    "Spalte »%s« hat Typ %s, aber der Ausdruck hat Typ %s"
  ],
  ["42702", "Spaltenverweis »%s« ist nicht eindeutig"],
  [
    "42803",
    "Spalte »%s.%s« muss in der GROUP-BY-Klausel erscheinen oder in einer Aggregatfunktion verwendet werden"
  ],
  ["21000", "als Ausdruck verwendete Unteranfrage ergab mehr als eine Zeile"],
  ["22012", "Division durch Null"],
  ["22003", "integer ist außerhalb des gültigen Bereichs"],
  ["22021", "ungültige Byte-Sequenz für Kodierung »%s«: %s"],
  [
    "2BP01",
    "kann Rolle »%s« nicht löschen, weil andere Objekte davon abhängen",
    "kann %s nicht löschen, weil andere Objekte davon abhängen"
  ],
  ["3F000", "Schema »%s« existiert nicht"],
  ["42P04", "Datenbank »%s« existiert bereits"],
  ["42710", "Rolle »%s« existiert bereits"],
  [
    "55006",
    "auf Quelldatenbank »%s« wird gerade von anderen Benutzern zugegriffen",
    "auf Datenbank »%s« wird von anderen Benutzern zugegriffen"
  ],
  [
    "42P17",
    "unendliche Rekursion entdeckt in Policys für Relation »%s«",
    "Tablespace-Pfad muss ein absoluter Pfad sein"
  ],
  ["42701", "Spalte »%s« von Relation »%s« existiert bereits"],
  ["22008", "Datum/Zeit-Feldwert ist außerhalb des gültigen Bereichs: »%s«"],
  ["42725", "Funktion %s ist nicht eindeutig"],
  ["42809", "»%s« ist keine Tabelle"],
  ["23P01", "kollidierender Schlüsselwert verletzt Exclusion-Constraint »%s«"],
  ["54001", "Grenze für Stacktiefe überschritten"],
  ["22023", "ungültiger Wert für Parameter »%s«: »%s«"],
  ["42P18", "konnte Datentyp von Parameter $%d nicht ermitteln"],
  ["42P02", "es gibt keinen Parameter $%d"],
  ["22P04", "zusätzliche Daten nach letzter erwarteter Spalte", "fehlende Daten für Spalte »%s«"],
  ["22P05", "Zeichen mit Byte-Folge %s in Kodierung »%s« hat keine Entsprechung in Kodierung »%s«"],
  ["42846", "kann Typ %s nicht in Typ %s umwandeln"],
  ["42P16", "mehrere Primärschlüssel für Tabelle »%s« nicht erlaubt"],
  ["428C9", "kann keinen Wert außer DEFAULT in Spalte »%s« einfügen"],
  ["25P01", "%s kann nur in Transaktionsblöcken verwendet werden"],
  ["34000", "Cursor »%s« existiert nicht"],
  [
    "08006",
    "konnte keine Daten vom WAL-Stream empfangen: %s",
    "konnte keine Daten an den WAL-Stream senden: %s",
    "Arbeitsprozess für logische Replikation wird abgebrochen wegen Zeitüberschreitung",
    "WAL-Receiver-Prozess wird abgebrochen wegen Zeitüberschreitung",
    "breche WAL-Receiver-Prozess ab wegen Zeitüberschreitung"
  ],
  ["0A000", "%s kann nicht in einem Hintergrundprozess ausgeführt werden"],
  ["23502", "Spalte »%s« von Tabelle »%s« enthält NULL-Werte", "Domäne %s erlaubt keine NULL-Werte"],
  [
    "23514",
    "Spalte »%s« von Tabelle »%s« enthält Werte, die den neuen Constraint verletzen",
    "neue Zeile für Relation »%s« verletzt Partitions-Constraint",
    "keine Partition von Relation »%s« für die Zeile gefunden",
    "Partitions-Constraint von Relation »%s« wird von irgendeiner Zeile verletzt",
    "Wert für Domäne %s verletzt Check-Constraint »%s«"
  ],
  ["23P01", "konnte Exclusion-Constraint »%s« nicht erzeugen"],
  [
    "25006",
    "während einer parallelen Operation können keine temporären Tabellen erzeugt werden",
    "während der Wiederherstellung können keine temporären Tabellen erzeugt werden",
    "Replication-Origins können nicht während der Wiederherstellung geändert werden"
  ],
  ["28000", "pg_hba.conf lehnt Replikationsverbindung ab für Host »%s«, Benutzer »%s«, %s"],
  ["3D000", "Datenbank »%s« ist aus pg_database verschwunden"],
  [
    "40001",
    "initialer Slot-Snapshot ist zu groß",
    "das zu sperrende Tupel wurde schon durch ein gleichzeitiges Update in eine andere Partition verschoben",
    "das zu mergende Tupel wurde schon durch ein gleichzeitiges Update in eine andere Partition verschoben"
  ],
  ["53000", "kein leerer lokaler Puffer verfügbar", "zu viele dynamische Shared-Memory-Segmente"],
  [
    "53200",
    "maximale Anzahl vorbereiteter Transaktionen erreicht",
    "nicht genügend Elemente in RWConflictPool, um einen möglichen Lese-/Schreibkonflikt aufzuzeichnen",
    "nicht genügend Elemente in RWConflictPool, um einen Lese-/Schreibkonflikt aufzuzeichnen",
    "nicht genug Shared-Memory für Datenstruktur »%s« (%d Bytes angefordert)"
  ],
  ["53300", "Anzahl angeforderter Standby-Verbindungen überschreitet »max_wal_senders« (aktuell %d)"],
  [
    "53400",
    "Arbeitsprozesse für logische Replikation können nicht gestartet werden, wenn max_replication_slots = 0"
  ],
  [
    "55006 current user cannot be dropped",
    "%s mit Relation »%s« nicht möglich, weil es anstehende Trigger-Ereignisse dafür gibt",
    "%s mit Relation »%s« nicht möglich, weil sie von aktiven Anfragen in dieser Sitzung verwendet wird",
    "kann den Tablespace der aktuell geöffneten Datenbank nicht ändern",
    "kann aktuell geöffnete Datenbank nicht löschen",
    "aktueller Benutzer kann nicht entfernt werden",
    "aktueller Sitzungsbenutzer kann nicht entfernt werden"
  ],
  [
    "55006",
    "Datenbank »%s« wird von einer Subskription für logische Replikation verwendet",
    "Datenbank »%s« wird von vorbereiteten Transaktionen verwendet",
    "Datenbank »%s« wird von einem aktiven logischen Replikations-Slot verwendet",
    "Replikations-Slot »%s« ist aktiv für PID %d"
  ],
  [
    "55006 directory already in use as a tablespace",
    "Verzeichnis »%s« ist bereits als Tablespace in Verwendung"
  ],
  ["57014", "storniere Authentifizierung wegen Zeitüberschreitung", "storniere Autovacuum-Aufgabe"],
  [
    "57P01",
    "Autovacuum-Prozess wird abgebrochen aufgrund von Anweisung des Administrators",
    "breche Autovacuum-Prozess ab aufgrund von Anweisung des Administrators",
    "Background-Worker »%s« wird abgebrochen aufgrund von Anweisung des Administrators",
    "breche Background-Worker »%s« ab aufgrund von Anweisung des Administrators",
    "Arbeitsprozess für logische Replikation wird abgebrochen aufgrund von Anweisung des Administrators",
    "WAL-Receiver-Prozess wird abgebrochen aufgrund von Anweisung des Administrators",
    "breche WAL-Receiver-Prozess ab aufgrund von Anweisung des Administrators"
  ]
]
