import type { Voice } from "../Said.ts"
import { dotNetClient } from "./compiled/DotNetClient.ts"
import { elixirClient } from "./compiled/ElixirClient.ts"
import { goClient } from "./compiled/GoClient.ts"
import { javaClient } from "./compiled/JavaClient.ts"
import { rustClient } from "./compiled/RustClient.ts"
import { libpq } from "./Libpq.ts"
import { anybody, aquifer, phpClient, postgrest, smaller } from "./OtherClient.ts"
import { nodeClient } from "./scripted/NodeClient.ts"
import { prisma } from "./scripted/Prisma.ts"
import { pythonClient } from "./scripted/PythonClient.ts"
import { rubyClient } from "./scripted/RubyClient.ts"
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
