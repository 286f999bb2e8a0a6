import type { Result } from "./rounds.ts"

const width = 860
const labelWidth = 300
const barWidth = 380
const barHeight = 16
const rowHeight = 20
const titleHeight = 30
const gap = 14
const top = 64

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const figure = (value: number): string => value.toLocaleString("en", { maximumSignificantDigits: 3 })

/** Bars of one result, drawn to the scale of its largest; their height comes with them. */
const group = ({ aquifer, name, peers, ratio, unit }: Result, y: number) => {
  const bars = Object.entries({ aquifer, ...peers })
  const most = Math.max(...bars.map(([, value]) => value))
  const lines = bars.map(([contender, value], index) => {
    const at = y + titleHeight + index * rowHeight
    const length = Math.max(1, (barWidth * value) / most)
    const ours = contender === "aquifer"
    const times = ours ? "" : ` (${figure(ratio[contender] ?? 0)} ×)`
    return [
      `<text class="label" x="${labelWidth - 10}" y="${at + 12}">${escape(contender)}</text>`,
      `<rect class="${ours ? "ours" : "peer"}" x="${labelWidth}" y="${at}" width="${length.toFixed(1)}" height="${barHeight}" rx="2"/>`,
      `<text class="value" x="${labelWidth + length + 6}" y="${at + 12}">${figure(value)}${times}</text>`
    ].join("\n")
  })
  const title = `<text class="title" x="20" y="${y + 18}">${escape(name)} <tspan class="unit">${escape(unit)}</tspan></text>`
  return { svg: [title, ...lines].join("\n"), height: titleHeight + bars.length * rowHeight + gap }
}

const style = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .head { font-size: 16px; font-weight: 600 } .title { font-size: 13px; font-weight: 600 }
  .unit { font-weight: 400; fill: #57606a } .label { text-anchor: end }
  .ours { fill: #0a7d55 } .peer { fill: #b6bec9 } .paper { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .unit { fill: #9198a1 } .ours { fill: #2fbf8a } .peer { fill: #59626e } .paper { fill: #0d1117 }
  }`

/** The results as a picture; in brackets how many times better Aquifer does. */
export const picture = (machine: string, results: ReadonlyArray<Result>): string => {
  let y = top
  const groups = results.map((one) => {
    const { height, svg } = group(one, y)
    y += height
    return svg
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">
<title>Aquifer against its peers</title>
<style>${style}
</style>
<rect class="paper" width="${width}" height="${y}"/>
<text class="head" x="20" y="28">Aquifer against its peers</text>
<text class="unit" x="20" y="48">${escape(machine)}; in brackets how many times better Aquifer does</text>
${groups.join("\n")}
</svg>
`
}
