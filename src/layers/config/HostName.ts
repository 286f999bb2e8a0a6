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
