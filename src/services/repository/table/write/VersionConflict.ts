import { Schema } from "effect"

/**
 * Somebody else has changed the row since it was read: the version that the update was made from, and the one that is
 * there now.
 *
 * Nothing repeats such an update by itself, as only its caller knows whether it still makes sense: read the row again,
 * and decide.
 */
export class VersionConflict extends Schema.TaggedError<VersionConflict>()("VersionConflict", {
  table: Schema.String,
  expected: Schema.Number,
  actual: Schema.Number
}) {
  override get message(): string {
    return `a row of ${this.table} is at version ${this.actual}, and the update was made from version ${this.expected}: read the row again, and decide whether to update it`
  }
}
