import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { directory } from "./Tool.ts"

const password = of(
  "Misconfigured",
  "the image makes no database without a password for its superuser, so the server did not start",
  ["Set POSTGRES_PASSWORD (or POSTGRES_PASSWORD_FILE, not both); a variable that is empty counts as not set"]
)
const layout = of(
  "Misconfigured",
  "since 18 the images keep data in a directory for each version, and this volume has the old one",
  ["Mount the volume at /var/lib/postgresql, and bring the data over by pg_upgrade or a dump"]
)
const rights = of(
  "Misconfigured",
  "the container may not own or write its volume, so the server did not start",
  [
    "Let the volume belong to the image's user (999, or 70 on Alpine), or run with --user of its owner",
    "Network shares and Windows folders cannot be owned: use a named volume"
  ]
)
const root = of("Misconfigured", "Postgres' programs refuse to run as root", [
  "Run them as postgres (gosu, su postgres -c, or the image's own user)"
])
const notStarted = of("Unavailable", "the server did not start; why is in its own log", [
  "Read the log that it names, or journalctl -u and docker logs: the first FATAL line says why",
  "A port or lock file that is taken, a full disk, a wrong setting, permissions"
])
const notRunning = of("Unavailable", "no server runs on this data directory", [
  "Start it, or give the data directory of the one that runs (-D, PGDATA)"
])
const otherServer = of("Misconfigured", "another server runs on this data directory, or left its lock file", [
  "Stop the other one, or correct the directory; remove postmaster.pid only when no process of that number is Postgres"
])
const noCluster = of("Misconfigured", "there is no cluster of this version and name on this machine", [
  "pg_lsclusters shows which there are; pg_createcluster makes one"
])
const memory = of("StorageFull", "the container or machine has too little memory for the settings", [
  "Give it more memory, or switch huge_pages off and lower shared_buffers; more swap helps a small machine"
])
const script = of("Misconfigured", "an initialization script of the image could not be run", [
  "Make it executable or readable for the image's user, with Unix line ends; then remove the half-made volume and start again"
])

export const container: Voice = {
  source: "what starts the server (container image, initdb, pg_ctl, systemd)",
  said: [
    [
      password,
      "Database is uninitialized and superuser password is not specified",
      "You must specify POSTGRES_PASSWORD to a non-empty value%s",
      "error: both %s and %s are set (but are exclusive)"
    ],
    [
      layout,
      "these Docker images are configured to store database data in a%s",
      "there appears to be PostgreSQL data in:",
      "This is usually the result of upgrading the Docker image without upgrading the underlying database%s"
    ],
    [
      rights,
      "changing ownership of '/var/lib/postgresql%s",
      "changing permissions of '/var/lib/postgresql%s",
      "changing permissions of '/var/run/postgresql%s",
      "could not change permissions of directory %s",
      "mkdir: cannot create directory '/var/lib/postgresql%s",
      "mkdir: can't create directory '/var/lib/postgresql%s",
      "mkdir: cannot create directory '/var/lib/pgsql%s",
      "mkdir: cannot create directory '/bitnami/postgresql%s",
      "changing ownership of '/bitnami/postgresql%s",
      "changing ownership of '/var/lib/pgsql%s",
      "could not create directory %s/pg_wal%s",
      'initdb: error: could not create directory "%s": Permission denied',
      'initdb: could not create directory "%s": Permission denied',
      'initdb: could not access directory "%s": Permission denied',
      'could not open file "global/pg_filenode.map": Permission denied',
      'could not write to file "%s": Operation not permitted',
      'initdb: error: could not access directory "%s": Permission denied',
      "could not look up effective user ID %d%s"
    ],
    [
      directory,
      'initdb: error: directory "%s" exists but is not empty',
      'initdb: directory "%s" exists but is not empty',
      'data directory "%s" has group or world access',
      "Config owner (%s) and data owner (%s) do not match%s",
      "Invalid data directory for cluster %s",
      "could not access the server configuration file %s"
    ],
    [root, "initdb: cannot be run as root"],
    [
      notStarted,
      "PostgreSQL Server %d service on Local Computer started and then stopped%s",
      "waiting for server to start%s stopped waiting",
      "pg_ctl start -D %s exited with status %d",
      "Failed to start postgresql%s",
      "Failed to start PostgreSQL%s",
      "Job for postgresql%s failed%s",
      "postgresql.service: Failed with result %s",
      "postgresql@%s.service: Failed with result %s",
      "postgresql@%s.service: Can't open PID file %s"
    ],
    [notRunning, "cluster is not running", "pg_ctl: could not send %s signal%s"],
    [
      otherServer,
      "pg_ctl: another server might be running%s",
      "There seems to be a postmaster servicing the %s cluster",
      "this data directory appears to be running a pre-existing postmaster",
      'lock file "postmaster.pid" already exists',
      "pg_ctl: lock file %s already exists"
    ],
    [
      noCluster,
      "No existing cluster is suitable as a default target%s",
      "specified cluster %s does not exist"
    ],
    [
      memory,
      "popen failure: Cannot allocate memory%s",
      "child process exited with exit code 135",
      "Bus error (core dumped) %s initdb%s"
    ],
    [
      script,
      "/docker-entrypoint-initdb.d/%s: Permission denied%s",
      "/docker-entrypoint-initdb.d/%s: bad interpreter%s",
      "/docker-entrypoint-initdb.d/: Permission denied"
    ]
  ]
}
