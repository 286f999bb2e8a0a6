import { misused, tooOld, unreachable, waited } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const cache = of("Unavailable", "PostgREST could not read the schema from the database; nothing ran", [
  "Look whether the database is overloaded or restarting; PostgREST tries again by itself"
])
const unknownName = of(
  "Rejected",
  "PostgREST knows no table, column or function of this name, or more than one",
  [
    "Correct the name, or say which one: a hint of the foreign key, the arguments' names",
    "After changing the schema: NOTIFY pgrst, 'reload schema'"
  ],
  { statement: "did not run" }
)
const undone = of(
  "Rejected",
  "what the statement gave is not what the request asked for, so PostgREST rolled it back",
  [
    "Correct the request or the function: how many rows it may give or change, the headers and status that it sets"
  ]
)
const token = of(
  "Misconfigured",
  "PostgREST does not accept the token of the request, so nothing was sent to the database",
  [
    "Sign in again for a new token; check the project's key, and the clocks of both machines",
    "Compare the secret that signed it with PostgREST's jwt-secret"
  ],
  { retry: "no" }
)

/** What PostgREST, and so Supabase's data API, says by its own codes. */
export const postgrest: Voice = {
  source: "PostgREST",
  said: [
    [unreachable, "PGRST000", "PGRST001", "Failed to query the PostgreSQL version%s"],
    [
      cache,
      "PGRST002",
      "Could not query the database for the schema cache%s",
      "Failed to load the schema cache%s"
    ],
    [waited, "PGRST003", "Timed out acquiring connection from connection pool"],
    [
      misused,
      "PGRST100",
      "PGRST101",
      "PGRST102",
      "PGRST103",
      "PGRST104",
      "PGRST105",
      "PGRST107",
      "PGRST108",
      "PGRST109",
      "PGRST113",
      "PGRST114",
      "PGRST115",
      "PGRST117",
      "PGRST118",
      "PGRST119",
      "PGRST120",
      "PGRST122",
      "PGRST123",
      "PGRST126",
      "PGRST127",
      "PGRST128"
    ],
    [
      undone,
      "PGRST110",
      "PGRST111",
      "PGRST112",
      "PGRST116",
      "PGRST121",
      "PGRST124",
      "JSON object requested, multiple (or no) rows returned",
      "Cannot coerce the result to a single JSON object",
      "Query result exceeds max-affected preference constraint"
    ],
    [
      unknownName,
      "PGRST106",
      "PGRST125",
      "PGRST200",
      "PGRST201",
      "PGRST202",
      "PGRST203",
      "PGRST204",
      "PGRST205",
      "in the schema cache",
      "Could not embed because more than one relationship was found for %s",
      "Could not choose the best candidate function between%s"
    ],
    [token, "PGRST300", "PGRST301", "PGRST302", "PGRST303"],
    [tooOld, "Cannot run in this PostgreSQL version, PostgREST needs at least %s"]
  ]
}
