import type * as Tree from "../sql/Tree.ts"

/** A part of a statement, and whether it is evaluated when the whole is: always, for each of its rows, or not each time. */
export interface Part {
  readonly key: string
  readonly value: unknown
  readonly when: "always" | "each row" | "at times"
  /** Of those that stand together and are this nobody knows which is evaluated first. */
  readonly apart?: true
}

type When = Part["when"]

export const fieldsOf = (node: Tree.Node, ...plan: ReadonlyArray<readonly [key: string, when: When]>) =>
  plan.map(([key, when]): Part => ({ key, value: node[key], when }))

/** Each element of a list as a part of its own. */
export const each = (list: unknown, when: When): ReadonlyArray<Part> =>
  (Array.isArray(list) ? list : []).map((value) => ({ key: "", value, when }))

export const all = (node: Tree.Node, when: When): ReadonlyArray<Part> =>
  Object.entries(node).map(([key, value]) => ({ key, value, when }))

/** The rest of a node, of which only these parts are evaluated at times. */
export const but = (node: Tree.Node, ...keys: ReadonlyArray<string>): ReadonlyArray<Part> =>
  Object.entries(node).map(([key, value]) => ({
    key,
    value,
    when: keys.includes(key) ? "at times" : "always"
  }))

export const apart = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> =>
  parts.map((part) => ({ ...part, apart: true }))
