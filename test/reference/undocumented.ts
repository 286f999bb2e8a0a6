import { type DeclarationReflection, type ProjectReflection, ReflectionKind } from "typedoc/models"

/** What a reader looks up by its name; a constructor is not, as what it takes are the members of its class. */
const named = (ReflectionKind.SomeExport | ReflectionKind.SomeMember) & ~ReflectionKind.Reference

/** Where it is declared in our sources; nowhere where Effect or Node declares it, whose own documentation has it. */
const placeOf = ({ name, sources = [] }: DeclarationReflection): string | undefined => {
  const ours = sources.find(({ fileName }) => fileName.startsWith("src/"))
  return ours && `${ours.fileName}:${ours.line} ${name}`
}

/** A function's comment is at its signature, and that of a property which holds one at the signature of its type. */
const isDocumented = (member: DeclarationReflection): boolean => {
  const held = member.type?.type === "reflection" ? member.type.declaration.signatures : undefined
  const signatures = [member.getSignature, member.setSignature, ...(member.signatures ?? held ?? [])]
  return member.hasComment() || signatures.some((signature) => signature?.hasComment())
}

/**
 * Public names and members without a sentence of their own, once for each place that declares one, in order.
 *
 * Exempt are constructors, and what Effect's or Node's classes give ours: `_tag`, `stack`, `pipe` and the like.
 */
export const undocumented = (project: ProjectReflection): ReadonlyArray<string> => {
  const members = project.getReflectionsByKind(named).filter((found) => found.isDeclaration())
  const places = members.flatMap((member) => (isDocumented(member) ? [] : (placeOf(member) ?? [])))
  return [...new Set(places)].toSorted()
}
