import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./docExamples.ts"

/** What a chapter shows in a language, block by block. */
export const blocks = (chapter: string, language: string): ReadonlyArray<string> =>
  Array.from(
    readFileSync(join(root, chapter), "utf8").matchAll(
      new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "gm")
    ),
    ([, code = ""]) => code
  )
