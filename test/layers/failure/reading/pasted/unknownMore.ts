/** Messages that nobody here knows; nothing may be claimed of them. */
export const unknownMore: ReadonlyArray<string> = [
  "STATEMENT:  SELECT 'deadlock detected'",
  "Module not found: Can't resolve 'pg'",
  "[error] JWT expired",
  "user not found",
  "LOG:  could not find the thing we were looking for",
  "Invalid password",
  '{"code":"20001","message":"quota check"}',
  "The model P2000 is out of stock",
  "MongoServerError: E11000 duplicate key error collection: test.users index: email_1 dup key",
  "error 53300 widgets",
  "ERREUR:  violation d'accès : la transaction en cours est annulée",
  "redis.exceptions.ConnectionError: max number of clients reached",
  "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
  "kafka.errors.NoBrokersAvailable: NoBrokersAvailable"
]
