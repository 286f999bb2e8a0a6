// Runs in the browser: cells as numbers.

const units = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["B", 1],
  ["KiB", 1_024],
  ["MiB", 1_024 ** 2],
  ["GiB", 1_024 ** 3],
  ["TiB", 1_024 ** 4]
])

/** What a cell is compared by: 1.2 s is more than 900 ms. @param {string | number | undefined} cell */
export const measure = (cell) => {
  if (typeof cell === "number") return cell
  const [, value, unit] = /^([\d.]+)(?: (ms|s|[KMGT]?i?B)|%)$/.exec(cell ?? "") ?? []
  return value === undefined ? undefined : Number(value) * (units.get(unit ?? "") ?? 1)
}

/** @param {string | number | undefined} left @param {string | number | undefined} right */
export const compare = (left, right) => {
  const [a, b] = [measure(left), measure(right)]
  if (a !== undefined && b !== undefined) return a - b
  return String(left ?? "").localeCompare(String(right ?? ""), "en", { numeric: true })
}
