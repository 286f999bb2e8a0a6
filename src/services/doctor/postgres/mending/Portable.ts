const role = /(?:"(?:[^"]|"")+"|[a-z_][\w$]*|PUBLIC)/.source
const roles = `(${role}(?:, ${role})*)`
const granting = new RegExp(`^((?:GRANT|REVOKE) .* (?:TO|FROM)) ${roles};$`, "s")
const policing = new RegExp(`^(CREATE POLICY .+? TO) ${roles}((?: USING| WITH CHECK) .*)?;$`, "s")
const forcing = /^ALTER TABLE (.+) FORCE ROW LEVEL SECURITY;$/s

/** Roles that are wherever the kit's changes ran. */
const isEverywhere = (called: string): boolean => /^(?:PUBLIC|aquifer_app|pg_.*)$/.test(called)

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const named = (called: string): string =>
  called.startsWith('"') ? called.slice(1, -1).replaceAll('""', '"') : called

const listOf = (found: string): ReadonlyArray<string> =>
  Array.from(found.matchAll(new RegExp(role, "g")), ([called]) => called)

const block = (text: string): string => `DO $portable$ ${text} $portable$;`

const granted = (head: string, called: ReadonlyArray<string>): ReadonlyArray<string> => {
  const sure = called.filter(isEverywhere)
  const others = called.filter((each) => !isEverywhere(each))
  const each = others.map(
    (other) => `IF to_regrole(${literal(other)}) IS NOT NULL THEN ${head} ${other}; END IF;`
  )
  return [
    ...(sure.length === 0 ? [] : [`${head} ${sure.join(", ")};`]),
    ...(each.length === 0 ? [] : [block(`BEGIN ${each.join(" ")} END`)])
  ]
}

const policed = (head: string, rest: string, which: string): string => {
  const text = literal(`${head.replaceAll("%", "%%")} %s${rest.replaceAll("%", "%%")}`)
  const those = `(SELECT string_agg(quote_ident(rolname), ', ' ORDER BY rolname) FROM pg_roles WHERE ${which})`
  return block(
    `DECLARE those text := ${those}; BEGIN IF those IS NOT NULL THEN EXECUTE format(${text}, those); END IF; END`
  )
}

/**
 * Statements of a finding, as they run in a database of another cluster too, such as a fresh one in CI that their change is run
 * on: each does what it does for those of its roles that are there. A table's owner, of whom its policies are that come before
 * row security is forced, is another one there.
 */
export const portable = (statements: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [, forced] = statements.flatMap((statement) => forcing.exec(statement) ?? [])
  return statements.flatMap((statement) => {
    const [, head = "", called = ""] = granting.exec(statement) ?? []
    if (head !== "") return granted(head, listOf(called))
    const [, policy = "", whom = "", rest = ""] = policing.exec(statement) ?? []
    if (policy === "") return [statement]
    const owner = `oid = (SELECT relowner FROM pg_class WHERE oid = ${literal(forced ?? "")}::regclass)`
    if (forced !== undefined) return [policed(policy, rest, owner)]
    const those = listOf(whom)
    if (those.every(isEverywhere)) return [statement]
    return [policed(policy, rest, `rolname IN (${those.map((each) => literal(named(each))).join(", ")})`)]
  })
}
