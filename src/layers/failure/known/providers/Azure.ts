import { poolTimeout } from "../CommonIssue.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { asleep, network, stopped, tls } from "./Provider.ts"

const login = of("Misconfigured", "the provider does not let this user in", [
  "Azure's single server wants user@server; with tokens take a fresh one, for the right tenant and role"
])
const allowList = of(
  "Rejected",
  "this server's provider does not allow the extension until somebody switches it on",
  [
    "Add it to the server parameter azure.extensions (Azure), or to what the provider calls so; then CREATE EXTENSION"
  ],
  { statement: "did not run" }
)

export const azure: Voice = {
  source: "Azure Database for PostgreSQL",
  said: [
    [
      network,
      "Client from Azure Virtual Networks is not allowed to access the server%s",
      "Client with IP address %s is not allowed to connect to this server%s",
      "Client with IP address %s is not allowed to access the server%s"
    ],
    [poolTimeout.verdict, "Failed to acquire a connection from the pool"],
    [
      asleep,
      "Server connection attempt failed%s",
      "The server is currently busy%s",
      "server is not ready to accept connections%s"
    ],
    [
      tls,
      "SSL/TLS required",
      "SSL connection is required. Please specify SSL options and retry",
      "connection requires a valid client certificate"
    ],
    [
      login,
      "Invalid Username specified. Please check the Username and retry connection%s",
      "Authentication failed. The provided password is incorrect%s",
      "The access token has expired%s",
      "Azure AD access token%s",
      "Azure AD user token for role%s",
      "is neither an Azure AD user or application token",
      "AADSTS%d"
    ],
    [
      stopped,
      "server name you tried cannot be found%s",
      "The server name %s is not valid%s",
      "The requested server %s does not exist%s"
    ],
    [
      allowList,
      'extension "%s" is not allow-listed for %s',
      "extension %s is not allow-listed%s",
      'Extension "%s" is not supported by %s',
      'Only members of "azure_pg_admin" are allowed to use CREATE EXTENSION'
    ]
  ]
}
