import type * as typedoc from "typedoc"

/** What a list is of; a type that is none is itself. */
const elementOf = (type: typedoc.SomeType): typedoc.SomeType => {
  if (type.type === "typeOperator") return elementOf(type.target)
  if (type.type === "array") return elementOf(type.elementType)
  const element = type.type === "reference" && type.name === "ReadonlyArray" && type.typeArguments?.[0]
  return element ? elementOf(element) : type
}

/** TypeDoc's theme, but for lists of what has no name of its own: the members of that are shown too. */
export const themeOf = ({ DefaultTheme, DefaultThemeRenderContext }: typeof typedoc) => {
  class Context extends DefaultThemeRenderContext {
    constructor(...given: ConstructorParameters<typeof DefaultThemeRenderContext>) {
      super(...given)
      const { typeDeclaration } = this
      this.typeDeclaration = (owner, type) => typeDeclaration(owner, elementOf(type))
    }
  }
  return class extends DefaultTheme {
    override ContextClass = Context
  }
}
