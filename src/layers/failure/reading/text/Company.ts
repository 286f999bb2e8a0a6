import { elsewhere } from "../../known/clients/Everybody.ts"
import { otherDatabases, ours, strangers } from "../../known/clients/Stranger.ts"

/** Beside whom words stand in a text: Postgres and its clients, another database, other software, or nobody who is told. */
export type Company = "ours" | "another database" | "others" | "nobody"

/** Whether it is somebody else than Postgres. */
export const isElse = (company: Company): boolean => company === "others" || company === "another database"

/** Whether a text names Postgres, or shows that it is Postgres' own. */
export const isOurs = (text: string): boolean => ours.some((mark) => mark.test(text))

/** Whether a text has a mark of other software, which says the words of ours and means its own. */
export const ofStrangers = (text: string): boolean => strangers.some((pattern) => pattern.test(text))

/** Clients and mappers of databases, by names that nothing else has. */
const mappers =
  /\b(?:jdbc|hikari\w*|sql(?:exception|alchemy|x)|r2dbc|hibernate|entity framework|diesel|deadpool|bb8|gorm|ecto|hasql|pqxx|django[./]db|active ?record|knex|sequelize|typeorm|prisma|drizzle|doctrine|pdo|dbd|jooq)\b/i

const ofOthers = (text: string): boolean =>
  ofStrangers(text) || (!mappers.test(text) && elsewhere.some((pattern) => pattern.test(text)))

/** Go names the server of names that it asked, on a port that says nothing of whom it looked for. */
const resolver = /\blookup (\S+) on \S+:53\b/g

/** Where a message says that more is written of it, which is on the web whoever says it. */
const reading =
  /https?:\/\/(?:[\w-]+\.)*(?:pris\.ly|sqlalche\.me|bit\.ly|aka\.ms|[\w-]+\.[a-z]{2,5}\/(?:[\w-]+\/)*(?:docs?|documentation|guides?|help|errors?|e)\b)[^\s)"'`]*/gi

export const companyOf = (text: string): Company => {
  if (isOurs(text)) return "ours"
  if (otherDatabases.some((pattern) => pattern.test(text))) return "another database"
  return ofOthers(text.replaceAll(resolver, "lookup $1").replaceAll(reading, "")) ? "others" : "nobody"
}

/** What only databases have, their clients' names, and a database that is connected to: others have one that they keep. */
const ofDatabases: ReadonlyArray<RegExp> = [
  /\b(?:relation|tablespace|postmaster|primary key|foreign key|(?:unique|check|not[- ]null) constraint|replication slot|checkpoint|pooler|wal|prepared statement|aborted transaction|failed transaction|row-level|read-only transaction|advisory lock|max_(?:connections|worker_processes|wal_senders)|wal_level|shared_preload_libraries|connection_limit)\b/i,
  mappers,
  /\b(?:5432|sql(?:state|error)|odbc|dbi)\b/i,
  /(?<=^|[^\w\s]\s*|\b(?:the|an?|to|from|with|of|our|your|my|its|for|in|by|at|on|error|warning|failed|cannot|resolve|lost|opening|existing|remote|target|main|[A-Z]\w+|fresh|new|free|idle|single|first)\s)(?:[Dd]atabase|DB|Db|db|[Dd]ata ?source) (?:connections?|conn|server|session|host|user|password|pool|driver|ur[il]|config\w*|certificate|instance|query|transaction|row|lock|error|timeout|login|failure|rejected|ignores|disk|storage|is|was|did|does|could|cannot|says?|reported|Error|Exception|Failure|Timeout|Connection|Pool|Password)\b/m,
  /\b(?:connect\w*|connections?|log ?in|pool|session|access|reach|ping|open|reading|host) (?:to |with |of |from |for )?(?:the |a |an |your |our )?(?:existing |remote |target )?(?:database|db)\b/i,
  /\[(?:db|database|sql)\]|(?:^|\s)(?:db|database|sql): /im
]

/** Whether a text speaks of a database that somebody connects to, be it in a name that is written together. */
export const isOfDatabase = (text: string): boolean => {
  const apart = text.replaceAll(/_|(?<=[a-z])(?=[A-Z])/g, " ")
  return isOurs(text) || ofDatabases.some((pattern) => pattern.test(text) || pattern.test(apart))
}
