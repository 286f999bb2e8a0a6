import { X509Certificate } from "node:crypto"
import { readFile } from "node:fs/promises"
import { getCACertificates } from "node:tls"
import { type Config, Effect } from "effect"
import { configProblem } from "../config/ConfigProblem.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as ErrorCode from "../failure/ErrorCode.ts"

const readRoots = (file: string): Effect.Effect<Buffer, Config.ConfigError> =>
  Effect.tryPromise({
    try: () => readFile(file),
    catch: (cause) =>
      configProblem(`sslrootcert names the file ${file}, which cannot be read (${ErrorCode.of(cause)})`)
  }).pipe(
    Effect.tap((bytes) =>
      Effect.try({
        try: () => new X509Certificate(bytes),
        catch: () =>
          configProblem(
            `sslrootcert names the file ${file}, which holds no certificate; give it one in PEM form`
          )
      })
    )
  )

/** Whom the endpoint trusts; undefined for whom Node does. `system` is libpq's word for the system's own store. */
export const of = ({
  rootCertificate
}: PgEndpoint): Effect.Effect<Buffer | Array<string> | undefined, Config.ConfigError> => {
  if (rootCertificate === undefined) return Effect.succeed(undefined)
  return rootCertificate === "system"
    ? Effect.sync(() => getCACertificates("system"))
    : readRoots(rootCertificate)
}
