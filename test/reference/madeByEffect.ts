import type { Context, Converter } from "typedoc"
import { Comment, CommentTag, DeclarationReflection, ReflectionKind } from "typedoc/models"

const putInGroup = (member: DeclarationReflection, name: string): void => {
  member.comment ??= new Comment()
  member.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: name }]))
}

/** What `yield*` of a service's class gives, which to TypeDoc is a type's argument and no member of anything. */
const addService = (context: Context, made: DeclarationReflection): void => {
  const { checker, converter } = context
  const symbol = context.getSymbolFromReflection(made)
  const service = symbol && checker.getDeclaredTypeOfSymbol(symbol).getProperty("Service")
  if (service === undefined) return
  // Converted apart, as TypeDoc looks in vain for a class's own members in what the class extends.
  const apart = new DeclarationReflection("Service", ReflectionKind.TypeLiteral, made)
  for (const member of checker.getTypeOfSymbol(service).getProperties()) {
    converter.convertSymbol(context.withScope(made).withScope(apart), member)
  }
  for (const member of apart.children ?? []) {
    putInGroup(member, "Service")
    member.parent = made
    made.addChild(member)
  }
}

/** What a class is made of is shown as its own: the text of the expression that makes it says less. */
const hideMaker = (made: DeclarationReflection): void => {
  const isClass = made.extendedTypes?.some(
    (type) => type.type === "reference" && type.reflection !== undefined
  )
  if (isClass !== true) delete made.extendedTypes
  for (const child of made.children?.slice() ?? []) {
    for (const each of [child, ...child.getAllSignatures()]) {
      if (each.overwrites?.name.includes("(") === true) delete each.overwrites
    }
    if (child.inheritedFrom?.name.includes("(") !== true) continue
    delete child.inheritedFrom
    delete child.defaultValue // a Schema, which is the field's type and no value that it has
    if (child.kindOf(ReflectionKind.Constructor)) made.project.removeReflection(child)
  }
}

/** An interface that extends what a Schema decodes has the Schema's fields as its own. */
const hideSchema = (made: DeclarationReflection): void => {
  if (made.extendedTypes?.some((type) => type.type === "reference" && type.name.endsWith("Type")) !== true)
    return
  delete made.extendedTypes
  for (const child of made.children ?? []) {
    delete child.inheritedFrom
    delete child.defaultValue
  }
}

/** Has `type A = typeof A.Type` shown as what it stands for. */
const resolveSchema = (context: Context, alias: DeclarationReflection): void => {
  const ends = `= typeof ${alias.name}.Type`
  const declared: ReadonlyArray<{ getText(): string }> =
    context.getSymbolFromReflection(alias)?.declarations ?? []
  const isSchema = declared.some((each) => each.getText().endsWith(ends))
  if (isSchema) alias.comment?.modifierTags.add("@useDeclaredType")
}

/** Shows classes and types that Effect makes of values with their members, where a reader looks for them. */
export const showMembers = (converter: Converter): void => {
  const classes: Array<readonly [Context, DeclarationReflection]> = []
  const interfaces: Array<DeclarationReflection> = []
  converter.on("createDeclaration", (context, declared) => {
    if (declared.kindOf(ReflectionKind.Class)) classes.push([context, declared])
    if (declared.kindOf(ReflectionKind.Interface)) interfaces.push(declared)
    if (declared.kindOf(ReflectionKind.TypeAlias)) resolveSchema(context, declared)
  })
  const whenAllAreDeclared = () => {
    for (const [context, made] of classes) {
      addService(context, made)
      hideMaker(made)
    }
    for (const made of interfaces) hideSchema(made)
  }
  converter.on("resolveBegin", whenAllAreDeclared, 1_000) // before TypeDoc shortens the paths of sources
}
