import { broken, closedPool } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { again } from "./Provider.ts"

const login = of("Misconfigured", "Cloud SQL or AlloyDB does not let this account in", [
  "Add the account as an IAM user of the instance, with the role Cloud SQL Instance User; leave .gserviceaccount.com off its name"
])
const rights = of("Misconfigured", "the connector may not reach this instance", [
  "Give its account the role Cloud SQL Client (or AlloyDB Client), switch the Admin API on, and check PROJECT:REGION:INSTANCE"
])
const credentials = of("Misconfigured", "the connector or proxy has no usable Google credentials", [
  "Run gcloud auth application-default login, name a key by --credentials-file, or give the workload a service account"
])
const unreachable = of("Unavailable", "the connector could not reach the instance; nothing ran", [
  "Look whether the instance runs and has the kind of address (public, private) that the connector asks for",
  "A private address is reached from within its network alone; port 3307 has to be open outwards",
  ...again
])
const start = of(
  "Misconfigured",
  "the proxy could not start: a flag, a name or an address that it cannot use",
  ["Correct the flag or PROJECT:REGION:INSTANCE; take another --port if something listens there already"]
)
const certificate = of(
  "Misconfigured",
  "the instance's certificate is not the one that the connector expects",
  ["Check that PROJECT:REGION:INSTANCE is the instance at this address, and the clock of this machine"]
)

export const google: Voice = {
  source: "Cloud SQL or AlloyDB",
  said: [
    [
      login,
      "Cloud SQL IAM user authentication failed for user %s",
      "Cloud SQL IAM service account authentication failed for user %s",
      "AlloyDB IAM user authentication failed%s",
      "does not support Auto IAM DB Authentication",
      "failed to retrieve Oauth2 token%s"
    ],
    [
      rights,
      "failed to get instance metadata %s Error 403: %s",
      "create ephemeral cert failed %s Error 403: %s",
      "fetch ephemeral cert failed %s Error 403: %s",
      "Not authorized to access resource%s",
      "boss::NOT_AUTHORIZED%s",
      "403, message='Forbidden', url=URL('https://alloydb.googleapis.com%s",
      "403, message='Forbidden', url=URL('https://sqladmin.googleapis.com%s",
      "The client is not authorized to make this request%s",
      "ensure that the account has access to %s",
      "Cloud SQL Admin API has not been used in project %s",
      "AlloyDB API has not been used in project %s",
      "Google Cloud SQL Admin API has not been used%s"
    ],
    [
      credentials,
      "google: could not find default credentials%s",
      "error initializing dialer: %s",
      "failed to create default credentials%s",
      "Could not load the default credentials%s",
      "could not find default credentials. See https://cloud.google.com/docs/authentication%s"
    ],
    [broken, "Instance %s closed connection"],
    [
      unreachable,
      "Cloud SQL connection failed%s",
      "errors parsing config: googleapi: Error 503%s",
      "failed to connect to instance: %s",
      "failed to connect to AlloyDB instance%s",
      "instance does not have IP of type %s",
      "Failed to connect to the instance%s",
      "failed to get instance metadata%s",
      "fetch ephemeral cert failed%s",
      "create ephemeral cert failed%s",
      "cannot connect to instance - it has no supported IP addresses",
      "Dial error: failed to dial%s",
      "couldn't connect to %s: Post %s createEphemeral%s",
      "Throttling refreshCfg(%s",
      "proxy server error: %s",
      "instance %s is not running",
      "context was canceled or expired before refresh completed",
      "couldn't connect to %s: dial tcp %s:3307%s"
    ],
    [
      start,
      "The proxy has encountered a terminal error: %s",
      "invalid instance connection name%s",
      "missing instance_connection_name%s",
      "must be specified in PROJECT:REGION:INSTANCE%s",
      "Unable to mount socket: %s",
      "could not resolve instance version: %s"
    ],
    [closedPool, "cloudsqlconn: dialer is closed", "alloydbconn: dialer is closed"],
    [
      unreachable,
      "handshake failed (connection name = %s): context deadline exceeded",
      "handshake failed (connection name = %s): i/o timeout"
    ],
    [
      certificate,
      "handshake failed (connection name = %s",
      "certificate had CN %s, expected %s",
      "instance does not have a server CA certificate"
    ]
  ]
}
