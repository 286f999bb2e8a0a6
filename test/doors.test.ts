import { describe, expect, it } from "@effect/vitest"
import * as core from "aquifer"
import * as health from "aquifer/health"
import * as local from "aquifer/local"
import * as monitor from "aquifer/monitor"
import * as operations from "aquifer/operations"
import * as research from "aquifer/research"
import * as testing from "aquifer/testing"

describe("The doors of the package", () => {
  it("aquifer gives the core's names, and no others", () => {
    expect(Object.keys(core).toSorted()).toEqual([
      "BulkWrite",
      "ChangeFeed",
      "ConnectionLimit",
      "DataError",
      "Deadline",
      "DirectPg",
      "ExistingTables",
      "GroupCommit",
      "Idempotency",
      "Identity",
      "Lease",
      "Lookup",
      "MetricCatalogue",
      "Migration",
      "NearCache",
      "Operation",
      "PgConfig",
      "PgFailure",
      "PgTransaction",
      "PgUrl",
      "PooledPg",
      "Replica",
      "ReplicaPg",
      "Repository",
      "SchemaDrift",
      "Telemetry",
      "Transaction",
      "Turn",
      "kitSchema"
    ])
    expect(Object.keys(core.Deadline).toSorted()).toEqual(["remaining", "within"])
    expect(Object.keys(core.BulkWrite)).toEqual(["make"])
    expect(Object.keys(core.ChangeFeed).toSorted()).toEqual(["ChangeEvent", "changesFor", "make"])
    expect(Object.keys(core.GroupCommit)).toEqual(["make"])
    expect(Object.keys(core.Idempotency).toSorted()).toEqual(["KeyReused", "layerMemory", "once"])
    expect(Object.keys(core.Lease).toSorted()).toEqual([
      "Held",
      "LeaseLost",
      "Leases",
      "layer",
      "layerMemory",
      "tryWith"
    ])
    expect(Object.keys(core.Lookup).toSorted()).toEqual(["make", "request"])
    expect(Object.keys(core.Repository).toSorted()).toEqual([
      "Cursor",
      "Service",
      "VersionConflict",
      "make",
      "many",
      "unique"
    ])
    expect(Object.keys(core.Migration).toSorted()).toEqual([
      "MigrationFailed",
      "ofSet",
      "plan",
      "run",
      "status",
      "undo"
    ])
    expect(Object.keys(core.NearCache)).toEqual(["make"])
    expect(Object.keys(core.Operation)).toEqual(["make"])
    expect(Object.keys(core.Replica).toSorted()).toEqual(["make", "reading", "session"])
    expect(Object.keys(core.Transaction).toSorted()).toEqual(["Current", "outside", "run"])
    expect(Object.keys(core.PgTransaction)).toEqual(["begun", "last"])
    expect(Object.keys(core.Identity).toSorted()).toEqual(["Partition", "as", "none"])
    expect(Object.keys(core.PgUrl).toSorted()).toEqual([
      "addressOf",
      "fromString",
      "hostsOf",
      "isLoopback",
      "isSupabase",
      "placeOf"
    ])
    expect(Object.keys(core.PgFailure).toSorted()).toEqual([
      "Advice",
      "ConstraintViolated",
      "Contention",
      "DeadlineExceeded",
      "Misconfigured",
      "OutcomeUnknown",
      "PgFailure",
      "Phase",
      "PoolExhausted",
      "ReadOnly",
      "Rejected",
      "SessionStateRequired",
      "Statement",
      "StorageFull",
      "Unavailable",
      "Unclassified",
      "advice",
      "classify",
      "explain",
      "isPgFailure",
      "ofCause"
    ])
  })

  it("the others give theirs", () => {
    expect(Object.keys(research).toSorted()).toEqual([
      "ChangeFeed",
      "DocumentSource",
      "DocumentSourceError",
      "Keyword",
      "ReportsPool",
      "ResearchAnalytics",
      "ResearchCache",
      "ResearchDocument",
      "ResearchDocuments",
      "ResearchMemory",
      "ResearchPeriod",
      "researchIndexes",
      "researchSchema"
    ])
    expect(Object.keys(operations).toSorted()).toEqual([
      "ClusterStorage",
      "ConsoleUnavailable",
      "DatabaseActivity",
      "DatabaseInsight",
      "Doctor",
      "EffectTables",
      "HostLookup",
      "HostUnknown",
      "LoadTest",
      "Overview",
      "PgBouncerConsole",
      "PoolMetrics",
      "PoolMonitor",
      "PoolObservation",
      "PoolSizing",
      "ServerMetrics"
    ])
    expect(Object.keys(health).toSorted()).toEqual(["HttpFailure", "Liveness", "PgHealth", "Readiness"])
    expect(Object.keys(monitor)).toEqual(["MonitorPage"])
    expect(Object.keys(monitor.MonitorPage).toSorted()).toEqual(["NotServable", "layerRoutes"])
    expect(Object.keys(local).toSorted()).toEqual([
      "EmbeddedPg",
      "LocalPair",
      "LocalPgBouncer",
      "LocalServerError",
      "PgBouncerNotFound",
      "StandbyPg"
    ])
    expect(Object.keys(testing).toSorted()).toEqual(["Fault", "Testing"])
    expect(Object.keys(testing.Testing).toSorted()).toEqual([
      "StatementMismatch",
      "TestDatabase",
      "describes",
      "layer",
      "live"
    ])
    expect(Object.keys(testing.Fault).toSorted()).toEqual([
      "answerOfCommitLost",
      "connectionsCut",
      "cutAfter",
      "cutBefore",
      "deadlockOnce",
      "outcomeLost",
      "poolExhausted",
      "readOnly"
    ])
  })
})
