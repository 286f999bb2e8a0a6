import { describe, expect, it } from "@effect/vitest"
import * as AptPackage from "../../../../src/layers/local/pgbouncer/AptPackage.ts"

describe("AptPackage.withLibraries", () => {
  const printed = `server
  PreDepends: init-scripts
  Depends: libone1
 |Depends: libtwo2
  Depends: <libtwo-virtual>
    libtwo2-other
  Depends: server-common
init-scripts
libone1
  Depends: libthree3
  Depends: zlib1g
libtwo2
  Depends: libone1
libtwo2-other
libthree3
  Depends: libone1
  Depends: libthree-data:any
zlib1g
server-common
  Depends: libscript-perl
`

  it("follows shared libraries, round and round, and nothing else", () => {
    expect(AptPackage.withLibraries("server", printed).toSorted()).toEqual([
      "libone1",
      "libthree3",
      "libtwo2",
      "libtwo2-other",
      "server",
      "zlib1g"
    ])
  })
})
