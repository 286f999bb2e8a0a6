import { type ProjectReflection, type Reflection, ReflectionKind } from "typedoc/models"

const isInherited = (member: Reflection): boolean =>
  member.isDeclaration() && member.inheritedFrom !== undefined
const lineOf = (member: Reflection): number => (member.isDeclaration() && member.sources?.[0]?.line) || 0

const byLine = (a: Reflection, b: Reflection): number =>
  Number(isInherited(a)) - Number(isInherited(b)) || lineOf(a) - lineOf(b)

const withMembers = ReflectionKind.ClassOrInterface | ReflectionKind.TypeLiteral | ReflectionKind.TypeAlias

/** Puts members in the order in which they are written, what is inherited last; lists of names stay as they are. */
export const asWritten = (project: ProjectReflection): void => {
  for (const found of project.getReflectionsByKind(withMembers)) {
    if (!found.isDeclaration()) continue
    found.children?.sort(byLine)
    for (const { children } of found.groups ?? []) children.sort(byLine)
  }
}
