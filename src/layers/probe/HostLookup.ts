import { lookup } from "node:dns/promises"
import { Context, Effect, Schema } from "effect"
import * as ErrorCode from "../failure/ErrorCode.ts"

/** One address of a host. */
export interface HostAddress {
  /** As text, such as `10.0.0.7` or `2001:db8::7`. */
  readonly address: string
  /** Whether it is an address of IPv4 or of IPv6. */
  readonly family: 4 | 6
}

/** A name that nobody could resolve. */
export class HostUnknown extends Schema.TaggedError<HostUnknown>()("HostUnknown", {
  /** Which host, and the code. */
  message: Schema.String,
  /** The resolver's, such as ENOTFOUND. */
  code: Schema.String
}) {}

/** Finds the addresses of a host, of both families. */
export type Lookup = (host: string) => Effect.Effect<ReadonlyArray<HostAddress>, HostUnknown>

const system: Lookup = (host) =>
  Effect.tryPromise({
    try: () => lookup(host, { all: true }),
    catch: (cause) => {
      const code = ErrorCode.of(cause)
      return new HostUnknown({ message: `the host ${host} has no address that can be found (${code})`, code })
    }
  }).pipe(
    Effect.map((found) => found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })))
  )

/**
 * The resolver at work: the operating system's, unless another is provided.
 *
 * **Example** (A resolver of the program's own)
 *
 * ```ts
 * import { Doctor, HostLookup } from "aquifer/operations"
 * import { PgConfig } from "aquifer"
 * import { Effect } from "effect"
 *
 * const examined = Effect.flatMap(PgConfig.reading, (reading) => Effect.scoped(Doctor.examine(reading))).pipe(
 *   Effect.provideService(HostLookup, () => Effect.succeed([{ address: "10.0.0.7", family: 4 }]))
 * )
 * ```
 */
export const HostLookup = Context.Reference<Lookup>("aquifer/layers/probe/HostLookup", {
  defaultValue: () => system
})
