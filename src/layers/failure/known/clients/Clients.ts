import type { Voice } from "../Said.ts"
import { dotNetClient } from "./compiled/DotNetClient.ts"
import { elixirClient } from "./compiled/ElixirClient.ts"
import { goClient } from "./compiled/GoClient.ts"
import { javaClient } from "./compiled/JavaClient.ts"
import { rustClient } from "./compiled/RustClient.ts"
import { libpq } from "./Libpq.ts"
import { anybody, aquifer, smaller } from "./OtherClient.ts"
import { asyncpg } from "./scripted/Asyncpg.ts"
import { edgeDriver } from "./scripted/EdgeDriver.ts"
import { exceptionNames } from "./scripted/ExceptionName.ts"
import { lesserScripted } from "./scripted/LesserScripted.ts"
import { nodeDriver } from "./scripted/NodeDriver.ts"
import { nodeMapper } from "./scripted/NodeMapper.ts"
import { nodeQuery } from "./scripted/NodeQuery.ts"
import { phpClient } from "./scripted/PhpClient.ts"
import { postgrest } from "./scripted/Postgrest.ts"
import { prisma } from "./scripted/Prisma.ts"
import { prismaEngine } from "./scripted/PrismaEngine.ts"
import { prismaQuery } from "./scripted/PrismaQuery.ts"
import { psycopg } from "./scripted/Psycopg.ts"
import { pythonFramework } from "./scripted/PythonFramework.ts"
import { rubyClient } from "./scripted/RubyClient.ts"
import { sqlAlchemy } from "./scripted/SqlAlchemy.ts"
import { system } from "./System.ts"
import { wrapper } from "./Wrapper.ts"

/** Everybody who is no server and no pooler. Where two say the same words, the first counts. */
export const clients: ReadonlyArray<Voice> = [
  aquifer,
  libpq,
  system,
  nodeDriver,
  edgeDriver,
  nodeQuery,
  nodeMapper,
  prisma,
  prismaQuery,
  prismaEngine,
  psycopg,
  asyncpg,
  sqlAlchemy,
  pythonFramework,
  javaClient,
  goClient,
  rubyClient,
  elixirClient,
  rustClient,
  dotNetClient,
  phpClient,
  postgrest,
  lesserScripted,
  smaller,
  anybody
]

/** Who is heard only where nobody else says anything. */
export const wrappers: ReadonlyArray<Voice> = [wrapper, exceptionNames]
