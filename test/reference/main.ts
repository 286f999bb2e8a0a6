import { registerHooks } from "node:module"
import { join } from "node:path"
import { root } from "../support/docExamples.ts"
import { publicNames } from "../support/publicNames.ts"
import * as listMembers from "./listMembers.ts"
import { showMembers } from "./madeByEffect.ts"
import { asWritten } from "./order.ts"
import { shareComments } from "./schemaTypes.ts"
import { undocumented } from "./undocumented.ts"

// TypeDoc needs TypeScript's JavaScript API, which the native TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier === "typescript" && context.parentURL?.includes("/typedoc/") ? "typescript-6" : specifier,
      context
    )
})

/** A module of `src` as it is imported. */
const doorOf = (name: string) => (name === "index" ? "aquifer" : `aquifer/${name}`)

const typedoc = await import("typedoc")
const { Application, Converter } = typedoc

const app = await Application.bootstrap({
  name: "Aquifer",
  entryPoints: [...publicNames.keys()].map((door) => join(root, door)),
  tsconfig: join(root, "tsconfig.json"),
  readme: "none",
  disableGit: true,
  sourceLinkTemplate: "{path}",
  excludeExternals: true,
  excludeInternal: true,
  useFirstParagraphOfCommentAsSummary: true,
  groupOrder: [
    "Service",
    "Namespaces",
    "Classes",
    "Interfaces",
    "Type Aliases",
    "Variables",
    "Functions",
    "Properties",
    "Accessors",
    "Methods"
  ],
  skipErrorChecking: true, // `npm run check` has checked them, with TypeScript 7
  validation: { invalidLink: true, notExported: false }
})
app.renderer.defineTheme("default with members of lists", listMembers.themeOf(typedoc))
app.options.setValue("theme", "default with members of lists")
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => shareComments(typedoc, project))
showMembers(app.converter)
app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
  for (const door of project.children ?? []) door.name = doorOf(door.name)
  // Where a name is defined is told; a browser would not show the file.
  for (const reflection of Object.values(project.reflections)) {
    if (!reflection.isDeclaration() && !reflection.isSignature()) continue
    for (const source of reflection.sources ?? []) delete source.url
  }
})
const project = await app.convert()
if (project === undefined) throw new Error("TypeDoc could not read the sources")
asWritten(project)
app.validate(project)
for (const place of undocumented(project)) app.logger.warn(`${place} has no doc comment of its own`)
await app.generateDocs(project, process.argv[2] ?? join(root, ".aquifer/reference"))
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1
