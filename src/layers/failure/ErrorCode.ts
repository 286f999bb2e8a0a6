import { Predicate } from "effect"

/** Node's code of a failed system call, such as EACCES; "unknown error" when there is none. */
export const of = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : "unknown error"
