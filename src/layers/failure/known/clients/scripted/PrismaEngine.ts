import {
  login,
  migrating,
  migration,
  misread,
  misused,
  notOpen,
  settings,
  tooSlow,
  unreachable
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const busyProxy = of("PoolExhausted", "Prisma's own proxy takes no more requests of this project at once", [
  "Lower the concurrency, and try again with growing pauses"
])
const overPlan = of(
  "Misconfigured",
  "Prisma's own proxy serves this project no more: its plan is used up, or it is disabled",
  ["Look into the project's console at Prisma; until then connect directly, without prisma:// in the URL"]
)
const notThere = of("Misconfigured", "Prisma's own proxy has no such project, schema or version", [
  "Generate and deploy the program anew with a current version of Prisma; check the key in the URL"
])
const proxyFailed = of(
  "OutcomeUnknown",
  "Prisma's own proxy failed, so it is not known what became of the statement",
  ["Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"]
)
const notStarted = of("Unavailable", "Prisma's own proxy could not start the engine, so nothing ran", [
  "Try again with growing pauses; look whether the schema is uploaded and the database reached from there"
])
const crashed = of(
  "OutcomeUnknown",
  "Prisma's engine crashed, so it is not known what became of the statement",
  [
    "Look whether it was done, then restart the program: the engine does not come back by itself",
    "Update Prisma; what crashed it is in the text behind PANIC"
  ]
)
const noEngine = of("Misconfigured", "Prisma's client was generated for another platform, or not at all", [
  "Run prisma generate where the program is built, with binaryTargets for where it runs",
  "Copy node_modules/.prisma along, and install the OpenSSL that the engine wants"
])

/** What Prisma's migrations, engines and its own proxy (Accelerate) say. */
export const prismaEngine: Voice = {
  source: "Prisma",
  said: [
    [migrating, "Timed out trying to acquire a postgres advisory lock%s"],
    [
      migration,
      "P3000",
      "P3001",
      "P3002",
      "P3003",
      "P3004",
      "P3005",
      "P3006",
      "P3007",
      "P3008",
      "P3009",
      "P3010",
      "P3011",
      "P3012",
      "P3013",
      "P3014",
      "P3015",
      "P3016",
      "P3017",
      "P3018",
      "P3019",
      "P3020",
      "P3021",
      "P3022",
      "P4001",
      "P4002",
      "The database schema is not empty. Read more about how to baseline%s",
      "migrate found failed migrations in the target database%s",
      "A migration failed to apply. New migrations cannot be applied before%s",
      "Migration %s failed to apply cleanly to the shadow database%s",
      "Prisma Migrate could not create the shadow database%s",
      "Drift detected: Your database schema is not in sync with your migration history",
      "does not match the one specified in the migration_lock.toml%s",
      "Direct execution of DDL (Data Definition Language) SQL statements is disabled on this database%s",
      "Foreign keys cannot be created on this database%s",
      "The introspected database was empty"
    ],
    [crashed, "PrismaClientRustPanicError", "PANIC: timer has gone away"],
    [notOpen, "Engine is not yet connected", "DRIVER.NOT_CONNECTED"],
    [
      noEngine,
      "Prisma Client could not locate the Query Engine%s",
      "Query engine library for current platform %s could not be found%s",
      "Query engine binary for current platform %s could not be found%s",
      "Unable to require(%squery_engine%s",
      "Invalid client engine type, please use %s",
      "Using engine type %s requires either %s",
      "@prisma/client did not initialize yet%s",
      "Prisma has detected that this project was built on %s",
      "PrismaClient is unable to run in %s"
    ],
    [
      settings,
      "P5002",
      "The datasource provided is invalid%s",
      "P6001",
      "PrismaClientConstructorValidationError",
      "The Driver Adapter %s is not compatible with the provider %s",
      "RUNTIME.BINDING_INVALID",
      "RUNTIME.BINDING_MISSING",
      "The datasource.url property is required in your Prisma config file%s",
      "The datasource property %s is no longer supported in schema files%s"
    ],
    [
      login,
      "P5007",
      "Unauthorized, check your connection string",
      "The API Key in the connection string is invalid",
      "P6002"
    ],
    [
      notThere,
      "P5003",
      "Schema needs to be uploaded",
      "Engine version is not supported",
      "P5005",
      "P5012",
      "P6006"
    ],
    [unreachable, "P5010", "Cannot fetch data from service: fetch failed", "P6008"],
    [
      notStarted,
      "P5001",
      "Engine not started: healthcheck timeout",
      "Unknown engine startup error",
      "P5013",
      "P5014"
    ],
    [proxyFailed, "P5000", "P5006", "P6000"],
    [overPlan, "P5008", "P6003", "P6010"],
    [busyProxy, "P5011"],
    [tooSlow, "P5004", "P5009", "P6004"],
    [misused, "P6005", "P5011%sRequest parameters are invalid"],
    [misread, "P6009"]
  ]
}
