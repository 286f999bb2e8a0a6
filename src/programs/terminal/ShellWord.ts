/** What stands for itself in a shell, and what does between double quotes, which Windows' shells know too. */
const plain = /^[\w./~-]+$/
const plainInQuotes = /^[^"$`\\!\n]+$/

/** A path as a person pastes it into a shell as one word of a command, where it is no flag of it. */
export const ofPath = (path: string): string => {
  const named = path.startsWith("-") ? `./${path}` : path
  if (plain.test(named)) return named
  return plainInQuotes.test(named) ? `"${named}"` : `'${named.replaceAll("'", `'\\''`)}'`
}
