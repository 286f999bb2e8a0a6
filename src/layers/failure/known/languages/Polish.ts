import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Polish, of their catalogues of 9.6 to 18. */
export const polish: ReadonlyArray<Said> = [
  [
    "53300",
    "przepraszamy, mamy już zbyt wiele klientów",
    "pozostałe gniazda połączeń są zarezerwowane dla niereplikacyjnych połączeń superużytkowników",
    'zbyt wiele połączeń dla roli "%s"',
    'zbyt wiele połączeń do bazy "%s"'
  ],
  [
    "53100",
    'nie można rozszerzyć pliku "%s": %s',
    'nie można rozszerzyć pliku "%s": zapisano tylko %d z %d bajtów w bloku %d',
    "Brak miejsca na urządzeniu"
  ],
  ["53200", "brak pamięci", "brak pamięci współdzielonej"],
  ["53400", "rozmiar tablicy przekracza temp_file_limit (%dkB)"],
  [
    "57P01",
    "zakończono połączenie na skutek polecenia administratora",
    "przerwano połączenie na skutek komendy administratora",
    "zakończono połączenie na skutek nieoczekiwanego wyjścia postmastera"
  ],
  ["57P02", "zakończenie połączenia spowodowane awarią innego procesu serwera"],
  [
    "57P03",
    "system bazy danych uruchamia się",
    "system bazy danych jest zamykany",
    "system bazy danych jest w trybie odzyskiwania"
  ],
  ["25P03", "zakończono połączenie na skutek przekroczenia czasu bezczynności podczas transakcji"],
  [
    "57014",
    "anulowano polecenie z powodu przekroczonego czasu wykonania",
    "anulowano polecenie na skutek żądania użytkownika",
    "anulowano polecenie na skutek polecenia użytkownika"
  ],
  [
    "55P03",
    "anulowano polecenie z powodu przekroczenia czasu blokady",
    'nie można nałożyć blokady na rekord w relacji "%s"',
    'nie można nałożyć blokady na relację "%s"'
  ],
  [
    "40001",
    "nie może serializować dostępu z powodu równoczesnej aktualizacji",
    "nie można serializować dostępu z powodu równoczesnej aktualizacji",
    "nie można serializować dostępu ze względu na zależności odczytu/zapisu między transakcjami"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "anulowano polecenie z powodu konfliktu podczas odzyskiwania",
    "zakończono połączenie na skutek konfliktu podczas odzyskiwania"
  ],
  ["40P01", "wykryto zakleszczenie"],
  ["26000", 'przygotowane wyrażenie "%s" nie istnieje'],
  ["42P05", 'przygotowane wyrażenie "%s" już istnieje'],
  ["0A000 cached plan must not change result type", "plan w pamięci podręcznej nie może zmienić typ wyniku"],
  ["28P01", 'autoryzacja hasłem nie powiodła się dla użytkownika "%s"'],
  [
    "28000",
    'pg_hba.conf odrzuca połączenie dla hosta "%s", użytkownika "%s", bazy "%s", %s',
    'Równoległa autoryzacja nie powiodła się dla użytkownika "%s"',
    'autoryzacja ident nie powiodła się dla użytkownika "%s"',
    'autoryzacja certyfikatem nie powiodła się dla użytkownika "%s"',
    'rola "%s" nie zezwala na logowanie',
    'brak wpisu w pg_hba.conf dla hosta "%s", użytkownika "%s", bazy "%s"',
    'brak wpisu w pg_hba.conf dla połączenia replikacji z hosta "%s", użytkownika "%s", %s',
    'Autoryzacja LDAP nie powiodła się dla użytkownika "%s"',
    'autoryzacja GSSAPI nie powiodła się dla użytkownika "%s"',
    'Autoryzacja PAM nie powiodła się dla użytkownika "%s"'
  ],
  ["3D000", 'baza danych "%s" nie istnieje', 'baza "%s" nie istnieje'],
  ["23505", 'podwójna wartość klucza narusza ograniczenie unikalności "%s"'],
  [
    "23503",
    'wstawianie lub modyfikacja na tabeli "%s" narusza klucz obcy "%s"',
    'modyfikacja lub usunięcie na tabeli "%s" narusza klucz obcy "%s" tabeli "%s"'
  ],
  ["23502", 'pusta wartość w kolumnie "%s" narusza ograniczenie wymaganej wartości'],
  ["23514", 'nowy rekord dla relacji "%s" narusza ograniczenie sprawdzające "%s"'],
  ["25006", "nie można wykonać %s wewnątrz transakcji tylko do odczytu"],
  ["25P02", "bieżąca transakcja została przerwana, polecenia ignorowane do końca bloku transakcji"],
  [
    "25001",
    "%s nie można wykonać wewnątrz bloku transakcji",
    "%s nie może być uruchamiane wewnątrz bloku transakcji"
  ],
  ["42P01", 'relacja "%s" nie istnieje', 'relacja "%s.%s" nie istnieje'],
  [
    "42703",
    'kolumna "%s" nie istnieje',
    'kolumna "%s" relacji "%s" nie istnieje',
    "kolumna %s.%s nie istnieje"
  ],
  ["42883", "funkcja %s nie istnieje", "operator nie istnieje: %s"],
  ["42704", 'rola "%s" nie istnieje', 'typ "%s" nie istnieje'],
  [
    "42501",
    "odmowa dostępu do schematu %s",
    "odmowa dostępu do bazy danych %s",
    "odmowa dostępu do bazy %s",
    "odmowa dostępu do funkcji %s",
    'odmowa dostępu do bazy "%s"',
    "odmowa dostępu do relacji %s"
  ],
  ["42601", 'błąd składni w lub blisko "%s"', "błąd składni na końcu danych wejściowych"],
  [
    "22P02",
    'nieprawidłowa składnia wejścia dla typu %s: "%s"',
    'nieprawidłowa składnia wejścia dla integer: "%s"'
  ],
  ["22001", "wartość zbyt długa dla typu znakowego zmiennego (%d)"],
  ["22P05", 'znak sekwencją bajtów %s kodowany w "%s" nie ma równoważnego w kodowaniu "%s"'],
  [
    "08006",
    "utracono połączenie z klientem",
    "nieoczekiwany EOF w połączeniu klienta przy otwartej transakcji"
  ],
  ["42P07", 'relacja "%s" już istnieje'],
  [
    "ECONNRESET",
    "serwer zamknął połączenie niespodziewanie",
    "Połączenie SSL zostało nieoczekiwanie zamknięte",
    "nie można otrzymać danych z serwera: %s",
    "nie można wysłać danych do serwera: %s",
    "Połączenie zerwane przez drugą stronę",
    "Przerwany potok"
  ],
  ["ENOTFOUND", 'nie można przetłumaczyć nazwy hosta "%s" na adres: %s'],
  [
    "TLS_REFUSED",
    "serwer nie obsługuje SSL, ale SSL było wymagane",
    "serwer nie obsługuje SSL, ale SSL jest wymagane"
  ],
  ["ECONNREFUSED", "Połączenie odrzucone"],
  ["EHOSTUNREACH", "Brak trasy do hosta", "Sieć jest niedostępna"],
  ["ETIMEDOUT", "Przekroczony czas oczekiwania na połączenie"],
  [
    "08006",
    "nie można otrzymać danych ze strumienia WAL: %s",
    "nie można wysłać danych do strumienia WAL: %s",
    "przerwano proces walreceiver na skutek limitu czasu"
  ],
  ["23502", 'kolumna "%s" tabeli "%s" zawiera puste wartości', "domena %s nie zezwala na puste wartości"],
  ["23505", 'nie można utworzyć unikalnego indeksu "%s"'],
  [
    "23514",
    'kolumna "%s" tabeli "%s" zawiera wartości naruszające nowe ograniczenie',
    'nowy rekord relacji "%s" narusza ograniczenie partycji',
    'wartość dla domeny %s narusza ograniczenie sprawdzające "%s"'
  ],
  [
    "23P01",
    'sprzeczna wartość klucza narusza ograniczenie wykluczające "%s"',
    'nie można utworzyć ograniczenia wykluczającego "%s"'
  ],
  [
    "25006",
    "nie można utworzyć tabel tymczasowych w czasie trwania odzyskiwania",
    "nie można wykonywać %s podczas odzyskiwania",
    "nie można manipulować źródłami replikacji podczas odzyskiwania"
  ],
  [
    "28000",
    "brak użytkownika PostgreSQL wskazanego w pakiecie uruchomieniowym",
    'pg_hba.conf odrzuca połączenia replikacji dla hosta "%s", użytkownika "%s", %s'
  ],
  ["3D000", 'baza danych "%s" zniknęła z pg_database', 'tymczasowa baza "%s" nie istnieje'],
  ["53000", "brak dostępnego pustego bufora lokalnego", "za dużo segmentów pamięci współdzielonej"],
  [
    "53200",
    "osiągnięto maksymalną liczbę przygotowanych transakcji",
    "brak wystarczającej liczby elementów w RWConflictPool by nagrać potencjalny konflikt odczytu/zapisu",
    "brak wystarczającej liczby elementów w RWConflictPool by nagrać konflikt odczytu/zapisu",
    'niewystarczająca ilość pamięci współdzielonej dla struktury danych "%s" (żądanie %d bajtów)',
    "niewystarczająca ilość pamięci współdzielonej (żądanie %d bajtów)"
  ],
  ["53300", "liczba żądanych połączeń gotowości przekracza max_wal_senders (obecnie %d)"],
  ["53400", "wszystkie gniazda replikacji w użyciu"],
  [
    "54000",
    'baza danych nie przyjmuje poleceń generujących nowe new MultiXactIds by uniknąć utraty nakładających się danych w bazie danych "%s"',
    "baza danych nie przyjmuje poleceń generujących nowe MultiXactIds by uniknąć utraty nakładających się danych w bazie danych o OID %d",
    'baza danych nie przyjmuje poleceń by uniknąć utraty nakładających się danych w bazie danych "%s"',
    "baza danych nie przyjmuje poleceń by uniknąć utraty nakładających się danych w bazie danych o OID %d",
    'brak stron przepełnienia w indeksie haszującym "%s"'
  ],
  [
    "55006 current user cannot be dropped",
    'nie można %s "%s" ponieważ posiada oczekujące zdarzenia wyzwalaczy',
    'nie można %s "%s" ponieważ jest używane przez aktywne zapytania w tej sesji',
    "nie można usunąć aktualnie otwartej bazy danych",
    "nie można usunąć aktualnie otwartej bazy",
    "aktualny użytkownik nie może być usunięty",
    "użytkownik sesji nie może być usunięty"
  ],
  [
    "55006",
    'baza danych "%s" jest używana przez innych użytkowników',
    'baza "%s" jest używana przez innego użytkownika',
    'baza danych "%s" jest w trakcie użytkowania przez logiczną subskrypcję replikacji',
    'baza danych "%s" jest używana przez aktywne logiczne gniazdo replikacji',
    'gniazdo replikacji "%s" jest aktywne dla PID %d',
    'źródłowa baza danych "%s" jest używana przez innych użytkowników',
    'źródłowa baza "%s" jest używana przez innych użytkowników'
  ],
  ["55006 directory already in use as a tablespace", 'folder "%s" jest już używany jako przestrzeń tabel'],
  [
    "57014",
    "anulowano autentykację z powodu przekroczonego czasu oczekiwania",
    "anulowano zadanie autoodkurzania"
  ],
  [
    "57P01",
    "zakończono proces autoodkurzania na skutek polecenia administratora",
    "przerwano autoodkurzanie na skutek komendy administratora",
    'zakończono pracownika tła "%s" na skutek polecenia administratora',
    "przerwano proces walreceiver na skutek polecenia administratora"
  ],
  ["72000", "migawka zbyt stara"]
]
