/** One change of a schema. */
export interface Change {
  /** Its place in the order; never reused. */
  readonly id: number
  readonly name: string
  /** Its statements, one string each. The schema is called `public`, or not named at all. */
  readonly up: ReadonlyArray<string>
  /** The statements that undo it; left out when that would lose rows, and then it cannot be undone. */
  readonly down?: ReadonlyArray<string>
}
