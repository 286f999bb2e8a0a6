/**
 * How many lines the block of metadata before a text takes: YAML between `---` and `---` or `...`, TOML between `+++`;
 * a `---` without its end is only a rule.
 */
export const length = (lines: ReadonlyArray<string>): number => {
  const mark = lines[0]?.trimEnd()
  if (mark !== "---" && mark !== "+++") return 0
  const ends = mark === "---" ? ["---", "..."] : [mark]
  return lines.findIndex((line, at) => at > 0 && ends.includes(line.trimEnd())) + 1
}

/** The title that a block of metadata gives at its top level, in any style of YAML's or TOML's; `undefined` without one. */
export const title = (front: ReadonlyArray<string>): string | undefined => {
  for (const [at, line] of front.entries()) {
    if (line.startsWith("[")) return undefined // a table of TOML, whose keys are its own
    const [, written] = /^(?:title|"title"|'title')\s*[:=](?:\s+|(?=["']))(.*)$/i.exec(`${line} `) ?? []
    if (written === undefined) continue
    const value = [written.trim(), ...indented(front.slice(at + 1))]
    const found = isBlock(written.trim())
      ? joined(value.slice(1))
      : (quoted(joined(value)) ?? plain(joined(value)))
    return found === "" ? undefined : found
  }
  return undefined
}

/** The lines that go on with a value, as they are indented. */
const indented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = lines.findIndex((line) => !/^(?:[ \t]|$)/.test(line))
  return lines.slice(0, end === -1 ? undefined : end).map((line) => line.trim())
}

const joined = (lines: ReadonlyArray<string>): string => lines.join(" ").trim()

const isBlock = (written: string): boolean => /^[>|][-+\d]*\s*(?:#.*)?$/.test(written)

const escaped = /\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gi

/** What stands in quotation marks, as whose language writes such marks inside: YAML and TOML have both of these. */
const quoted = (written: string): string | undefined => {
  const [, , double] = /^("{3}|")((?:[^"\\]|\\.)*)\1\s*(?:#.*)?$/.exec(written) ?? []
  if (double !== undefined) {
    return double
      .replaceAll(escaped, (_, wide?: string, narrow?: string, other?: string) => {
        const code = wide ?? narrow
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
        return /["\\/]/.test(other ?? "") ? (other ?? "") : " " // \n and \t: a title is one line
      })
      .trim()
  }
  const [, , single] = /^('{3}|')((?:[^']|'')*)\1\s*(?:#.*)?$/.exec(written) ?? []
  return single?.replaceAll("''", "'").trim()
}

/** What refers to something, is a list or a map, or says that there is none, is no title by itself. */
const plain = (written: string): string =>
  /^(?:[&*!{[]|(?:~|null)\s*(?:#.*)?$)/i.test(written) ? "" : written.replace(/(?:^|\s)#.*$/, "").trim()
