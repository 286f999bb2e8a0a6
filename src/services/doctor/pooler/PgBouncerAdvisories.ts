/** A published vulnerability of PgBouncer: from which version on, and in which one it is mended. */
interface Advisory {
  readonly id: string
  readonly since?: string
  readonly mended: string
}

/** From PgBouncer's change log and the CVE records; newest last. */
const advisories: ReadonlyArray<Advisory> = [
  { id: "CVE-2021-3935", mended: "1.16.1" },
  { id: "CVE-2025-2291", mended: "1.24.1" },
  { id: "CVE-2025-12819", mended: "1.25.1" },
  { id: "CVE-2026-6664", mended: "1.25.2" },
  { id: "CVE-2026-6665", mended: "1.25.2" },
  { id: "CVE-2026-6666", mended: "1.25.2" },
  { id: "CVE-2026-6667", mended: "1.25.2" },
  { id: "CVE-2026-6668", mended: "1.26.0" },
  { id: "CVE-2026-6669", mended: "1.26.0" },
  { id: "CVE-2026-19888", mended: "1.26.0" },
  { id: "CVE-2026-107348", since: "1.21.0", mended: "1.26.1" },
  { id: "CVE-2026-107349", since: "1.20.0", mended: "1.26.1" },
  { id: "CVE-2026-107350", since: "1.17.0", mended: "1.26.1" }
]

/** The first version that all of them are mended in. */
export const mended = "1.26.1"

const before = (one: string, other: string): boolean => {
  const [a, b] = [one.split(".").map(Number), other.split(".").map(Number)]
  for (const place of [0, 1, 2]) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** The vulnerabilities that are known of a version such as `1.24.1`. */
export const of = (version: string): ReadonlyArray<string> =>
  advisories
    .filter(
      ({ mended, since }) => before(version, mended) && (since === undefined || !before(version, since))
    )
    .map(({ id }) => id)
