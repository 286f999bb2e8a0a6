import type { Said } from "../Said.ts"

/** What Postgres and libpq say in French, of their catalogues of 9.6 to 18. */
export const french: ReadonlyArray<Said> = [
  [
    "53300",
    "désolé, trop de clients sont déjà connectés",
    "les emplacements de connexions restants sont réservés pour les connexions",
    "trop de connexions pour le rôle « %s »",
    "trop de connexions pour la base de données « %s »"
  ],
  [
    "53100",
    "n'a pas pu étendre le fichier « %s » : %s",
    "n'a pas pu étendre le fichier « %s » : a écrit seulement %d octets sur %d",
    "Aucun espace disponible sur le périphérique"
  ],
  ["53200", "mémoire épuisée", "mémoire partagée épuisée"],
  [
    "53400",
    "tous les slots de réplication sont utilisés",
    "la taille du fichier temporaire dépasse temp_file_limit (%d Ko)"
  ],
  [
    "57P01",
    "arrêt des connexions suite à la demande de l'administrateur",
    "arrêt des connexions suite à un arrêt inatendu du postmaster",
    "arrêt des connexions suite à un arrêt inattendu du postmaster"
  ],
  ["57P02", "arrêt de la connexion à cause de l'arrêt brutal d'un autre processus serveur"],
  [
    "57P03",
    "le système de bases de données se lance",
    "le système de base de données s'arrête",
    "le système de bases de données est en cours de restauration",
    "le système de bases de données n'accepte pas de connexions",
    "le système de bases de données n'accepte pas encore de connexions"
  ],
  ["57P05", "arrêt des connexions suite à l'expiration du délai d'inactivité de la session"],
  ["25P03", "arrêt des connexions suite à l'expiration du délai d'inactivité en transaction"],
  [
    "57014",
    "annulation de la requête à cause du délai écoulé pour l'exécution de l'instruction",
    "annulation de la requête à la demande de l'utilisateur"
  ],
  [
    "55P03",
    "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
    "n'a pas pu obtenir un verrou sur la relation « %s »"
  ],
  [
    "40001",
    "n'a pas pu sérialiser un accès à cause d'une mise à jour en parallèle",
    "n'a pas pu sérialiser un accès à cause d'une suppression en parallèle",
    "n'a pas pu sérialiser un accès à cause des dépendances de lecture/écriture"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "annulation de la requête à cause d'un conflit avec la restauration",
    "arrêt de la connexion à cause d'un conflit avec la restauration"
  ],
  ["40P01", "interblocage (deadlock) détecté", "Bloquage mortel détecté"],
  ["26000", "l'instruction préparée « %s » n'existe pas"],
  ["42P05", "l'instruction préparée « %s » existe déjà"],
  ["0A000", "ne peut pas modifier le type d'une colonne utilisée dans une vue ou une règle"],
  [
    "0A000 cached plan must not change result type",
    "le plan en cache ne doit pas modifier le type en résultat"
  ],
  ["28P01", "authentification par mot de passe échouée pour l'utilisateur  « %s »"],
  [
    "28000",
    "aucune entrée dans pg_hba.conf pour l'hôte « %s », utilisateur « %s »",
    "pg_hba.conf rejette la connexion pour l'hôte « %s », utilisateur « %s », base",
    "authentification peer échouée pour l'utilisateur « %s »",
    "Échec de l'authentification Ident pour l'utilisateur « %s »",
    "authentification Ident échouée pour l'utilisateur « %s »",
    "authentification par le certificat échouée pour l'utilisateur « %s »",
    "le rôle « %s » n'est pas autorisé à se connecter",
    "aucune entrée dans pg_hba.conf pour la connexion de la réplication à partir de",
    "authentification LDAP échouée pour l'utilisateur « %s »",
    "authentification GSSAPI échouée pour l'utilisateur « %s »",
    "authentification PAM échouée pour l'utilisateur « %s »"
  ],
  ["3D000", "la base de données « %s » n'existe pas"],
  [
    "23505",
    "n'a pas pu créer l'index unique « %s »",
    "la valeur d'une clé dupliquée rompt la contrainte unique « %s »"
  ],
  [
    "23503",
    "une instruction insert ou update sur la table « %s » viole la contrainte de clé",
    "UPDATE ou DELETE sur la table « %s » viole la contrainte de clé étrangère"
  ],
  [
    "23502",
    "la colonne « %s » de la table « %s » contient des valeurs NULL",
    "une valeur NULL viole la contrainte NOT NULL de la colonne « %s »"
  ],
  [
    "23514",
    "la contrainte de vérification « %s » de la relation « %s » est violée par une ligne",
    "la nouvelle ligne de la relation « %s » viole la contrainte de vérification « %s »",
    "la nouvelle ligne viole la contrainte de vérification « %s » de la relation « %s »"
  ],
  [
    "25006",
    "ne peut pas exécuté %s lors de la restauration",
    "ne peut pas exécuter %s dans une transaction en lecture seule"
  ],
  ["25P02", "la transaction est annulée, les commandes sont ignorées jusqu'à la fin du bloc"],
  ["25001", "%s ne peut pas être exécuté dans un bloc de transaction"],
  ["42P01", "la relation « %s » n'existe pas", "la relation « %s.%s » n'existe pas"],
  [
    "42703",
    "la colonne « %s » n'existe pas",
    "la colonne « %s » de la relation « %s » n'existe pas",
    "la colonne %s.%s n'existe pas"
  ],
  ["42883", "la fonction %s n'existe pas", "l'opérateur n'existe pas : %s"],
  [
    "42704",
    "paramètre de configuration « %s » non reconnu",
    "le rôle « %s » n'existe pas",
    "le type « %s » n'existe pas"
  ],
  [
    "42501",
    "droit refusé pour créer une base de données",
    "droit refusé pour la table %s",
    "droit refusé pour le schéma %s",
    "droit refusé pour la base de données %s",
    "droit refusé pour la fonction %s",
    "droit refusé pour la relation %s",
    "doit être le propriétaire de la table %s"
  ],
  [
    "42601",
    "INSERT a plus de colonnes cibles que d'expressions",
    "INSERT a plus d'expressions que les colonnes cibles",
    "la sous-requête doit renvoyer une seule colonne",
    "erreur de syntaxe sur ou près de « %s »",
    "erreur de syntaxe à la fin de l'entrée"
  ],
  [
    "22P02",
    "syntaxe en entrée invalide pour le type %s : « %s »",
    "syntaxe en entrée invalide pour l'entier : « %s »"
  ],
  ["22001", "valeur trop longue pour le type character varying(%d)"],
  [
    "08006",
    "connexion au client perdue",
    "fin de fichier (EOF) inattendue de la connexion du client avec une"
  ],
  ["42P07", "la relation « %s » existe déjà"],
  [
    "ECONNRESET",
    "la connexion au serveur a été coupée de façon inattendue",
    "la connexion SSL a été fermée de façon inattendu",
    "la connexion SSL a été fermée de façon inattendue",
    "n'a pas pu recevoir des données depuis le serveur : %s",
    "n'a pas pu transmettre les données au serveur : %s",
    "Connexion ré-initialisée par le correspondant",
    "Relais brisé (pipe)"
  ],
  ["ENOTFOUND", "n'a pas pu traduire le nom d'hôte « %s » en adresse : %s"],
  ["TLS_REFUSED", "le serveur ne supporte pas SSL alors que SSL était réclamé"],
  ["ECONNREFUSED", "Connexion refusée"],
  ["EHOSTUNREACH", "Aucun chemin d'accès pour atteindre l'hôte cible", "Le réseau n'est pas accessible"],
  ["ETIMEDOUT", "Connexion terminée par expiration du délai d'attente"],
  ["55000", "la base de données « %s » n'accepte plus les connexions"],
  [
    "42830",
    "il n'existe aucune contrainte unique correspondant aux clés données pour la table « %s » référencée"
  ],
  [
    "42P10",
    "il n'existe aucune contrainte unique ou contrainte d'exclusion correspondant à la spécification ON CONFLICT"
  ],
  [
    "42804",
    "l'argument de %s doit être de type %s, et non du type %s",
    "la colonne « %s » est de type %s mais l'expression est de type %s"
  ],
  ["42702", "la référence à la colonne « %s » est ambiguë"],
  [
    "42803",
    "la colonne « %s.%s » doit apparaître dans la clause GROUP BY ou doit être utilisé dans une fonction d'agrégat"
  ],
  ["21000", "plus d'une ligne renvoyée par une sous-requête utilisée comme une expression"],
  ["22012", "division par zéro"],
  ["22003", "entier en dehors des limites"],
  ["22021", "séquence d'octets invalide pour l'encodage « %s » : %s"],
  [
    "2BP01",
    "le rôle « %s » ne peut pas être supprimé car d'autres objets en dépendent",
    "n'a pas pu supprimer %s car d'autres objets en dépendent"
  ],
  ["3F000", "le schéma « %s » n'existe pas"],
  ["42P04", "la base de données « %s » existe déjà"],
  ["42710", "le rôle « %s » existe déjà"],
  [
    "55006",
    "la base de données source « %s » est accédée par d'autres utilisateurs",
    "la base de données « %s » est en cours d'utilisation par d'autres utilisateurs"
  ],
  [
    "42P17",
    "récursion infinie détectée dans la politique pour la relation « %s »",
    "le chemin du tablespace doit être un chemin absolu"
  ],
  ["42701", "la colonne « %s » de la relation « %s » existe déjà"],
  ["22008", "valeur du champ date/time en dehors des limites : « %s »"],
  ["42725", "la fonction %s n'est pas unique"],
  ["42809", "« %s » n'est pas une table"],
  ["23P01", "la valeur d'une clé en conflit rompt la contrainte d'exclusion « %s »"],
  ["54001", "dépassement de limite (en profondeur) de la pile"],
  ["22023", "valeur invalide pour le paramètre « %s » : « %s »"],
  [
    "22P05",
    "le caractère dont la séquence d'octets est %s dans l'encodage « %s » n'a pas d'équivalent dans l'encodage « %s »"
  ],
  ["42P18", "n'a pas pu déterminer le type de données du paramètre $%d"],
  ["42P02", "il n'y a pas de paramètre $%d", "Il n'existe pas de paramètres $%d"],
  [
    "22P04",
    "données supplémentaires après la dernière colonne attendue",
    "données manquantes pour la colonne « %s »"
  ],
  ["42846", "ne peut pas convertir le type %s en %s"],
  ["42P16", "les clés primaires multiples ne sont pas autorisées pour la table « %s »"],
  ["428C9", "ne peut pas insérer une valeur pas par défaut dans la colonne « %s »"],
  ["25P01", "%s peut seulement être utilisé dans des blocs de transaction"],
  ["34000", "le curseur « %s » n'existe pas"],
  [
    "08006",
    "n'a pas pu recevoir des données du flux de WAL : %s",
    "n'a pas pu transmettre les données au flux WAL : %s",
    "arrêt du processus worker de la réplication logique suite à l'expiration du délai de réplication",
    "arrêt du processus walreceiver suite à l'expiration du délai de réplication"
  ],
  ["0A000", "ne peut pas exécuter %s dans un processus en tâche de fond"],
  ["23502", "le domaine %s n'autorise pas les valeurs NULL"],
  [
    "23514",
    "la colonne « %s » de la table « %s » contient des valeurs violant la",
    "la nouvelle ligne de la relation « %s » viole la contrainte de partitionnement",
    "aucune partition de la relation « %s » trouvée pour la ligne",
    "la contrainte de partition de la relation « %s » est violée par une ligne",
    "la valeur pour le domaine %s viole la contrainte de vérification « %s »"
  ],
  ["23P01", "n'a pas pu créer la contrainte d'exclusion « %s »"],
  [
    "25006",
    "ne peut pas créer de tables temporaires pendant une opération parallèle",
    "ne peut pas créer des tables temporaires pendant une opération parallèle",
    "ne peut pas créer des tables temporaires lors de la restauration",
    "ne peut pas manipuler les origines de réplication lors d'une restauration"
  ],
  ["28000", "pg_hba.conf rejette la connexion de la réplication pour l'hôte « %s »,"],
  [
    "3D000",
    "la base de données « %s » a disparu de pg_database",
    "la base de données modèle « %s » n'existe pas"
  ],
  [
    "40001",
    "snapshot du slot initial trop gros",
    "la ligne à supprimer était déjà déplacée vers une autre partition du fait d'une mise à jour concurrente",
    "la ligne à verrouiller était déjà déplacée dans une autre partition du fait d'une mise à jour concurrente",
    "la ligne à verrouillée était déjà déplacée dans une autre partition du fait d'une mise à jour concurrente"
  ],
  ["53000", "aucun tampon local vide disponible", "trop de segments de mémoire partagée dynamique"],
  [
    "53200",
    "nombre maximum de transactions préparées obtenu",
    "pas assez d'éléments dans RWConflictPool pour enregistrer un conflit en lecture/écriture potentiel",
    "pas assez d'éléments dans RWConflictPool pour enregistrer un conflit en lecture/écriture",
    "pas assez de mémoire partagée pour la structure de données « %s » (%d octets demandés)",
    "pas assez de mémoire partagée (%d octets demandés)"
  ],
  ["53300", "le nombre de connexions demandées par le serveur en attente dépasse"],
  [
    "53400",
    "ne peut pas démarrer les processus worker de la réplication logique quand max_replication_slots = 0"
  ],
  ["54000", "la base de données n'accepte plus de requêtes pour éviter des pertes de"],
  [
    "55006 current user cannot be dropped",
    "ne peut pas exécuter %s « %s » car il reste des événements sur les triggers",
    "ne peut pas exécuter %s « %s » car cet objet est en cours d'utilisation par",
    "ne peut pas modifier le tablespace de la base de données actuellement ouverte",
    "ne peut pas supprimer la base de données actuellement ouverte",
    "l'utilisateur actuel ne peut pas être supprimé",
    "l'utilisateur de la session ne peut pas être supprimé"
  ],
  [
    "55006",
    "la base de données « %s » est utilisée par une souscription de réplication logique",
    "la base de données « %s » est utilisée par des transactions préparées",
    "la base de données « %s » est utilisée par un slot de réplication logique actif",
    "le slot de réplication « %s » est actif pour le PID %d"
  ],
  [
    "55006 directory already in use as a tablespace",
    "répertoire « %s » déjà utilisé comme tablespace",
    "répertoire « %s » déjà en cours d'utilisation"
  ],
  [
    "57014",
    "annulation de l'authentification à cause du délai écoulé",
    "annulation de la tâche d'autovacuum"
  ],
  [
    "57P01",
    "arrêt du processus autovacuum suite à la demande de l'administrateur",
    "arrêt du processus en tâche de fond « %s » suite à la demande de l'administrateur",
    "arrêt des processus workers de réplication logique suite à la demande de l'administrateur",
    "arrêt du processus walreceiver suite à la demande de l'administrateur"
  ],
  ["72000", "snapshot trop ancien"]
]
