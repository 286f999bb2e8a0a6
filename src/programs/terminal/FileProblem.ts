import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"

const words: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EDQUOT: "the user's share of the disk is used up",
  EEXIST: "a file is there already",
  EFBIG: "it would be larger than a file may be (ulimit -f)",
  EISDIR: "it is a folder",
  ENOENT: "it does not exist, or its folder does not",
  ENOSPC: "the disk is full",
  ENOTDIR: "a file stands where a folder has to be",
  EPERM: "permission is denied",
  EROFS: "the disk takes no writes"
}

/** Why a file cannot be read or written: what the system said, in words where it says it often. */
export const because = ({ reason }: PlatformError): string => {
  const { _tag, cause } = reason
  const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : _tag
  return words[code] ?? code
}
