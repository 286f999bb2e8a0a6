import type { ResearchDocument, ResearchPayload } from "aquifer/research"

/** Numbers that look random and are the same in every run. */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x8000_0000
  }
}

/** Keywords in the cache; so many that callers at once seldom ask for the same one. */
export const keywordCount = 10_000

export const keyword = (index: number): string => `keyword ${index % keywordCount}`

/** Some 300 bytes, as a summary of research has. */
export const payload = (index: number): ResearchPayload => ({
  documents: 8,
  sources: ["journals", "encyclopedia"],
  summary: `What research found about keyword ${index}: ${"a group of diseases that affect how the body uses sugar; ".repeat(3)}`
})

const words = "diabetes insulin glucose pancreas blood sugar metabolism therapy clinical study".split(" ")

/** Documents of a kilobyte each. */
export const documents = (count: number): ReadonlyArray<ResearchDocument> => {
  const next = random(1)
  return Array.from({ length: count }, (_, index) => {
    let body = ""
    while (body.length < 940) body += `${words[Math.floor(next() * words.length)]} `
    return {
      url: `https://example.org/research/${String(index).padStart(6, "0")}`,
      title: `Title of document ${index}`,
      body: body.slice(0, 940),
      source: "benchmark",
      kind: "article"
    }
  })
}

/** Reads what was found for a keyword, as whoever looks it up does: the summary has to speak of it. */
export const read = (keyword: string, payload: unknown): string => {
  const { summary } = payload as { readonly summary: string } // a client's rows have no type; what lacks it fails here
  if (!summary.includes(`${keyword}:`)) throw new Error(`${keyword} was answered with another's payload`)
  return summary
}

/** The statements that a user would write: for a lookup, for many at once, and for a store. */
export const sql = {
  lookup: `SELECT keyword, payload, fetched_at, expires_at FROM research_cache
    WHERE keyword = $1 AND expires_at > now() AND payload IS NOT NULL`,
  lookups: `SELECT keyword, payload, fetched_at, expires_at FROM research_cache
    WHERE keyword = ANY($1) AND expires_at > now() AND payload IS NOT NULL`,
  insert: `INSERT INTO research_cache (keyword, payload, expires_at)
    VALUES ($1, $2::text::jsonb, now() + interval '1 day')
    ON CONFLICT (keyword) DO UPDATE
    SET payload = excluded.payload, fetched_at = now(), expires_at = excluded.expires_at`,
  researched: `INSERT INTO research_metadata AS m (keyword, researched, last_researched_at) VALUES ($1, 1, now())
    ON CONFLICT (keyword) DO UPDATE SET researched = m.researched + 1, last_researched_at = now()`,
  document: `INSERT INTO research_documents AS r (keyword, url, title, body, source, kind, content_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (keyword, url) DO UPDATE
    SET title = excluded.title, body = excluded.body, source = excluded.source, kind = excluded.kind,
        content_hash = excluded.content_hash, updated_at = now()
    WHERE r.content_hash <> excluded.content_hash`
}
