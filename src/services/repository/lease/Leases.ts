import { Context, type Duration, type Effect, type Option, Schema } from "effect"
import * as Sha256 from "../../../layers/encode/Sha256.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"

/** A lease as whoever takes it asks for it. */
export interface LeaseRequest {
  /** The name that it is asked for by. */
  readonly name: string
  /** Made anew each time that one is asked for. */
  readonly holder: string
  /** For how long it is had unless it is renewed. */
  readonly time: Duration.Duration
}

/** The name of a service's lease of a key: of keys of any length, and in a table that others read, a hash. */
export const nameOf = (service: string, key: string): string => `${service} ${Sha256.hex(key)}`

/** Where leases are kept: in a table, or in memory. */
export class Leases extends Context.Service<
  Leases,
  {
    /** Takes a lease unless somebody else has it, and gives its token; the same holder may ask again. */
    readonly take: (request: LeaseRequest) => Effect.Effect<Option.Option<bigint>, DataError>
    /** Whether the lease is still this holder's, who has it for so long from now on. */
    readonly renew: (request: LeaseRequest) => Effect.Effect<boolean, DataError>
    /** Gives a lease back, and says whether it was this holder's until now. */
    readonly release: (request: LeaseRequest) => Effect.Effect<boolean, DataError>
  }
>()("aquifer/Lease/Leases") {}

/** A lease was not its holder's to the end: what ran under it was interrupted, or had ended, and others may have run. */
export class LeaseLost extends Schema.TaggedError<LeaseLost>()("LeaseLost", {
  /** The name that it was asked for by. */
  name: Schema.String
}) {
  /** Which lease, why it may be lost, and what to look at first. */
  override get message(): string {
    return `the lease ${JSON.stringify(this.name)} was lost while work ran under it: somebody else has taken it, or it could not be renewed in its time, as the database did not answer or this process stood still; look how far the work had come before it is repeated, or take a longer time`
  }

  /**
   * What loggers and `inspect` show, which leave out a message that is made of the fields.
   *
   * @internal
   */
  override toJSON(): unknown {
    return { ...this, message: this.message }
  }
}
