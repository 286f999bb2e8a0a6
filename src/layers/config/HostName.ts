import { isIP } from "node:net"

/** Whether a connection to `host` cannot leave this machine: a loopback name or address, or a socket's folder. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host === "::1" ||
  host.startsWith("/") ||
  (isIP(host) === 4 && host.startsWith("127."))

/** Whether Supabase gave the host's name: a database's own, or its shared pooler's. */
export const isSupabase = (host: string): boolean => /\.supabase\.(co|com)$/i.test(host)

/** Supabase's shared pooler, which finds the project by the user's name. */
export const isSupabasePooler = (host: string): boolean => /\.pooler\.supabase\.com$/i.test(host)

/** Whether each of the hosts is that pooler in session mode: who logs in has a session of Postgres' for as long as they stay. */
export const keepsSessions = (
  hosts: ReadonlyArray<{ readonly host: string; readonly port: number }>
): boolean => hosts.every(({ host, port }) => isSupabasePooler(host) && port === 5432)

/** The project that a host or a user of Supabase's belongs to: `db.REF.supabase.co`, `postgres.REF`; of a replica, with its own ending. */
export const supabaseProject = (host: string, username: string): string | undefined =>
  /^db\.([a-z0-9-]+)\.supabase\.co$/i.exec(host)?.[1] ??
  (isSupabasePooler(host) ? /\.([a-z0-9-]+)$/i.exec(username)?.[1] : undefined)

/** What a read replica's name has behind its project's. */
const replica = /-rr-.*$/

/** Whether it is a read replica of Supabase's. */
export const isSupabaseReplica = (project: string): boolean => replica.test(project)

/** The project without what tells a replica from its primary. */
export const primaryOf = (project: string): string => project.replace(replica, "")

/**
 * Whether a host's name says that a transaction pooler listens there, whatever the port: Neon's `…-pooler`, an RDS
 * proxy, or a PgBouncer that is called so.
 */
export const isPooler = (host: string): boolean =>
  /^[^.]+-pooler\./i.test(host) ||
  /\.proxy-[^.]+\.[^.]+\.rds\.amazonaws\.com(?:\.cn)?$/i.test(host) ||
  /^[^.]*pgbouncer/i.test(host)

/** Whether it is known of a host that its pooler opens no console of PgBouncer's. */
export const hasNoConsole = (host: string): boolean =>
  isSupabase(host) || /\.neon\.tech$/i.test(host) || /\.rds\.amazonaws\.com(?:\.cn)?$/i.test(host)
