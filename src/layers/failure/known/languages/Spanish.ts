import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Spanish, of their catalogues of 9.6 to 18. */
export const spanish: ReadonlyArray<Said> = [
  [
    "53300",
    "lo siento, ya tenemos demasiados clientes",
    "las conexiones restantes están reservadas a superusuarios y no de replicación",
    "demasiadas conexiones para el rol «%s»",
    "demasiadas conexiones para la base de datos «%s»",
    "las conexiones restantes están reservadas a roles con el atributo %s",
    "las conexiones restantes están reservadas a roles con privilegios del rol «%s»"
  ],
  [
    "53100",
    "no se pudo extender el archivo «%s»: %s",
    "no se pudo extender el archivo «%s»: sólo se escribieron %d de %d bytes en el bloque %d",
    "No queda espacio en el dispositivo"
  ],
  ["53200", "memoria agotada", "memoria compartida agotada"],
  [
    "53400",
    "todos los slots de replicación están en uso",
    "el tamaño del archivo temporal excede temp_file_limit permitido (%dkB)"
  ],
  [
    "57P01",
    "terminando la conexión debido a una orden del administrador",
    "terminando la conexión debido al término inesperado de postmaster"
  ],
  ["57P02", "terminando la conexión debido a una falla en otro proceso servidor"],
  [
    "57P03",
    "el sistema de base de datos está iniciándose",
    "el sistema de base de datos está apagándose",
    "el sistema de base de datos está en modo de recuperación",
    "el sistema de bases de datos no está aceptando conexiones",
    "el sistema de bases de datos aún no está aceptando conexiones"
  ],
  [
    "57P05",
    "terminando la conexión debido a que se agotó el tiempo de espera para sesiones abiertas inactivas"
  ],
  [
    "25P03",
    "terminando la conexión debido a que se agotó el tiempo de espera para transacciones abiertas inactivas"
  ],
  [
    "57014",
    "cancelando la sentencia debido a que se agotó el tiempo de espera de sentencias",
    "cancelando consulta debido a que se agotó el tiempo de espera de sentencias",
    "cancelando la sentencia debido a una petición del usuario",
    "cancelando consulta debido a una petición del usuario"
  ],
  [
    "55P03",
    "cancelando la sentencia debido a que se agotó el tiempo de espera de “locks”",
    "cancelando la sentencia debido a que se agotó el tiempo de espera de candados (locks)",
    "cancelando la sentencia debido a que se agotó el tiempo de espera de locks",
    "no se pudo bloquear un “lock” en la fila de la relación «%s»",
    "no se pudo bloquear un candado en la fila de la relación «%s»",
    "no se pudo obtener un bloqueo en la fila de la relación «%s»",
    "no se pudo obtener un lock en la fila de la relación «%s»",
    "no se pudo bloquear un “lock” en la relación «%s»",
    "no se pudo bloquear un candado en la relación «%s»",
    "no se pudo obtener un bloqueo en la relación «%s»",
    "no se pudo obtener un lock en la relación «%s»"
  ],
  [
    "40001",
    "no se pudo serializar el acceso debido a un update concurrente",
    "no se pudo serializar el acceso debido a un delete concurrente",
    "no se pudo serializar el acceso debido a dependencias read/write entre transacciones"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "cancelando la sentencia debido a un conflicto con la recuperación",
    "terminando la conexión debido a un conflicto con la recuperación"
  ],
  ["40P01", "se ha detectado un deadlock"],
  ["26000", "no existe la sentencia preparada «%s»"],
  ["42P05", "la sentencia preparada «%s» ya existe"],
  ["0A000", "no se puede alterar el tipo de una columna usada en una regla o vista"],
  [
    "0A000 cached plan must not change result type",
    "el plan almacenado no debe cambiar el tipo de resultado"
  ],
  ["28P01", "la autentificación password falló para el usuario «%s»"],
  [
    "28000",
    "pg_hba.conf rechaza la conexión para el servidor «%s», usuario «%s», base de datos «%s», %s",
    "la autentificación Peer falló para el usuario «%s»",
    "la autentificación Ident falló para el usuario «%s»",
    "la autentificación por certificado falló para el usuario «%s»",
    "al rol «%s» no se le permite conectarse",
    "no hay una línea en pg_hba.conf para «%s», usuario «%s», base de datos «%s»",
    "no hay una línea en pg_hba.conf para la conexión de replicación desde el servidor «%s», usuario «%s», %s",
    "la autentificación LDAP falló para el usuario «%s»",
    "la autentificación GSSAPI falló para el usuario «%s»",
    "la autentificación PAM falló para el usuario «%s»"
  ],
  ["3D000", "no existe la base de datos «%s»"],
  ["23505", "no se pudo crear el índice único «%s»", "llave duplicada viola restricción de unicidad «%s»"],
  [
    "23503",
    "inserción o actualización en la tabla «%s» viola la llave foránea «%s»",
    "update o delete en «%s» viola la llave foránea «%s» en la tabla «%s»"
  ],
  [
    "23502",
    "la columna «%s» de la relación «%s» contiene valores null",
    "el valor nulo en la columna «%s» de la relación «%s» viola la restricción “not-null”",
    "el valor nulo en la columna «%s» de la relación «%s» viola la restricción de no nulo",
    "el valor null para la columna «%s» viola la restricción not null"
  ],
  [
    "23514",
    "la restricción check «%s» de la relación «%s» es violada por alguna fila",
    "el nuevo registro para la relación «%s» viola la restricción «check» «%s»",
    "el nuevo registro para la relación «%s» viola la restricción check «%s»"
  ],
  [
    "25006",
    "no se puede ejecutar %s durante la recuperación",
    "no se puede ejecutar %s en una transacción de sólo lectura"
  ],
  ["25P02", "transacción abortada, las órdenes serán ignoradas hasta el fin de bloque de transacción"],
  ["25001", "%s no puede ser ejecutado dentro de un bloque de transacción"],
  ["42P01", "no existe la relación «%s»"],
  ["42703", "no existe la columna «%s»"],
  ["42883", "no existe la función %s", "el operador no existe: %s"],
  ["42704", "no existe el rol «%s»", "no existe el tipo «%s»"],
  [
    "42501",
    "se ha denegado el permiso para crear la base de datos",
    "permiso denegado a la tabla %s",
    "permiso denegado al esquema %s",
    "permiso denegado a la base de datos %s",
    "permiso denegado a la función %s",
    "permiso denegado a la relación %s",
    "debe ser dueño de la tabla %s"
  ],
  [
    "42601",
    "INSERT tiene más columnas de destino que expresiones",
    "INSERT tiene más expresiones que columnas de destino",
    "la subconsulta debe retornar sólo una columna",
    "error de sintaxis en o cerca de «%s»",
    "error de sintaxis al final de la entrada"
  ],
  [
    "22P02",
    "la sintaxis de entrada no es válida para tipo %s: «%s»",
    "la sintaxis de entrada no es válida para integer: «%s»"
  ],
  ["22001", "el valor es demasiado largo para el tipo character varying(%d)"],
  [
    "08006",
    "se ha perdido la conexión al cliente",
    "se encontró fin de archivo inesperado en una conexión con una transacción abierta"
  ],
  ["25P04", "terminando la conexión debido a que se agotó el tiempo de espera para transacciones"],
  ["42P07", "la relación «%s» ya existe"],
  [
    "ECONNRESET",
    "el servidor ha cerrado la conexión inesperadamente",
    "la conexión SSL se ha cerrado inesperadamente",
    "no se pudo recibir datos del servidor: %s",
    "no se pudo enviar datos al servidor: %s",
    "Conexión reinicializada por la máquina remota",
    "Tubería rota"
  ],
  ["ENOTFOUND", "no se pudo traducir el nombre «%s» a una dirección: %s"],
  ["TLS_REFUSED", "el servidor no soporta SSL, pero SSL es requerida"],
  ["ECONNREFUSED", "Conexión rehusada"],
  ["EHOSTUNREACH", "No existe ninguna ruta hasta el `host'", "La red es inaccesible"],
  ["ETIMEDOUT", "Expiró el tiempo de conexión"],
  ["55000", "la base de datos «%s» no acepta conexiones"],
  ["42830", "no hay restricción unique que coincida con las columnas dadas en la tabla referida «%s»"],
  ["42P10", "no hay restricción única o de exclusión que coincida con la especificación ON CONFLICT"],
  [
    "42804",
    "el argumento de %s debe ser de tipo %s, no tipo %s",
    "la columna «%s» es de tipo %s pero la expresión es de tipo %s"
  ],
  ["42702", "la referencia a la columna «%s» es ambigua"],
  [
    "42803",
    "la columna «%s.%s» debe aparecer en la cláusula GROUP BY o ser usada en una función de agregación"
  ],
  ["21000", "una subconsulta utilizada como expresión retornó más de un registro"],
  ["22012", "división por cero"],
  ["22003", "entero fuera de rango", "el entero está fuera de rango"],
  ["22021", "secuencia de bytes no válida para codificación «%s»: %s"],
  [
    "2BP01",
    "no se puede eliminar el rol «%s» porque otros objetos dependen de él",
    "no se puede eliminar %s porque otros objetos dependen de él"
  ],
  ["3F000", "no existe el esquema «%s»"],
  ["42P04", "la base de datos «%s» ya existe"],
  ["42710", "el rol «%s» ya existe"],
  [
    "55006",
    "la base de datos de origen «%s» está siendo utilizada por otros usuarios",
    "la base de datos «%s» está siendo utilizada por otros usuarios"
  ],
  [
    "42P17",
    "se detectó recursión infinita en la política para la relación «%s»",
    "la ubicación del tablespace debe ser una ruta absoluta"
  ],
  ["42701", "ya existe la columna «%s» en la relación «%s»", "la columna «%s» en la relación «%s» ya existe"],
  ["22008", "valor de hora/fecha fuera de rango: «%s»", "el valor de hora/fecha está fuera de rango: «%s»"],
  ["42725", "la función %s no es única"],
  ["42809", "«%s» no es una tabla"],
  [
    "23P01",
    "llave en conflicto viola la restricción de exclusión «%s»",
    "llave en conflicto viola restricción por exclusión «%s»"
  ],
  ["54001", "límite de profundidad de stack alcanzado"],
  ["22023", "valor no válido para el parámetro «%s»: «%s»"],
  ["42P18", "no se pudo determinar el tipo del parámetro $%d"],
  ["42P02", "no hay parámetro $%d"],
  ["22P04", "datos extra después de la última columna esperada", "faltan datos en la columna «%s»"],
  [
    "22P05",
    "el carácter con secuencia de bytes %s en codificación «%s» no tiene equivalente en la codificación «%s»"
  ],
  ["42846", "no se puede convertir el tipo %s a %s"],
  ["42P16", "no se permiten múltiples llaves primarias para la tabla «%s»"],
  ["428C9", "no se puede insertar un valor no-predeterminado en la columna «%s»"],
  ["25P01", "la orden %s sólo puede ser usada en bloques de transacción"],
  ["34000", "no existe el cursor «%s»"],
  [
    "08006",
    "no se pudo recibir datos desde el flujo de WAL: %s",
    "no se pudo enviar datos al flujo de WAL: %s",
    "terminando el proceso de replicación lógica debido a que se agotó el tiempo de espera",
    "terminando el proceso walreceiver debido a que se agotó el tiempo de espera"
  ],
  ["0A000", "no se puede ejecutar %s dentro de un proceso en segundo plano"],
  [
    "23502",
    "la columna «%s» de la tabla «%s» contiene valores null",
    "el dominio %s no permite valores null"
  ],
  [
    "23514",
    "la columna «%s» de la relación «%s» contiene valores que violan la nueva restricción",
    "el nuevo registro para la relación «%s» viola la restricción de partición",
    "no se encontró una partición de «%s» para el registro",
    "la restricción de partición de la relación «%s» es violada por alguna fila",
    "el valor para el dominio %s viola la restricción «check» «%s»",
    "el valor para el dominio %s viola la restricción check «%s»"
  ],
  [
    "23P01",
    "no se pudo crear la restricción de exclusión «%s»",
    "no se pudo crear la restricción por exclusión «%s»"
  ],
  [
    "25006",
    "no se pueden crear tablas temporales durante una operación paralela",
    "no se pueden acceder tablas temporales durante una operación paralela",
    "no se pueden crear tablas temporales durante la recuperación",
    "no se puede manipular orígenes de replicación durante la recuperación"
  ],
  [
    "28000",
    "no se especifica un nombre de usuario en el paquete de inicio",
    "pg_hba.conf rechaza la conexión de replicación para el servidor «%s», usuario «%s», %s"
  ],
  ["3D000", "la base de datos «%s» ha desaparecido de pg_database"],
  [
    "40001",
    "el snapshot inicial del slot es demasiado grande",
    "el registro a ser bloqueado ya fue movido a otra partición por un update concurrente",
    "la tupla a ser mezclada ya fue movida a otra partición por un update concurrente"
  ],
  ["53000", "no hay ningún búfer local disponible", "demasiados segmentos de memoria compartida dinámica"],
  [
    "53200",
    "se alcanzó el número máximo de transacciones preparadas",
    "no hay suficientes elementos en RWConflictPool para registrar un potencial conflicto read/write",
    "no hay suficientes elementos en RWConflictPool para registrar un conflicto read/write",
    "el espacio de memoria compartida es insuficiente para la estructura «%s» (%d bytes solicitados)",
    "el espacio de memoria compartida es insuficiente para la estructura «%s» (%d bytes solicitados"
  ],
  ["53300", "la cantidad de conexiones standby pedidas excede «max_wal_senders» (actualmente %d)"],
  [
    "53400",
    "no se pueden iniciar procesos ayudantes de replicación lógica cuando max_replication_slots = 0",
    "no se pueden iniciar procesos ayudantes de replicación cuando max_replication_slots = 0"
  ],
  ["54000", "se agotaron las páginas de desbordamiento en el índice hash «%s»"],
  [
    "55006 current user cannot be dropped",
    "no se puede hacer %s en «%s» porque tiene eventos de “trigger” pendientes",
    "no se puede hacer %s en «%s» porque tiene eventos de disparador pendientes",
    "no se puede hacer %s en «%s» porque está siendo usada por consultas activas en esta sesión",
    "no se puede cambiar el tablespace de la base de datos activa",
    "no se puede eliminar la base de datos activa",
    "el usuario activo no puede ser eliminado",
    "no se puede eliminar un usuario de la sesión"
  ],
  [
    "55006",
    "la base de datos «%s» está siendo utilizada por suscripciones de replicación lógica",
    "la base de datos «%s» está siendo utilizada por transacciones preparadas",
    "la base de datos «%s» está en uso por un slot de replicación lógica activo",
    "la base de datos «%s» está en uso por un slot de replicación activo",
    "el slot de replicación «%s» está activo para el PID %d"
  ],
  [
    "55006 directory already in use as a tablespace",
    "el directorio «%s» ya está siendo usado como tablespace"
  ],
  [
    "57014",
    "cancelando la autentificación debido a que se agotó el tiempo de espera",
    "cancelando tarea de autovacuum"
  ],
  [
    "57P01",
    "terminando el proceso autovacuum debido a una orden del administrador",
    "terminando el proceso ayudante «%s» debido a una orden del administrador",
    "terminando el «background worker» «%s» debido a una orden del administrador",
    "terminando el proceso de replicación lógica debido a una orden del administrador",
    "terminando el proceso walreceiver debido a una orden del administrador"
  ]
]
