import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Italian, of their catalogues of 9.6 to 18. */
export const italian: ReadonlyArray<Said> = [
  [
    "53300",
    "spiacente, troppi client già connessi",
    "i rimanenti slot di connessione sono riservati a connessioni di superutenti non di replica",
    'troppe connessioni per il ruolo "%s"',
    'troppe connessioni al database "%s"'
  ],
  [
    "53100",
    'non è stato possibile estendere il file "%s": %s',
    'non è stato possibile estendere il file "%s": scritti soli %d byte di %d nel blocco %d',
    "Spazio esaurito sul device"
  ],
  ["53200", "memoria esaurita", "memoria condivisa esaurita"],
  [
    "53400",
    "tutti gli slot di replica sono in uso",
    "la dimensione del file temporaneo supera temp_file_limit (%dkB)"
  ],
  [
    "57P01",
    "interruzione della connessione su comando dell'amministratore",
    "la connessione è stata terminata a causa di un'uscita inattesa di postmaster"
  ],
  ["57P02", "la connessione è stata terminata a causa del crash di un altro processo del server"],
  [
    "57P03",
    "il database si sta avviando",
    "il database si sta spegnendo",
    "il database è in modalità di ripristino",
    "il sistema di database non accetta connessioni",
    "il sistema di database non accetta ancora connessioni"
  ],
  ["57P05", "terminazione della connessione a causa del timeout della sessione inattiva"],
  ["25P03", "la connessione è stata terminata a causa di timeout di inattività durante una transazione"],
  [
    "57014",
    "annullamento dell'istruzione a causa di timeout",
    "annullamento dell'istruzione su richiesta dell'utente"
  ],
  [
    "55P03",
    "annullamento dell'istruzione a causa di timeout di lock",
    'lock di riga nella relazione "%s" fallito',
    'lock della relazione "%s" fallito'
  ],
  [
    "40001",
    "serializzazione dell'accesso fallita a causa di modifiche concorrenti",
    "impossibile serializzare l'accesso a causa dell'eliminazione simultanea",
    "serializzazione dell'accesso fallita a causa di dipendenze di lettura/scrittura tra le transazioni"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "annullamento dell'istruzione a causa di un conflitto con il ripristino",
    "interruzione della connessione a causa di conflitto con il ripristino"
  ],
  ["40P01", "rilevato deadlock"],
  ["26000", 'l\'istruzione preparata "%s" non esiste'],
  ["42P05", 'l\'istruzione preparata "%s" esiste già'],
  ["0A000", "non è possibile cambiare il tipo di una colonna usata in una vista o una regola"],
  ["0A000 cached plan must not change result type", "il cached plan non deve cambiare il tipo del risultato"],
  ["28P01", 'autenticazione con password fallita per l\'utente "%s"'],
  [
    "28000",
    'pg_hba.conf rifiuta connessioni per l\'host "%s", utente "%s", database "%s", %s',
    'Autenticazione Peer fallita per l\'utente "%s"',
    'Autenticazione Ident fallita per l\'utente "%s"',
    'autenticazione con certificato fallita per l\'utente "%s"',
    'al ruolo "%s" non è consentito effettuare il login',
    'nessuna voce in pg_hba.conf per l\'host "%s", utente "%s", database "%s"',
    'nessuna voce in pg_hba.conf per connessioni di replica da host "%s", utente "%s", database "%s"',
    'Autenticazione LDAP fallita per l\'utente "%s"',
    'autenticazione GSSAPI fallita per l\'utente "%s"',
    'Autenticazione PAM fallita per l\'utente "%s"'
  ],
  ["3D000", 'il database "%s" non esiste'],
  [
    "23505",
    'creazione dell\'indice univoco "%s" fallita',
    'un valore chiave duplicato viola il vincolo univoco "%s"'
  ],
  [
    "23503",
    'la INSERT o l\'UPDATE sulla tabella "%s" viola il vincolo di chiave esterna "%s"',
    'l\'istruzione UPDATE o DELETE sulla tabella "%s" viola il vincolo di chiave esterna "%s" sulla tabella "%s"'
  ],
  [
    "23502",
    'la colonna "%s" della relazione "%s" contiene valori null',
    'il valore nullo nella colonna "%s" della relazione "%s" viola il vincolo non nullo',
    'valori null nella colonna "%s" violano il vincolo non-null'
  ],
  [
    "23514",
    'controlla il vincolo "%s" della relazione "%s" è violato da qualche riga',
    'la nuova riga per la relazione "%s" viola il vincolo di controllo "%s"'
  ],
  [
    "25006",
    "non è possibile eseguire %s durante il recupero",
    "non è possibile eseguire %s in una transazione a sola lettura"
  ],
  [
    "25P02",
    "la transazione corrente è interrotta, i comandi saranno ignorati fino alla fine del blocco della transazione"
  ],
  ["25001", "non è possibile eseguire %s all'interno di un blocco di transazione"],
  ["42P01", 'la relazione "%s" non esiste', 'la relazione "%s.%s" non esiste'],
  [
    "42703",
    'la colonna "%s" non esiste',
    'la colonna "%s" della relazione "%s" non esiste',
    "la colonna %s.%s non esiste"
  ],
  ["42883", "la funzione %s non esiste", "l'operatore non esiste: %s"],
  ["42704", 'il ruolo "%s" non esiste', 'il tipo "%s" non esiste'],
  [
    "42501",
    "permesso di creare il database negato",
    "permesso negato per la tabella %s",
    "permesso negato per lo schema %s",
    "permesso negato per il database %s",
    "permesso negato per la funzione %s",
    "permesso negato per la relazione %s",
    "bisogna essere proprietari della tabella %s"
  ],
  [
    "42601",
    "INSERT ha più colonne di destinazione che espressioni",
    "INSERT ha più espressioni che colonne di destinazione",
    "la sottoquery deve restituire solo una colonna",
    'errore di sintassi a o presso "%s"',
    "errore di sintassi alla fine dell'input"
  ],
  [
    "22P02",
    'sintassi di input non valida per il tipo %s: "%s"',
    'sintassi di input non valida per il tipo integer: "%s"',
    'sintassi di input non valida per un intero: "%s"'
  ],
  ["22001", "il valore è troppo lungo per il tipo character varying(%d)"],
  [
    "08006",
    "connessione al client persa",
    "fine-file inaspettato sulla connessione del client con una transazione aperta"
  ],
  ["42P07", 'la relazione "%s" esiste già'],
  [
    "ECONNRESET",
    "il server ha chiuso la connessione inaspettatamente",
    "la connessione SSL è stata chiusa inaspettatamente",
    "ricezione dati dal server fallita: %s",
    "invio dati al server fallito: %s",
    "Connessione interrotta dal corrispondente",
    "Pipe interrotta"
  ],
  ["ENOTFOUND", 'conversione del nome host "%s" in indirizzo fallita: %s'],
  ["TLS_REFUSED", "il server non supporta SSL, ma SSL è stato richiesto"],
  ["ECONNREFUSED", "Connessione rifiutata"],
  ["EHOSTUNREACH", "Nessun instradamento per l'host", "La rete non è raggiungibile"],
  ["ETIMEDOUT", "Connessione scaduta"],
  ["55000", 'il database "%s" attualmente non accetta connessioni'],
  [
    "42830",
    'non c\'è alcun vincolo univoco che corrisponda alle chiavi indicate per la tabella referenziata "%s"'
  ],
  ["42P10", "non c'è alcun vincolo di unicità o esclusione che combaci con la specifica ON CONFLICT"],
  [
    "42804",
    "l'argomento di %s deve essere di tipo %s, non %s",
    'la colonna "%s" è di tipo %s ma l\'espressione è di tipo %s'
  ],
  ["42702", 'il riferimento alla colonna "%s" è ambiguo'],
  [
    "42803",
    'la colonna "%s.%s" deve comparire nella clausola GROUP BY o essere usata in una funzione di aggregazione'
  ],
  ["21000", "più di una riga restituita da una sottoquery usata come espressione"],
  ["22012", "divisione per zero"],
  ["22003", "intero fuori dall'intervallo"],
  ["22021", 'sequenza di byte non valida per la codifica "%s": %s'],
  [
    "2BP01",
    'il ruolo "%s" non può essere eliminato perché alcuni oggetti ne dipendono',
    "non è possibile eliminare %s perché altri oggetti dipendono da esso"
  ],
  ["3F000", 'lo schema "%s" non esiste'],
  ["42P04", 'il database "%s" esiste già'],
  ["42710", 'il ruolo "%s" esiste già'],
  [
    "55006",
    'il database sorgente "%s" ha attualmente altri utenti collegati',
    'il database "%s" è attualmente utilizzato da altri utenti'
  ],
  [
    "42P17",
    'ricorsione infinita individuata nella regola di sicurezza per la relazione "%s"',
    "la posizione del tablespace dev'essere un percorso assoluto"
  ],
  ["42701", 'la colonna "%s" della relazione "%s" esiste già'],
  ["22008", 'valore del campo date/time fuori dall\'intervallo consentito: "%s"'],
  ["42725", "la funzione %s non è unica"],
  ["42809", '"%s" non è una tabella'],
  ["23P01", 'le chiavi in conflitto violano il vincolo di esclusione "%s"'],
  ["54001", "limite di profondità dello stack superato"],
  ["22023", 'valore non valido per il parametro "%s": "%s"'],
  ["42P18", "non è stato possibile determinare il tipo di dato del parametro $%d"],
  ["42P02", "parametro $%d non presente"],
  ["22P04", "ci sono dati in eccesso dopo l'ultima colonna attesa", 'dati mancanti per la colonna "%s"'],
  [
    "22P05",
    'il carattere con la sequenza di byte %s nella codifica "%s" non ha un equivalente nella codifica "%s"'
  ],
  ["42846", "non è possibile convertire il tipo %s in %s"],
  ["42P16", 'non è possibile avere più di una chiave primaria per la tabella "%s"'],
  ["428C9", 'impossibile inserire un valore non DEFAULT nella colonna "%s"'],
  ["25P01", "si può usare %s solo entro blocchi di transazione"],
  ["34000", 'il cursore "%s" non esiste'],
  [
    "08006",
    "ricezione dati dallo stream WAL fallita: %s",
    "invio dati allo stream WAL fallito: %s",
    "arresto del worker di replica logica per timeout",
    "walreceiver terminato a causa di timeout"
  ],
  ["0A000", "impossibile eseguire %s all'interno di un processo in background"],
  [
    "23502",
    'la colonna "%s" della tabella "%s" contiene valori null',
    "il DOMAIN %s non consente valori nulli"
  ],
  [
    "23514",
    'la colonna "%s" della tabella "%s" contiene valori che violano il nuovo vincolo',
    'la nuova riga per la partizione "%s" viola il vincolo di partizione',
    'nessuna partizione della relazione "%s" trovata per la riga',
    'il vincolo di partizione della relazione "%s" è violato da alcune righe',
    'il valore per il DOMAIN %s viola il vincolo di controllo "%s"'
  ],
  ["23P01", 'creazione del vincolo di esclusione "%s" fallita'],
  [
    "25006",
    "non è possibile creare tabelle temporanee durante un'operazione parallela",
    "non è possibile creare tabelle temporanee durante il recupero",
    "non è possibile manipolare le origini di replica durante il recupero"
  ],
  [
    "28000",
    "nessun utente PostgreSQL specificato nel pacchetto di avvio",
    'pg_hba.conf rifiuta connessioni di replica per l\'host "%s", utente "%s", %s'
  ],
  ["3D000", 'il database "%s" è scomparso da database pg_database', 'il modello di database "%s" non esiste'],
  [
    "40001",
    "immagine iniziale dello slot troppo grande",
    "la tupla da cancellare era stata già mossa in un'altra partizione a causa di una modifica concorrente",
    "la tupla da lockare era stata già mossa in un'altra partizione a causa di una modifica concorrente"
  ],
  ["53000", "nessun buffer locale vuoto disponibile", "troppi segmenti di memoria dinamica condivisa"],
  [
    "53200",
    "è stato raggiunto il numero massimo di transazioni preparate",
    "elementi non sufficienti in RWConflictPool per registrare un potenziale conflitto di lettura/scrittura",
    "elementi non sufficienti in RWConflictPool per registrare un conflitto di lettura/scrittura",
    'memoria condivisa per la struttura di dati "%s" insufficiente (richiesti %d byte)'
  ],
  ["53300", "il numero di richieste di connessioni di standby supera max_wal_senders (attualmente %d)"],
  ["53400", "non è possibile avviare worker di replica logica se max_replication_slots = 0"],
  [
    "54000",
    'il database non sta accettando comandi che generano nuovi MultiXactIds per evitare perdite di dati per wraparound nel database "%s"',
    "il database non sta accettando comandi che generano nuovi MultiXactIds per evitare perdite di dati per wraparound nel database con OID %d",
    'il database non accetta comandi per evitare perdita di dati per wraparound "%s"',
    "il database non accetta comandi per evitare perdita di dati per wraparound nel database con OID %d"
  ],
  [
    "55006 current user cannot be dropped",
    'non è possibile effettuare %s "%s" perché ha eventi trigger in sospeso',
    'non è possibile effettuare %s "%s" perché è in uso da query attive in questa sessione',
    "non è possibile cambiare il tablespace del database attualmente aperto",
    "non si può eliminare il database aperto attualmente",
    "l'utente corrente non può essere eliminato",
    "l'utente della sessione non può essere eliminato"
  ],
  [
    "55006",
    'il database "%s" è usato da una sottoscrizione di replica logica',
    'il database "%s" viene utilizzato dalle transazioni preparate',
    'il database "%s" è usato da uno slot di replica attivo',
    'lo slot di replica "%s" è attivo per il PID %d'
  ],
  ["55006 directory already in use as a tablespace", 'la directory "%s" già è in uso come tablespace'],
  ["57014", "annullamento dell'autenticazione a causa di timeout", "annullamento del task di autovacuum"],
  [
    "57P01",
    "interruzione del processo autovacuum su comando dell'amministratore",
    'interruzione del processo di lavoro in background "%s" a causa di comando amministrativo',
    "interruzione del worker di replica logica su comando dell'amministratore",
    "interruzione del processo walreceiver su comando dell'amministratore"
  ],
  ["72000", "snapshot troppo vecchio"]
]
