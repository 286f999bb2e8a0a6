const levels = "▁▂▃▄▅▆▇█"

/**
 * A row of values as a line of blocks, each the highest of the values in its place; `max` is a full block. Where nothing is
 * known, the line has a gap.
 */
export const render = (values: ReadonlyArray<number | null>, width: number, max: number): string => {
  if (values.length === 0 || max <= 0) return ""
  const columns = Math.min(width, values.length)
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns)
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns))
    const known = values.slice(from, to).filter((value) => value !== null)
    if (known.length === 0) return " "
    const highest = Math.max(...known)
    return levels[Math.min(levels.length - 1, Math.floor((highest / max) * (levels.length - 1) + 0.5))] ?? " "
  }).join("")
}
