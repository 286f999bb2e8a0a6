import { defineConfig } from "vitest/config"
import { LongestFirst } from "./test/support/LongestFirst.ts"

const conditions = ["aquifer-source"]
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } }

/** Suites with servers: the run's own, which they share (integration), and some of their own beside (isolated). */
const withServers = "test/**/*.{integration,isolated}.test.ts"

/** One of `npm test`'s two halves. Modules are loaded once a worker: loading them takes longer than most suites. */
const suites = {
  isolate: false,
  // Twice as many as the cores that it is tuned for, as suites wait about half of the time.
  maxWorkers: 4,
  testTimeout: 60_000,
  hookTimeout: 120_000
}

export default defineConfig({
  ...resolve,
  test: {
    maxWorkers: suites.maxWorkers,
    reporters: ["default", "./test/support/closingLine.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...resolve,
        test: { ...suites, name: "unit", include: ["test/**/*.test.ts"], exclude: [withServers] }
      },
      {
        ...resolve,
        test: {
          ...suites,
          name: "servers",
          include: [withServers],
          globalSetup: ["test/support/globalSetup.ts"]
        }
      }
    ]
  }
})
