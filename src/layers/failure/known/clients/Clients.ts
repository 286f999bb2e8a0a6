import type { Voice } from "../Said.ts"
import { dotNetClient } from "./DotNetClient.ts"
import { elixirClient } from "./ElixirClient.ts"
import { goClient } from "./GoClient.ts"
import { javaClient } from "./JavaClient.ts"
import { libpq } from "./Libpq.ts"
import { nodeClient } from "./NodeClient.ts"
import { anybody, aquifer, phpClient, postgrest, smaller } from "./OtherClient.ts"
import { prisma } from "./Prisma.ts"
import { pythonClient } from "./PythonClient.ts"
import { rubyClient } from "./RubyClient.ts"
import { rustClient } from "./RustClient.ts"
import { system } from "./System.ts"

/** Everybody who is no server and no pooler. Where two say the same words, the first counts. */
export const clients: ReadonlyArray<Voice> = [
  aquifer,
  libpq,
  system,
  nodeClient,
  prisma,
  pythonClient,
  javaClient,
  goClient,
  rubyClient,
  elixirClient,
  rustClient,
  dotNetClient,
  phpClient,
  postgrest,
  smaller,
  anybody
]
