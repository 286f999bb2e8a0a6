import type { Reporter, TestModule } from "vitest/node"

/** Ends the run with one plain line of counts, which is what CI reads. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      let tests = 0
      for (const test of module.children.allTests()) {
        counts[test.result().state]++
        tests++
      }
      // A file that could not be loaded has no tests to fail.
      if (tests === 0 && !module.ok()) counts.failed++
    }
    process.stdout.write(
      `\n${counts.passed} passed, ${counts.failed + counts.pending} failed, ${counts.skipped} skipped\n`
    )
  }
}
