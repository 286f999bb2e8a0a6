/** One change of a schema. */
export interface Change {
  /** Its place in the order of its set; never reused. */
  readonly id: number
  /** What people know it by, such as `orders`. */
  readonly name: string
  /**
   * The set that it belongs to, such as `shop`: sets are numbered each for itself, and share a database without knowing of
   * each other. `app` unless given; {@link ofSet} gives it to many.
   */
  readonly set?: string | undefined
  /** Its statements, one string each. The schema is called `public`, or not named at all. */
  readonly up: ReadonlyArray<string>
  /** The statements that undo it; left out when that would lose rows, and then it cannot be undone. */
  readonly down?: ReadonlyArray<string> | undefined
  /**
   * `false` for statements that cannot run in a transaction, such as CREATE INDEX CONCURRENTLY. It is recorded before and
   * after, and goes on behind the statements that were done when it was cut off; an index that was left invalid is dropped
   * first. Its `down` has to bear being run twice.
   */
  readonly transactional?: boolean | undefined
}

/** The set of changes that name none. */
const usual = "app"

export const setOf = ({ set = usual }: Pick<Change, "set">): string => set

/** Changes as those of a set. */
export const ofSet = (set: string, changes: ReadonlyArray<Change>): ReadonlyArray<Change> =>
  changes.map((change) => ({ ...change, set }))

/** As it is told, such as `shop 3_orders`. */
export const title = (change: Pick<Change, "id" | "name" | "set">): string =>
  `${setOf(change)} ${change.id}_${change.name}`

/** A change by its set, its place there and its name. */
export interface ChangeName {
  /** The set that it belongs to; `app` where the change names none. */
  readonly set: string
  /** Its place in the order of its set. */
  readonly id: number
  /** What people know it by. */
  readonly name: string
}

export const nameOf = (change: Pick<Change, "id" | "name" | "set">): ChangeName => ({
  set: setOf(change),
  id: change.id,
  name: change.name
})
