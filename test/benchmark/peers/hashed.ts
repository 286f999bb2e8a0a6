import { createHash } from "node:crypto"
import type { ResearchDocument } from "aquifer/research"
import * as Workload from "../Workload.ts"
import type { HashedDocument } from "./Peer.ts"

/** Documents with the hash that their row holds; peers get it for nothing. */
export const hashed = (documents: ReadonlyArray<ResearchDocument>): ReadonlyArray<HashedDocument> =>
  documents.map((document) => {
    const { body, kind = "", source = "", title } = document
    const text = `${title.length},${source.length},${kind.length}:${title}${source}${kind}${body}`
    return { ...document, hash: createHash("sha256").update(text).digest() }
  })

/** What a store of the workload holds. */
export const few: ReadonlyArray<HashedDocument> = hashed(Workload.documents(5))

/** The parameters of `sql.document`. */
export const row = (keyword: string, { body, hash, kind, source, title, url }: HashedDocument) => [
  keyword,
  url,
  title,
  body,
  source ?? null,
  kind ?? null,
  hash
]
