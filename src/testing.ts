/**
 * For test suites of programs that use this package: a database of a suite's own, faults, and what a statement gives.
 *
 * @module
 */

/** Faults that a test has happen on the way to its database. */
export * as Fault from "./layers/testing/Fault.ts"
/** A database of a test suite's own, and what a statement gives. */
export * as Testing from "./layers/testing/Testing.ts"
