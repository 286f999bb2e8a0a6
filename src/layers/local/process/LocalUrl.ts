import { Redacted } from "effect"
import { host } from "./LocalPort.ts"

/** The postgresql:// URL of a server on this machine; user, password and database may hold any character. */
export const make = (to: {
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: Redacted.Redacted
}): Redacted.Redacted => {
  const [user, password, database] = [to.user, Redacted.value(to.password), to.database].map(
    encodeURIComponent
  )
  return Redacted.make(`postgresql://${user}:${password}@${host}:${to.port}/${database}`)
}
