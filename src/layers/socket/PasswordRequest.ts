import type { PgRoute } from "./PgDial.ts"
import { PgSocketError } from "./PgSocketError.ts"

const authentication = { cleartext: 3, md5: 5 } as const

/**
 * Why a server must not have the password in the way it asks for it; undefined when it may.
 *
 * In the clear it gets one only over verified TLS or a Unix socket, so that nobody on the way or in the server's
 * place learns it; and as MD5, which is as good as the password to whoever listens, on this machine as well. SCRAM
 * gives nothing away and is always answered.
 */
export const problem = (
  { confidential, loopback, where }: PgRoute,
  method: number
): PgSocketError | undefined => {
  const cleartext = method === authentication.cleartext
  if (confidential || !(cleartext || (method === authentication.md5 && !loopback))) return undefined
  const asked = cleartext ? "in the clear" : "as MD5, which is easily undone,"
  return new PgSocketError(
    "login",
    "PASSWORD_EXPOSED",
    `the server at ${where} asks for the password ${asked} over an unencrypted connection, so it was not sent; use sslmode=verify-full, or make the server ask for SCRAM`,
    { place: where }
  )
}
