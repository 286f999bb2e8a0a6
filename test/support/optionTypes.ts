import { join } from "node:path"
import * as ts from "typescript-6"
import { root } from "./docExamples.ts"

/** An optional property that somebody outside of the package gives, which does not take `undefined`. */
export interface ExactOption {
  /** Where it is found, such as `Repository.many(orderBy)`. */
  readonly path: string
  /** The file and line of its declaration. */
  readonly at: string
}

const source = join(root, "src/")

/** Whether a caller gives a value of the type, or is given it. */
type Direction = "given" | "got"
const opposite = (direction: Direction): Direction => (direction === "given" ? "got" : "given")

/** Walks the types of what is exported: parameters are given by callers, and so is what their callbacks return. */
class Walk {
  readonly found = new Map<string, ExactOption>()
  readonly #checker: ts.TypeChecker
  readonly #seen: Record<Direction, Set<ts.Type>> = { given: new Set(), got: new Set() }
  looked = 0

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker
  }

  /** All that a module exports, and the types among it. */
  module(symbol: ts.Symbol, path: string): void {
    for (const each of this.#checker.getExportsOfModule(symbol)) {
      const target = each.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(each) : each
      const name = path === "" ? each.name : `${path}.${each.name}`
      if (target.flags & ts.SymbolFlags.ValueModule) this.module(target, name)
      else if (target.flags & ts.SymbolFlags.Value)
        this.type(this.#checker.getTypeOfSymbol(target), "got", name)
      // A type by itself is given if it says so: what it is an option of may be made by a caller's own function.
      if (/Options$|Settings$|Query$/.test(target.name) && target.flags & ts.SymbolFlags.Type)
        this.type(this.#checker.getDeclaredTypeOfSymbol(target), "given", name)
    }
  }

  type(type: ts.Type, direction: Direction, path: string): void {
    if (this.#seen[direction].has(type)) return
    this.#seen[direction].add(type)
    if (type.isUnionOrIntersection()) for (const each of type.types) this.type(each, direction, path)
    const constraint =
      type.flags & ts.TypeFlags.TypeParameter ? this.#checker.getBaseConstraintOfType(type) : undefined
    if (constraint !== undefined) this.type(constraint, direction, path)
    for (const each of type.aliasTypeArguments ?? []) this.type(each, direction, path)
    if (!(type.flags & ts.TypeFlags.Object)) return
    for (const each of this.#checker.getTypeArguments(type as ts.TypeReference))
      this.type(each, direction, path)
    for (const kind of [ts.SignatureKind.Call, ts.SignatureKind.Construct])
      for (const signature of this.#checker.getSignaturesOfType(type, kind))
        this.#signature(signature, direction, path)
    for (const property of this.#checker.getPropertiesOfType(type)) this.#property(property, direction, path)
  }

  #signature(signature: ts.Signature, direction: Direction, path: string): void {
    if (signature.declaration !== undefined && !this.#isOurs(signature.declaration)) return
    for (const parameter of signature.parameters)
      this.type(this.#checker.getTypeOfSymbol(parameter), opposite(direction), `${path}(${parameter.name})`)
    this.type(signature.getReturnType(), direction, `${path}()`)
  }

  #property(property: ts.Symbol, direction: Direction, path: string): void {
    const type = this.#checker.getTypeOfSymbol(property)
    const name = `${path}.${property.name}`
    // What a service does, which Effect declares as a property of its class.
    if (property.name === "Service") return this.type(type, direction, name)
    const declaration = property.declarations?.find((each) => this.#isOurs(each))
    if (declaration === undefined) return
    // What a Schema describes is data, in which `undefined` is no value.
    if (
      direction === "given" &&
      property.flags & ts.SymbolFlags.Optional &&
      ts.isPropertySignature(declaration)
    ) {
      this.looked++
      if (this.#isExact(type)) {
        const file = declaration.getSourceFile()
        const { line } = file.getLineAndCharacterOfPosition(declaration.getStart())
        const at = `src/${file.fileName.slice(source.length)}:${line + 1}`
        this.found.set(at, { path: name, at })
      }
    }
    this.type(type, direction, name)
  }

  /** Whether it may be left out, and not be `undefined`: what is left out has a type of its own among its types. */
  #isExact(type: ts.Type): boolean {
    const types = type.isUnion() ? type.types : [type]
    if (types.some(({ flags }) => flags & ts.TypeFlags.Any || flags & ts.TypeFlags.Unknown)) return false
    return !types.includes(this.#checker.getUndefinedType())
  }

  #isOurs(node: ts.Node): boolean {
    return node.getSourceFile().fileName.startsWith(source)
  }
}

/** The options of all that the doors of the package open. */
export const exactOptions = (doors: ReadonlyArray<string>) => {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined
    }
  )
  const files = doors.map((door) => join(root, door))
  const program = ts.createProgram(files, config?.options ?? {})
  const checker = program.getTypeChecker()
  const walk = new Walk(checker)
  for (const file of files) {
    const module = program.getSourceFile(file)
    const symbol = module === undefined ? undefined : checker.getSymbolAtLocation(module)
    if (symbol !== undefined) walk.module(symbol, "")
  }
  return { looked: walk.looked, exact: [...walk.found.values()] }
}
