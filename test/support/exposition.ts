/** A family of metrics as Prometheus reads it. */
export interface Family {
  readonly type: string
  readonly samples: Array<{ readonly name: string; readonly labels: string; readonly value: number }>
}

const sample =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (NaN|[+-]?Inf|[-+]?[\d.]+(?:[eE][-+]?\d+)?)$/

const histogramProblem = ({ samples }: Family): string | undefined => {
  const series = Map.groupBy(samples, ({ labels }) => labels.replace(/,?le="[^"]*"/, ""))
  for (const [labels, all] of series) {
    const counts = all.filter(({ name }) => name.endsWith("_bucket")).map(({ value }) => value)
    if (counts.some((count, index) => index > 0 && count < (counts[index - 1] ?? 0)))
      return `${labels}: buckets fall`
    const total = all.find(({ name }) => name.endsWith("_count"))?.value
    if (counts.at(-1) !== total) return `${labels}: the last bucket is not the count`
    if (!all.some(({ name }) => name.endsWith("_sum"))) return `${labels}: no sum`
  }
  return undefined
}

/** Reads Prometheus' text format by its grammar; throws at what is not of it. */
export const exposition = (text: string): ReadonlyMap<string, Family> => {
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: readonly [string, Family] | undefined
  if (!text.endsWith("\n")) throw new Error("the last line does not end")
  for (const line of text.slice(0, -1).split("\n")) {
    if (line.startsWith("# HELP ")) continue
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line)
    if (type !== null) {
      const [, name = "", kind = ""] = type
      if (families.has(name)) throw new Error(`${name} comes twice`)
      current = [name, { type: kind, samples: [] }]
      families.set(...current)
      continue
    }
    const found = sample.exec(line)
    if (found === null || current === undefined) throw new Error(`this is no sample: ${line}`)
    const [, name = "", labels = "", value = ""] = found
    const [family, { samples, type: kind }] = current
    const base = kind === "histogram" ? name.replace(/_(bucket|sum|count)$/, "") : name
    if (base !== family) throw new Error(`${name} stands under ${family}`)
    const key = `${name}{${labels}}`
    if (seen.has(key)) throw new Error(`${key} comes twice`)
    seen.add(key)
    samples.push({ name, labels, value: Number(value.replace("Inf", "Infinity")) })
  }
  for (const [name, family] of families) {
    const problem = family.type === "histogram" ? histogramProblem(family) : undefined
    if (problem !== undefined) throw new Error(`${name}: ${problem}`)
    if (family.type === "counter" && !name.endsWith("_total"))
      throw new Error(`${name} is a counter without _total`)
  }
  return families
}
