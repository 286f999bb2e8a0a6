import type * as typedoc from "typedoc"

/**
 * A schema and the interface of what it decodes share a name and one doc comment, which stands in front of the first. Gives
 * it to both, and leaves the schema out where its door opens the type alone: it is there as a type alias, for want of a
 * value.
 */
export const shareComments = (
  { ReflectionKind }: typeof typedoc,
  project: typedoc.ProjectReflection
): void => {
  const declarations = Object.values(project.reflections).filter((each) => each.isDeclaration())
  for (const [, named] of Map.groupBy(declarations, (each) => `${each.parent?.id} ${each.name}`)) {
    const shown = named.find(({ kind }) => kind === ReflectionKind.Interface)
    const schema = named.find(
      ({ kind }) => kind === ReflectionKind.Variable || kind === ReflectionKind.TypeAlias
    )
    if (shown === undefined || schema?.comment === undefined) continue
    shown.comment ??= schema.comment.clone()
    if (schema.kind === ReflectionKind.TypeAlias) project.removeReflection(schema)
  }
}
