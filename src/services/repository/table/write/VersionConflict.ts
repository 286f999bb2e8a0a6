import { Schema } from "effect"

/**
 * Somebody else has changed the row since it was read.
 *
 * Nothing repeats such an update by itself, as only its caller knows whether it still makes sense: read the row again,
 * and decide.
 */
export class VersionConflict extends Schema.TaggedError<VersionConflict>()("VersionConflict", {
  /** The table of the row, as the repository names it. */
  table: Schema.String,
  /** The version that the update was made from. */
  expected: Schema.Number,
  /** The version that is there now. */
  actual: Schema.Number
}) {
  /** Which table, both versions, and what to do. */
  override get message(): string {
    return `a row of ${this.table} is at version ${this.actual}, and the update was made from version ${this.expected}: read the row again, and decide whether to update it`
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
