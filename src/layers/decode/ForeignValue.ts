let made = 0

/** A value in the bytes of its type, which the driver has no codec for, until it is known what to make of it. */
export class ForeignValue {
  readonly oid: number
  readonly bytes: Uint8Array

  /** Copies the bytes, which the driver goes on to use. */
  constructor(oid: number, bytes: Uint8Array, offset = 0, size = bytes.length) {
    this.oid = oid
    this.bytes = new Uint8Array(bytes.subarray(offset, offset + size))
    made++
  }
}

/** How many were made in this process: whoever sees the same number twice has met none in between. */
export const madeSoFar = (): number => made
