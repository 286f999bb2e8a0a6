import type { Voice } from "../Said.ts"
import { cppClient } from "./compiled/CppClient.ts"
import { dotNetClient } from "./compiled/DotNetClient.ts"
import { dotNetMapper } from "./compiled/DotNetMapper.ts"
import { elixirClient } from "./compiled/ElixirClient.ts"
import { goClient } from "./compiled/GoClient.ts"
import { goMapper } from "./compiled/GoMapper.ts"
import { goStandard } from "./compiled/GoStandard.ts"
import { haskellClient } from "./compiled/HaskellClient.ts"
import { javaDriver } from "./compiled/JavaDriver.ts"
import { javaMapper } from "./compiled/JavaMapper.ts"
import { javaPool } from "./compiled/JavaPool.ts"
import { javaReactive } from "./compiled/JavaReactive.ts"
import { javaStatement } from "./compiled/JavaStatement.ts"
import { rustClient } from "./compiled/RustClient.ts"
import { scalaClient } from "./compiled/ScalaClient.ts"
import { smallerClient } from "./compiled/SmallerClient.ts"
import { exceptionNames } from "./exceptions/ExceptionName.ts"
import { libpq } from "./Libpq.ts"
import { libpqConnect } from "./LibpqConnect.ts"
import { migrationTool } from "./MigrationTool.ts"
import { anybody, aquifer, smaller } from "./OtherClient.ts"
import { asyncpg } from "./scripted/Asyncpg.ts"
import { edgeDriver } from "./scripted/EdgeDriver.ts"
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
import { sharedWords } from "./SharedWords.ts"
import { system } from "./System.ts"
import { wrapper } from "./Wrapper.ts"

/** Everybody who is no server and no pooler. Where two say the same words, the first counts. */
export const clients: ReadonlyArray<Voice> = [
  aquifer,
  libpq,
  libpqConnect,
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
  javaDriver,
  javaStatement,
  javaPool,
  javaReactive,
  javaMapper,
  scalaClient,
  goClient,
  goStandard,
  goMapper,
  rubyClient,
  elixirClient,
  haskellClient,
  rustClient,
  dotNetClient,
  dotNetMapper,
  cppClient,
  smallerClient,
  migrationTool,
  phpClient,
  postgrest,
  lesserScripted,
  smaller,
  anybody,
  sharedWords
]

/** Who is heard only where nobody else says anything. */
export const wrappers: ReadonlyArray<Voice> = [wrapper, ...exceptionNames]
