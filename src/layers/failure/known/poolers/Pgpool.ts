import { tooManyConnections } from "../CommonIssue.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { badSettings, down, idled, lost, refused } from "./Pooler.ts"

const agreement = of("Misconfigured", "Pgpool and Postgres do not agree on a login", [
  "Compare pool_hba.conf and pool_passwd with pg_hba.conf and password_encryption of each node"
])
const failingOver = of(
  "Unavailable",
  "Pgpool is failing over or attaching a node; sessions are refused until it is done",
  ["Try again in some seconds; pcp_node_info shows each node's state"]
)
const pcp = of(
  "Unavailable",
  "Pgpool's control channel (PCP) did not answer or did not do it; no statement was concerned",
  ["Check pcp_port and that pgpool runs on this machine; then its log"]
)
const pcpLogin = of("Misconfigured", "Pgpool's control channel (PCP) does not let this user in", [
  "Add user and its md5 to pcp.conf, and give the password by .pcppass or at the prompt"
])
const recovery = of("Unavailable", "Pgpool could not recover or attach this node; the others go on", [
  "Check recovery_user, the extension pgpool_recovery in template1 and recovery_1st_stage_command on the primary"
])

export const pgpool: Voice = {
  source: "Pgpool-II",
  said: [
    [
      tooManyConnections.verdict,
      "pgpool is not accepting any more new connections",
      "Sorry, too many clients already"
    ],
    [
      down,
      "all backend nodes are down, pgpool requires at least one valid node",
      "failover: no valid backend node found",
      "failed to create a backend connection",
      "failed to create a backend %d connection",
      "all of the backends are down",
      "pgpool is not accepting any new connections",
      "failed to connect to PostgreSQL server on %s",
      "failed to connect to PostgreSQL server, %s",
      "failed to make persistent db connection",
      "make_persistent_db_connection_noerror failed on node %d",
      "find_primary_node_repeatedly: %s",
      "unable to get session context",
      "failed to get a valid connection to node %d",
      "health check failed on node %d",
      "health check retrying on DB node: %d",
      "pgpool is not available in raw mode%s",
      "All the DB nodes are in down status and skip writing status file%s"
    ],
    [
      failingOver,
      "failover/failback is in progress",
      "Pgpool-II is in the process of failover%s",
      "failover or failback event detected"
    ],
    [
      lost,
      "unable to read data from DB node %d",
      "unable to write data to backend%s",
      "unable to read data from backend",
      "unable to read message kind",
      "unable to read message length",
      "kind mismatch among backends%s",
      "unable to forward message to frontend",
      "unable to flush data to frontend"
    ],
    [idled, "client idle limit reached", "connection terminated due to client_idle_limit%s"],
    [
      agreement,
      "failed to authenticate with backend%s",
      "authentication failed: %s: pool_passwd%s",
      "MD5 authentication is unsupported in %s",
      "client authentication failed: %s",
      "SCRAM authentication failed: pool_passwd%s",
      "could not get the password for user:%s",
      "unable to get password, password file descriptor is NULL",
      "authentication failed from backend",
      "invalid authentication packet from backend",
      "backend response with kind 'E' when expecting 'R'",
      "pool_passwd file does not contain an entry for %s",
      "SASL authentication error",
      "authentication failed, backend node replied with an error",
      "backend authentication failed",
      "clear text authentication failed",
      "pid %d: ERROR:  authentication failed",
      "unable to decrypt password"
    ],
    [
      refused,
      "md5 authentication failed for user:%s",
      "crypt authentication failed for user:%s",
      'authentication with pgpool failed for user "%s" rejected',
      'no pool_hba.conf entry for host "%s"',
      'pool_hba.conf rejects connection for host "%s"',
      "failed authentication against PAM"
    ],
    [
      pcp,
      "connection to PCP server failed%s",
      "failed to process PCP request at the moment",
      "PCP: error while processing %s"
    ],
    [pcpLogin, "authentication failed for new PCP connection", "failed to authenticate PCP user"],
    [
      recovery,
      "node recovery failed%s",
      "executing recovery, %s",
      "executing remote start failed with error%s"
    ],
    [
      badSettings,
      "could not read pid file",
      "initializing pool password, failed to open file%s",
      "pool_passwd reopen failed",
      "pool key file %s has group or world access%s",
      "invalid configuration file line%s",
      "replication_delay_source_cmd is not configured"
    ]
  ]
}
