// For test suites of programs that use this package: a database of a suite's own, faults, and what a statement gives.
export * as Fault from "./layers/testing/Fault.ts"
export * as Testing from "./layers/testing/Testing.ts"
