import * as Option from "effect/Option"

/** Where a server listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The address that only this machine reaches. */
export const loopback = "127.0.0.1"

/** An address as `HOST:PORT`, or `:PORT` on the loopback address. */
export const fromText = (text: string): Option.Option<Address> => {
  const [, host, digits] = /^(.*):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  return host === undefined || port < 1 || port > 65_535
    ? Option.none()
    : Option.some({ host: host.replace(/^\[(.*)\]$/, "$1") || loopback, port })
}
