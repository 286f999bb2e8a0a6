import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** A package is not installed that most do without. */
export class PackageMissing extends Data.TaggedError("PackageMissing")<{
  /** What needs it, such as a flag. */
  readonly by: string
  readonly packages: ReadonlyArray<string>
}> {
  override readonly message = `${this.by} needs what is not installed with aquifer, as most do without: npm install ${this.packages.join(" ")}`
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"

/** Loads a module that needs packages which are not installed with this one. */
export const load = <A>(
  by: string,
  packages: ReadonlyArray<string>,
  module: () => Promise<A>
): Effect.Effect<A, PackageMissing> =>
  Effect.tryPromise({ try: module, catch: (error) => error }).pipe(
    Effect.catch((error) =>
      isMissing(error) ? Effect.fail(new PackageMissing({ by, packages })) : Effect.die(error)
    )
  )
