import { type ResearchDocument, ResearchDocuments } from "aquifer/research"
import { Effect, Option, Stream } from "effect"

type Doc = typeof ResearchDocument.Type

/** A document at a url, which says so in its title. */
export const document = (url: string, more: Partial<Doc> = {}): Doc => ({
  url,
  title: `Title of ${url}`,
  body: "Body",
  ...more
})

/** The urls of a keyword's documents, as they are streamed. */
export const urlsOf = (keyword: string) =>
  Effect.flatMap(ResearchDocuments, (documents) =>
    Effect.map(Stream.runCollect(documents.stream(keyword)), (all) => all.map(({ url }) => url))
  )

/** How many documents a keyword has by its metadata, and how many bytes. */
export const countsOf = (keyword: string) =>
  Effect.flatMap(ResearchDocuments, (documents) =>
    Effect.map(documents.metadata(keyword), (found) => {
      const metadata = Option.getOrThrow(found)
      return [metadata.documents, metadata.bytes] as const
    })
  )
