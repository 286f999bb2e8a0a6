import { posix } from "node:path"
import { defineConfig, type OxlintOverride } from "oxlint"
import { type Room, rooms } from "./.rooms.ts"

/** As it is written in an import of a module in `room`. */
const from = (room: string, used: string): string => {
  const path = posix.relative(room, used)
  return path.startsWith(".") ? path : `./${path}`
}

/** Everything is forbidden, and then what the table allows is not. */
const imports = (room: string, { packages = [], uses }: Room): OxlintOverride => ({
  files: [`src/${room}/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: [
              "**",
              "!effect",
              "!effect/**",
              ...packages.map((name) => `!${name}`),
              "!./*.ts",
              ...uses.map((used) => `!${from(room, used)}/*.ts`)
            ],
            message: `The table of rooms (.rooms.ts) does not let ${room} import this.`
          }
        ]
      }
    ]
  }
})

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  env: { node: true, es2024: true },
  rules: {
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "off",
    "no-console": "error",
    "no-var": "error",
    eqeqeq: "error",
    "no-shadow": "off",
    "require-yield": "off",
    "no-await-in-loop": "off",
    "unicorn/no-array-method-this-argument": "off",
    "unicorn/no-thenable": "off",
    "no-underscore-dangle": "off",
    "oxc/no-map-spread": "off",
    "promise/valid-params": "off"
  },
  overrides: [
    ...Object.entries(rooms).map(([room, spec]) => imports(room, spec)),
    {
      files: ["src/programs/*.js"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                group: [
                  "**",
                  "!node:*",
                  "!./CompileCache.js",
                  "!./EnvFile.js",
                  "!./Preflight.js",
                  "!./main.ts",
                  "!./runnerMain.ts"
                ],
                message: "What runs before there is a cache of compiled code loads only what Node has anyway."
              }
            ]
          }
        ]
      }
    },
    { files: ["src/*.ts"], rules: { "import/max-dependencies": "off" } },
    {
      files: ["test/**/*.ts"],
      rules: {
        "no-console": "off",
        "vitest/require-mock-type-parameters": "off",
        "vitest/no-standalone-expect": "off",
        "vitest/valid-expect": "off",
        "unicorn/consistent-function-scoping": "off"
      }
    }
  ]
})
