import { clone } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { directory, noServer, setUp } from "./Tool.ts"

const store = of(
  "Unavailable",
  "the cluster's store (etcd, Consul, ZooKeeper, Kubernetes) did not answer, so the primary stepped down or nobody may step up",
  [
    "Look whether the store has a majority and answers from here within ttl; writes are refused until it does",
    "With failsafe_mode a primary goes on while it reaches all members"
  ]
)
const noLeader = of(
  "Unavailable",
  "the cluster has no primary now, or this node cannot become one; writes wait or are refused",
  [
    "patronictl list (repmgr cluster show, stolonctl status) shows each node's role, lag and timeline",
    "Try again: a failover takes ttl, mostly 30 s, at most"
  ]
)
const alike = of(
  "Misconfigured",
  "this node is not one of this cluster: another system identifier, or a name that is taken",
  [
    "Check scope, name and data directory; a node of another cluster has to be made anew from this one's primary"
  ]
)
const full = of(
  "StorageFull",
  "the volume of the data directory or of the WAL is almost full, so the server was not started",
  ["Make the volume larger, or find what keeps WAL: a failing archive_command, an abandoned replication slot"]
)
const fenced = of(
  "Unavailable",
  "an operator or administrator keeps this server stopped (fenced, paused, in switchover)",
  ["Lift it when it is meant to run again; until then use another member"]
)
const archive = of(
  "Unavailable",
  "WAL could not be archived, so it stays on the server's disk until it can",
  ["Look for the reason in the line before: credentials, the bucket, the network; watch the disk meanwhile"]
)

const notStarted = of(
  "Unavailable",
  "the manager could not start this server; why is in the server's own log",
  ["Look at the server's last lines before it: its files, its settings, its volume or its memory"],
  { retry: "slowly" }
)

export const cluster: Voice = {
  source: "a cluster's manager (Patroni, repmgr, stolon, CloudNativePG)",
  said: [
    [
      store,
      "DCS is not accessible",
      "demoting self because DCS is not accessible%s",
      "Failed to get list of machines from %s",
      "Could not get the list of servers, maybe you provided the wrong host(s) to connect to?",
      "Can not get cluster from dcs",
      "Error communicating with DCS",
      "watchprefix failed: ProtocolError%s",
      "watchprefix failed: %s",
      "not promoting because failed to update leader lock in DCS",
      "demoted self after trying and failing to obtain lock",
      "not promoting because %s",
      "Request to server %s failed: %s DCS",
      "failed to update leader lock",
      "demoted self because failed to update leader lock in DCS",
      "error retrieving cluster data%s"
    ],
    [
      noLeader,
      "not healthy enough for leader race",
      "My wal position exceeds maximum replication lag",
      "waiting for leader to bootstrap",
      "waiting for standby_leader to bootstrap",
      "no good candidates have been found",
      "switchover is not possible: %s",
      "failover is not possible: %s",
      "Primary crashed. Failing over",
      "following a different leader because i am not the healthiest node",
      "Can not fetch local timeline and lsn from replication connection",
      "Postgresql is not running",
      "Error communicating with PostgreSQL. Will try again later",
      "Retry got exception: 'connection problems'",
      "PostgreSQL is not running",
      "no keeper info available",
      "unable to connect to the primary database",
      "unable to connect to upstream node %s",
      "unable to determine if server is in recovery",
      "Server postgres/%s is DOWN%s",
      "backend '%s' has no server available!",
      "unable to determine primary node%s",
      "no visible followers will receive%s",
      "Primary lease lost, cannot verify holder%s"
    ],
    [
      alike,
      "system ID mismatch, node %s belongs to a different cluster%s",
      "there is already a node named %s running",
      "Permanent logical replication slot %s is conflicting with physical replication slot%s",
      "saved uid %s differs from configuration uid%s",
      "cannot open file: %s/backup.info",
      "current db UID different than cluster data db UID"
    ],
    [
      clone,
      "failed to bootstrap from leader %s",
      "failed to bootstrap (without leader)",
      "PatroniException: 'Failed to bootstrap cluster'",
      "Failed to bootstrap cluster",
      "Error when fetching backup: pg_basebackup exited with code=%d",
      "Failed to rewind%s",
      "pg_rewind exit code=%d",
      "error syncing with pg_rewind",
      "failed to resync from followed instance",
      "failed to start postgres",
      "failed to initialize postgres database cluster",
      "trying to bootstrap from leader %s",
      "PostgreSQL process exited with errors",
      "Unable to start PostgreSQL up"
    ],
    [
      full,
      "Detected low-disk space condition%s",
      "Not enough WAL disk space, avoid starting PostgreSQL",
      'is in phase "Not enough disk space"',
      "Not enough disk space: cluster"
    ],
    [
      fenced,
      "Instance is fenced, won't start postgres right now",
      "Refusing to archive WALs until the switchover is not completed"
    ],
    [
      archive,
      "Error while calling ArchiveWAL, failing",
      "unexpected failure invoking barman-cloud-wal-archive%s"
    ],
    [
      noServer,
      "repmgr: connection to database failed",
      "[ERROR] connection to database failed",
      'unable to ping "%s"',
      "PQPING_NO_RESPONSE",
      "unable to connect to local node %s",
      "cannot get configured pg parameters",
      "Instance is still down, will retry in %d second",
      "could not get connection pooler secret %s",
      "could not create cluster: %s",
      "could not sync statefulsets: %s",
      "error getting pg state",
      "failed to get pg state",
      "timeout waiting for instance to be ready",
      "could not init db connection%s",
      "could not sync cluster: %s",
      "could not sync roles: %s",
      "Failed to establish a connection to the postgresql cluster%s"
    ],
    [
      setUp,
      "Can not find suitable configuration of distributed configuration store",
      'Violated the rule "loop_wait + 2*retry_timeout <= ttl"%s',
      "following errors were found in the configuration file",
      'provided configuration file "%s" not found',
      "this node should be a standby (%s",
      "repmgr: This node should be a standby",
      "local node not attached to primary node %d",
      "unable to retrieve node record for local node %d",
      "get_primary_node_id(): %s",
      "failed to lock the repmgrd pid file%s",
      "/tmp/repmgr.pid exists",
      "this node's data directory does not appear to be a PostgreSQL data directory%s",
      "unable to retrieve record for local node%s",
      "no configuration file was provided and no default%s"
    ],
    [
      directory,
      "appears to contain a running PostgreSQL instance",
      "target data directory appears to be a PostgreSQL data directory",
      "data directory appears to be initialised for %s",
      "data dir is not empty%s"
    ],
    [notStarted, "error starting PostgreSQL instance: %s", "while activating instance: %s"]
  ]
}
