import { BaseSequencer, type TestSpecification } from "vitest/node"

/** How long suites of a kind tend to take: those with processes of their own the longest. */
const kinds = [".isolated.test.ts", ".integration.test.ts", ".test.ts"]

const kindOf = ({ moduleId }: TestSpecification): number =>
  kinds.findIndex((suffix) => moduleId.endsWith(suffix))

const { sort: asVitestDoes } = BaseSequencer.prototype

/**
 * Suites with servers before those without, so that none that takes long is begun when all others are done. Within a
 * kind it is Vitest's order: the longest of the last run first, and the largest files in a clone that has had none.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const sorted = await asVitestDoes.call(this, files)
    return sorted.toSorted((one, other) => kindOf(one) - kindOf(other))
  }
}
