/** How a feed learns of changes. */
export type ChangeMeans = "notifications" | "polling"

/** What a feed tells. */
export type ChangeEvent =
  /** From now on every change is told; what was read before may be old. */
  | { readonly _tag: "Listening"; readonly by: ChangeMeans }
  /** The entry of a keyword was stored, replaced or removed; told at least once. */
  | { readonly _tag: "Changed"; readonly keyword: string }
  /** Changes may have been missed: whatever is held from before is not to be trusted. */
  | {
      readonly _tag: "Gap"
      readonly reason: string
      /** Whether what changes from now on is told; if not, `Listening` says when it is again. */
      readonly continues: boolean
    }
