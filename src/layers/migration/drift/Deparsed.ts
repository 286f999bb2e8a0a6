const value = /'(?:[^']|'')*'::[\w ."]+/.source
const list = new RegExp(`\\(ARRAY\\[(${value}(?:, ${value})*)\\]\\)::([\\w ."]+)\\[\\]`, "g")

/** A list that is cast as a whole, as one whose members are. */
const castEach = (text: string): string =>
  text.replaceAll(list, (_, members: string, type: string) => {
    const each = Array.from(members.matchAll(new RegExp(value, "g")), ([member]) => `(${member})::${type}`)
    return `ARRAY[${each.join(", ")}]`
  })

/**
 * Whether the server would write the same expression so, and otherwise once it has read what it wrote: `status IN ('a')` of
 * a varchar casts the list, and after `pg_dump` and `pg_restore` each of its members.
 */
export const isSame = (one: string, other: string): boolean =>
  one === other || castEach(one) === castEach(other)
