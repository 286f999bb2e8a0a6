import { settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { again, asleep, full, stopped } from "./Provider.ts"

const noInstance = of(
  "Unavailable",
  "the provider's proxy found no healthy instance behind this address; nothing ran",
  [
    "Look whether the database's machine runs and passes its checks (fly status, fly logs); then try again",
    ...again
  ]
)
const suspended = of(
  "Misconfigured",
  "the provider suspended this database: unpaid, out of plan, or idle for long",
  ["Resume or upgrade it in the provider's console; connections are refused until then"]
)
const unknownProject = of("Misconfigured", "the provider's pooler knows no project of this name", [
  "Copy host and user anew from the provider's console: the host's first part, or the user's ending, names the project"
])

/** Supabase's platform, Railway, Render, Fly, Heroku, Vercel, DigitalOcean, Aiven. */
export const hosting: Voice = {
  source: "the provider of the database",
  said: [
    [settings, "missing_connection_string"],
    [
      noInstance,
      "no known healthy instances found for route%s",
      "could not find a good candidate within %d attempts at load balancing%s"
    ],
    [stopped, "project is paused%s", "Project not found or paused%s", "The project is currently paused%s"],
    [
      suspended,
      "database is suspended%s",
      "your database has been suspended%s",
      "This database has been suspended%s"
    ],
    [unknownProject, "project not found for hostname %s"],
    [asleep, "The database is currently restarting%s"],
    [full, "exceeded its storage limit%s", "disk usage exceeded%s read-only mode%s"]
  ]
}
