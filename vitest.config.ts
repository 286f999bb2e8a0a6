import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["aquifer-source"] },
  ssr: { resolve: { conditions: ["aquifer-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    reporters: ["default", "./test/support/closingLine.ts"],
    globalSetup: ["test/support/globalSetup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000
  }
})
