import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Swedish, of their catalogues of 9.6 to 18. */
export const swedish: ReadonlyArray<Said> = [
  [
    "53300",
    "ledsen, för många klienter",
    "resterande anslutningsslottar är reserverade för superuser-anslutningar utan replikering",
    "resterande anslutningsslottar är reserverade för superanvändaranslutningar utan replikering",
    'för många uppkopplingar för roll "%s"',
    'för många uppkopplingar till databasen "%s"',
    "resterande anslutningsslottar är reserverade för roller med attributet %s",
    'resterande anslutningsslottar är reserverade för roller med rättigheter från rollen "%s"'
  ],
  [
    "53100",
    'kunde inte utöka fil "%s": %s',
    'kunde inte utöka fil "%s": skrev bara %d av %d byte vid block %d',
    "Enheten är full"
  ],
  ["53200", "slut på minne", "minnet slut", "slut på delat minne"],
  ["53400", "alla replikeringsslots används", "storlek på temporär fil överskrider temp_file_limit (%dkB)"],
  [
    "57P01",
    "avslutar anslutning på grund av ett administratörskommando",
    "avslutar anslutning på grund av att postmaster stängde oväntat ner"
  ],
  ["57P02", "avbryter anslutning på grund av en krash i en annan serverprocess"],
  [
    "57P03",
    "databassystemet startar upp",
    "databassystemet stänger ner",
    "databassystemet är återställningsläge",
    "databassystemet tar inte emot anslutningar",
    "databassystemet tar ännu inte emot anslutningar"
  ],
  ["57P05", "stänger anslutning på grund av idle-session-timeout"],
  ["25P03", "terminerar anslutning på grund av idle-in-transaction-timeout"],
  ["57014", "avbryter sats på grund av sats-timeout", "avbryter sats på användares begäran"],
  [
    "55P03",
    "avbryter sats på grund av lås-timeout",
    'kunde inte låsa rad i relationen "%s"',
    'kunde inte ta lås på relationen "%s"'
  ],
  [
    "40001",
    "kunde inte serialisera åtkomst på grund av samtidig uppdatering",
    "kunde inte serialisera åtkomst på grund av samtidig borttagning",
    "kunde inte serialisera åtkomst på grund av läs/skriv-beroenden bland transaktionerna"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "avbryter sats på grund av konflikt med återställning",
    "avslutar anslutning på grund av konflikt med återställning"
  ],
  ["40P01", "deadlock upptäckt"],
  ["26000", 'preparerad sats "%s" finns inte'],
  ["42P05", 'preparerad sats "%s" finns redan'],
  ["0A000", "kan inte ändra typ på en kolumn som används av en vy eller en regel"],
  ["0A000 cached plan must not change result type", "cache:ad plan får inte ändra resultattyp"],
  ["28P01", 'Lösenordsautentisering misslyckades för användare "%s"'],
  [
    "28000",
    'ingen rad i pg_hba.conf för värd "%s", användare "%s", databas "%s", %s',
    'pg_hba.conf avvisar anslutning för värd "%s", användare "%s", databas "%s", %s',
    'Peer-autentisering misslyckades för användare "%s"',
    'Ident-autentisering misslyckades för användare "%s"',
    'certifikat-autentisering misslyckades för användare "%s"',
    'roll "%s" tillåts inte logga in',
    'ingen rad i pg_hba.conf för replikeringsanslutning från värd "%s", användare "%s", %s',
    'LDAP-autentisering misslyckades för användare "%s"',
    'GSSAPI-autentisering misslyckades för användare "%s"',
    'PAM-autentisering misslyckades för användare "%s"'
  ],
  ["3D000", 'databasen "%s" existerar inte'],
  ["23505", 'kunde inte skapa unikt index "%s"', 'duplicerat nyckelvärde bryter mot unik-villkor "%s"'],
  [
    "23503",
    'insert eller update på tabell "%s" bryter mot främmande nyckel-villkoret "%s"',
    'update eller delete på tabell "%s" bryter mot främmande nyckel-villkoret "%s" för tabell "%s"'
  ],
  [
    "23502",
    'kolumn "%s" i relation "%s" innehåller null-värden',
    'null-värde i kolumn "%s" i relation "%s" bryter mot not-null-villkoret'
  ],
  [
    "23514",
    'check-villkor "%s" i relation "%s" bryts av någon rad',
    'ny rad för relation "%s" bryter mot check-villkor "%s"'
  ],
  ["25006", "kan inte köra %s under återställning", "kan inte köra %s i read-only-transaktion"],
  ["25P02", "aktuella transaktionen har avbrutits, alla kommandon ignoreras tills slutet på transaktionen"],
  ["25001", "%s kan inte köras i ett transaktionsblock"],
  ["42P01", 'relationen "%s" existerar inte', 'relationen "%s.%s" existerar inte'],
  [
    "42703",
    'kolumnen "%s" existerar inte',
    'kolumn "%s" i relation "%s" existerar inte',
    "kolumnen %s.%s finns inte"
  ],
  ["42883", "funktionen %s finns inte", "operator existerar inte: %s"],
  ["42704", 'rollen "%s" finns inte', 'typen "%s" existerar inte'],
  [
    "42501",
    "rättighet saknas för att skapa databas",
    "rättighet saknas för tabell %s",
    "rättighet saknas för schema %s",
    "rättighet saknas för databas %s",
    "rättighet saknas för funktion %s",
    "måste vara ägaren till tabellen %s"
  ],
  [
    "42601",
    "INSERT har fler målkolumner än uttryck",
    "INSERT har fler uttryck än målkolumner",
    "underfråga kan bara returnera en kolumn",
    'syntaxfel vid eller nära "%s"',
    "syntaxfel vid slutet av indatan"
  ],
  ["22P02", 'ogiltig indatasyntax för type %s: "%s"'],
  ["22001", "värdet för långt för typen character varying(%d)"],
  ["08006", "anslutning till klient har brutits", "oväntat EOF från klientanslutning med öppen transaktion"],
  ["25P04", "terminerar anslutning på grund av transaktionstimeout"],
  ["42P07", 'relationen "%s" finns redan'],
  [
    "ECONNRESET",
    "servern stängde oväntat ner uppkopplingen",
    "SSL-anslutning har oväntat stängts",
    "kan inte ta emot data från servern: %s",
    "kan inte skicka data till servern: %s",
    "servern stängde oväntat ner anslutningen",
    "kunde inte ta emot data från servern: %s",
    "kunde inte skicka data till servern: %s",
    "Förbindelse borttagen av partnern",
    "Brutet rör"
  ],
  ["ENOTFOUND", 'kunde inte översätta värdnamn "%s" till adress: %s'],
  ["TLS_REFUSED", "SSL stöds inte av servern, men SSL krävdes"],
  ["ECONNREFUSED", "Förbindelsen förvägrad"],
  ["EHOSTUNREACH", "Ingen väg till värd", "Nätverket kan inte nås"],
  ["ETIMEDOUT", "Förbindelsens tidsgräns löpte ut"],
  ["55000", 'databasen "%s" tar för närvarande inte emot uppkopplingar'],
  ["42830", 'finns inget unique-villkor som matchar de givna nycklarna i den refererade tabellen "%s"'],
  ["42P10", "finns inget unik eller uteslutningsvillkor som matchar ON CONFLICT-specifikationen"],
  [
    "42804",
    "argumentet till %s måste vara av typ %s, inte av typ %s",
    'kolumn "%s" har typ %s men uttrycket är av typ %s'
  ],
  ["42702", 'kolumnreferens "%s" är tvetydig'],
  ["42803", 'kolumn "%s.%s" måste stå med i GROUP BY-klausulen eller användas i en aggregatfunktion'],
  ["21000", "mer än en rad returnerades från underfråga som används som uttryck"],
  ["22012", "division med noll"],
  ["22003", "heltal utanför giltigt intervall"],
  ["22021", 'ogiltigt byte-sekvens för kodning "%s": %s'],
  [
    "2BP01",
    'rollen "%s" kan inte tas bort eftersom andra objekt beror på den',
    "kan inte ta bort %s eftersom andra objekt beror på den"
  ],
  ["3F000", 'schema "%s" existerar inte'],
  ["42P04", 'databas "%s" finns redan'],
  ["42710", 'rollen "%s" finns redan'],
  ["55006", 'källdatabasen "%s" används av andra användare', 'databasen "%s" används av andra användare'],
  [
    "42P17",
    'oändlig rekursion detekterad i policy för relation "%s"',
    "tabellutrymmesplatsen måste ha en absolut sökväg"
  ],
  ["42701", 'kolumn "%s" i relation "%s" finns redan'],
  ["22008", 'datum/tid-värde utanför giltigt område: "%s"'],
  ["42725", "funktionen %s är inte unik"],
  ["42809", '"%s" är inte en tabell'],
  ["23P01", 'konfliktande nyckelvärde bryter mot uteslutningsvillkor "%s"'],
  ["54001", "maximalt stackdjup överskridet"],
  ["22023", 'ogiltigt värde för parameter "%s": "%s"'],
  ["42P18", "kunde inte lista ut datatypen för parameter $%d"],
  ["42P02", "det finns ingen parameter $%d"],
  ["22P04", "extra data efter den förväntat sista kolumnen", 'saknar data för kolumn "%s"'],
  ["42846", "kan inte omvandla typ %s till %s"],
  ["42P16", 'multipla primärnycklar för tabell "%s" tillåts inte'],
  ["428C9", 'kan inte sätta in ett icke-DEFAULT-värde i kolumn "%s"'],
  ["25P01", "%s kan bara användas i transaktionsblock"],
  ["34000", 'markör "%s" existerar inte'],
  [
    "08006",
    "kunde inte ta emot data från WAL-ström: %s",
    "kunde inte skicka data till WAL-ström: %s",
    "avslutar logisk replikeringsarbetare på grund av timeout",
    "avslutar wal-mottagare på grund av timeout"
  ],
  ["0A000", "kan inte köra %s i en bakgrundsprocess"],
  ["23502", 'kolumn "%s" i tabell "%s" innehåller null-värden', "domäm %s tillåter inte null-värden"],
  [
    "23514",
    'kolumnen "%s" i tabell "%s" innehåller värden som bryter mot det nya villkortet',
    'ny rad för relation "%s" bryter mot partitionesvillkoret',
    'ingen partition av relation "%s" kunde hittas för raden',
    'partitionsvillkor i relation "%s" bryts mot av någon rad',
    'värde för domän %s bryter mot check-villkoret "%s"'
  ],
  ["23P01", 'kunde inte skapa uteslutningsvillkor "%s"'],
  [
    "25006",
    "kan inte skapa temporära tabeller under en parallell operation",
    "kan inte skapa temptabeller under återställning",
    "kan inte ändra replikeringskällor under tiden återställning sker"
  ],
  [
    "28000",
    "inget PostgreSQL-användarnamn angivet i startuppaketet",
    'pg_hba.conf avvisar replikeringsanslutning för värd "%s", användare "%s", %s'
  ],
  ["3D000", 'databasen "%s" har försvunnit från pg_database', 'malldatabasen "%s" existerar inte'],
  [
    "40001",
    "initialt slot-snapshot är för stort",
    "tupel som skall låsas har redan flyttats till en annan partition av en samtida uppdatering",
    "tupel som skall slås samman har redan flyttats till en annan partition på grund av samtidig update"
  ],
  ["53000", "ingen tom lokal buffer tillgänglig", "för många dynamiska delade minnessegment"],
  [
    "53200",
    "maximalt antal förberedda transaktioner har uppnåtts",
    "ej tillräckligt med element i RWConflictPool för att spara ner en potentiell läs/skriv-konflikt",
    "ej tillräckligt med element i RWConflictPool för att spara ner en läs/skriv-konflikt",
    'otillräckligt delat minne för datastruktur "%s" (efterfrågade %d byte)'
  ],
  ["53300", 'antalet efterfrågade standby-anslutningar överskrider "max_wal_senders" (nu %d)'],
  ["53400", "kan inte starta logisk replikeringsarbetare när max_replication_slots = 0"],
  ["54000", 'slut på överspillsidor i hash-index "%s"'],
  [
    "55006 current user cannot be dropped",
    'kan inte %s "%s" då den har triggerhändelser som väntar',
    'kan inte %s "%s" då den har utlösarhändelser som väntar',
    'kan inte %s "%s" då den används av aktiva frågor i denna session',
    "kan inte ändra tablespace på den databas som används just nu",
    "kan inte ta bort den databas som används just nu",
    "inloggade användaren kan inte raderas",
    "sessionsanvändaren kan inte tas bort"
  ],
  [
    "55006",
    'databasen "%s" används av logisk replikeringsprenumeration',
    'databasen "%s" används av förberedda transationer',
    'databasen "%s" används av en aktiv logisk replikeringsslot',
    'replikeringsslot "%s" är aktiv för PID %d'
  ],
  ["55006 directory already in use as a tablespace", 'katalogen "%s" används redan som ett tablespace'],
  ["57014", "avbryter autentisering på grund av timeout", "avbryter autovacuum-uppgift"],
  [
    "57P01",
    "avslutar autovacuum-process på grund av ett administratörskommando",
    'terminerar bakgrundsarbetare "%s" pga administratörskommando',
    "avslutar logisk replikeringsarbetare på grund av ett administratörskommando",
    "avslutar wal-mottagarprocessen på grund av ett administratörskommando"
  ]
]
