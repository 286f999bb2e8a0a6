/** How a file of apt's configuration is written: one source a line (`.list`), or stanzas of fields (`.sources`). */
export type AptFormat = "list" | "sources"

/** From which release of a distribution to which other one, by code name; the same one keeps the release. */
export interface ReleaseChange {
  readonly from: string
  readonly to: string
}

const suffixes = ["", "-updates", "-security"]

/** The suite of the other release; undefined unless the word is exactly the release's, its updates' or its security's. */
const changeSuite = (word: string, { from, to }: ReleaseChange): string | undefined => {
  const suffix = suffixes.find((suffix) => word === from + suffix)
  return suffix === undefined ? undefined : to + suffix
}

const words = (text: string): ReadonlyArray<string> => text.split(/\s+/).filter((word) => word !== "")

/** `deb [option=value …] uri suite component …` */
const oneLine = /^(\s*deb\s+(?:\[[^\]]*\]\s+)?\S+\s+)(\S+)(.*)$/

const deriveList = (text: string, change: ReleaseChange): string =>
  text
    .split("\n")
    .flatMap((line) => {
      const [, before, suite, after] = oneLine.exec(line.replace(/#.*$/, "")) ?? []
      const changed = suite === undefined ? undefined : changeSuite(suite, change)
      return changed === undefined ? [] : [`${before}${changed}${after}`.trim()]
    })
    .join("\n")

interface Field {
  readonly name: string
  /** What follows the colon, with its continuation lines. */
  readonly value: string
}

const fieldsOf = (stanza: string): ReadonlyArray<Field> =>
  stanza
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n")
    .split(/\n(?=\S)/)
    .flatMap((field) => {
      const [, name, value] = /^([^\s:]+):([^]*)$/.exec(field) ?? []
      return name === undefined || value === undefined ? [] : [{ name, value }]
    })

const deriveStanza = (stanza: string, change: ReleaseChange): ReadonlyArray<string> => {
  const fields = fieldsOf(stanza)
  const wordsOf = (name: string) =>
    words(fields.find((field) => field.name.toLowerCase() === name)?.value ?? "")
  const suites = wordsOf("suites").flatMap((word) => changeSuite(word, change) ?? [])
  const isOff = wordsOf("enabled").some((word) => ["no", "false", "off", "0"].includes(word.toLowerCase()))
  if (suites.length === 0 || isOff || !wordsOf("types").includes("deb")) return []
  const replaced: Record<string, string> = { types: " deb", suites: ` ${suites.join(" ")}` }
  return [fields.map(({ name, value }) => `${name}:${replaced[name.toLowerCase()] ?? value}`).join("\n")]
}

const deriveStanzas = (text: string, change: ReleaseChange): string =>
  text
    .split(/\n(?:[ \t]*\n)+/)
    .flatMap((stanza) => deriveStanza(stanza, change))
    .join("\n\n")

/**
 * The sources of another release, out of a text of apt's configuration for this one; empty when it has none.
 *
 * Kept are the binary packages (`deb`) of the suites NAME, NAME-updates and NAME-security, with everything that the
 * text says about them: addresses, components, options, the keys that sign them. Other suites, such as backports or
 * a vendor's own, are left out: whether they exist for another release is unknown.
 */
export const derive = (text: string, format: AptFormat, change: ReleaseChange): string => {
  const lines = text.replaceAll("\r\n", "\n")
  const derived = format === "list" ? deriveList(lines, change) : deriveStanzas(lines, change)
  return derived === "" ? "" : `${derived.replace(/\n+$/, "")}\n`
}
