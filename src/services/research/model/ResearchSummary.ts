import type { ResearchDocument } from "./ResearchDocument.ts"
import type { ResearchPayload } from "./ResearchPayload.ts"

/** Titles and sources that the summary names; the documents themselves have the rest. */
const most = { titles: 20, sources: 100 }

/** What the cache holds of a keyword when its research gave nothing but documents. */
export class Summary {
  readonly #titles = new Map<string, string>()
  readonly #sources = new Set<string>()

  static of(documents: Iterable<ResearchDocument>): Summary {
    const summary = new Summary()
    for (const document of documents) summary.add(document)
    return summary
  }

  /** The last title of a url counts. */
  add({ source, title, url }: ResearchDocument): void {
    if (this.#titles.size < most.titles || this.#titles.has(url)) this.#titles.set(url, title)
    if (source !== undefined && this.#sources.size < most.sources) this.#sources.add(source)
  }

  payload(documents: number): ResearchPayload {
    return {
      documents,
      sources: [...this.#sources],
      titles: [...this.#titles].map(([url, title]) => ({ title, url }))
    }
  }
}
