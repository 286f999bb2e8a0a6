import { busy, closedPool, misread, misused, settings, stale } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const retriesOver = of(
  "Unavailable",
  "each attempt failed with a transient error; what the last one was says the inner exception",
  [
    "Read the inner exception; look first whether one of the attempts was done, if it was no query",
    "More attempts (EnableRetryOnFailure) help only if the server comes back in that time"
  ],
  { statement: "unknown" }
)

/** What Entity Framework Core and Dapper say. */
export const dotNetMapper: Voice = {
  source: "a mapper for .NET",
  said: [
    [
      stale,
      "The database operation was expected to affect %d row(s), but actually affected %d row(s)%s",
      "Database operation expected to affect %d row(s) but actually affected %d row(s)%s",
      "DbUpdateConcurrencyException"
    ],
    [busy, "A second operation was started on this context instance before a previous operation completed%s"],
    [
      closedPool,
      "Cannot access a disposed context instance%s",
      "The operation cannot be completed because the DbContext has been disposed"
    ],
    [retriesOver, "The maximum number of retries (%d) was exceeded while executing database operations%s"],
    [
      misused,
      "is of type %s which is not supported by the current database provider",
      "Unable to resolve service for type %s.DbContextOptions%s",
      "The configured execution strategy %s does not support user-initiated transactions%s",
      "The connection is already in a transaction and cannot participate in another transaction",
      "The specified transaction is not associated with the current connection%s",
      "The LINQ expression %s could not be translated%s",
      "cannot be tracked because another instance with the same key value for %s is already being tracked",
      "PostgreSQL sequences cannot be used to generate values for the property %s",
      "The entity type %s requires a primary key to be defined%s",
      "cannot be used as a parameter value"
    ],
    [
      settings,
      "No database provider has been configured for this DbContext%s",
      "Unable to create a 'DbContext' of type %s",
      "Unable to create an object of type %sDbContext%s",
      "Using two distinct data sources within a service provider is not supported%s"
    ],
    [
      misread,
      "The required column %s was not present in the results of a 'FromSql' operation",
      "A parameterless default constructor or one matching signature %s is required for %s",
      "Error parsing column %d (%s)",
      "When using the multi-mapping APIs ensure you set the splitOn param%s"
    ]
  ]
}
