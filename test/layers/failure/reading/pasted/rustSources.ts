import type { Pasted } from "./Pasted.ts"

/** sqlx, tokio-postgres, diesel, deadpool: words of their sources, in the shapes of their traces. */
export const rustSources: ReadonlyArray<Pasted> = [
  ["Error: Migrate(VersionMismatch(20230101000000))", "Rejected", "nothing"],
  [
    "error: set `DATABASE_URL` to use query macros online, or run `cargo sqlx prepare` to update the query cache",
    "Misconfigured",
    "nothing"
  ],
  ["called `Result::unwrap()` on an `Err` value: Error(None)   (r2d2, postgres)", "PoolExhausted", "nothing"],
  ['QueryError "select id from t" [] (ResultError (RowError 0 0 UnexpectedNull))', "Rejected", "unknown"],
  [
    'FormatError {fmtMessage = "2 \'?\' characters, but 3 parameters", fmtQuery = "select ?", fmtParams = []}',
    "Rejected",
    "nothing"
  ],
  [
    "called `Result::unwrap()` on an `Err` value: Timeout(Wait)\n deadpool_postgres",
    "PoolExhausted",
    "nothing"
  ],
  ["Error: Configuration(UrlParse(RelativeUrlWithoutBase)) sqlx", "Misconfigured", "nothing"],
  [
    'called `Result::unwrap()` on an `Err` value: Tls(HandshakeFailure(Error { code: -9807, message: "The certificate was not trusted." })) (tokio_postgres)',
    "Misconfigured",
    "nothing"
  ],
  [
    "error: `SQLX_OFFLINE=true` but there is no cached data for this query, run `cargo sqlx prepare` to update the query cache or unset `SQLX_OFFLINE`",
    "Misconfigured",
    "nothing"
  ]
]
