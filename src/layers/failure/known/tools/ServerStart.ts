import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const version = of(
  "Misconfigured",
  "the data directory was made by another major version, so the server did not start",
  [
    "Run the image of the old version again, dump or pg_upgrade into a new volume, then start the new one",
    "Pin the image's tag: latest moves to the next major version"
  ]
)
const rules = of(
  "Misconfigured",
  "pg_hba.conf or pg_ident.conf has a line that the server does not understand",
  ["Correct the line that it names; select * from pg_hba_file_rules shows the errors, and a reload takes it"]
)
const otherServer = of(
  "Misconfigured",
  "another server uses this data directory, or one that crashed left its mark",
  [
    "Stop the other one; when no process of it is left, remove postmaster.pid or the shared memory that it names (ipcrm)"
  ]
)
const library = of(
  "Misconfigured",
  "a library that the settings or a function name is not there or of another version",
  ["Install the extension's package for this server's version, or take it out of shared_preload_libraries"]
)
const program = of(
  "Misconfigured",
  "a program of Postgres did not find the server's program of its own version beside it",
  [
    "Put the bin folder of that version first in PATH, or name it (pg_ctl of the same folder); install the server's package"
  ]
)
const furtherServer = of(
  "Unavailable",
  "the server could not reach a further one, which a foreign table leads to",
  [
    "Try the further server's address, user and password from this server, and correct its options or user mapping"
  ],
  { statement: "rolled back" }
)
const furtherLogin = of(
  "Misconfigured",
  "a further server, which a foreign table leads to, refused the login",
  ["Correct user and password of the user mapping (ALTER USER MAPPING), and let that server admit this one"]
)
const hugePages = of(
  "StorageFull",
  "the server could not have its shared memory in huge pages: the system, or the container, has not so many",
  ["Set huge_pages = off, or reserve enough (vm.nr_hugepages, hugepages of the pod's limits)"],
  { statement: "did not run" }
)
const noLinks = of(
  "Misconfigured",
  "the file system of the data directory does not allow links, which the server makes",
  [
    "Put the data directory on a volume of Linux rather than a folder of the host, of Windows or of a network share"
  ]
)
const locale = of(
  "Misconfigured",
  "the system does not have the locale that the environment or the options name",
  ["Install it (locale-gen, or the package of locales), or name one that locale -a lists: --locale=C.UTF-8"]
)
/** What Postgres says of its files, rules and libraries where no table of codes has it, or has it less exactly. */
export const serverStart: Voice = {
  source: "Postgres",
  said: [
    [
      version,
      "database files are incompatible with server",
      "The data directory was initialized by PostgreSQL version %s"
    ],
    [
      rules,
      "could not load %s/pg_hba.conf",
      "could not load pg_hba.conf",
      "could not load %s/pg_ident.conf",
      'invalid authentication method "%s"',
      "authentication file line too long",
      "invalid connection type %s",
      "end-of-line before authentication method",
      "end-of-line before role specification"
    ],
    [
      otherServer,
      'bogus data in lock file "%s"',
      "Is another postmaster already running on %s",
      "pre-existing shared memory block %s is still in use",
      'lock file "%s" is empty'
    ],
    [hugePages, 'Bus error (core dumped) "%s/postgres"%s', "with MAP_HUGETLB failed%s"],
    [
      locale,
      "invalid locale settings; check LANG and LC_* environment variables",
      'invalid locale name "%s"',
      "The locale requested by the environment is invalid",
      "The locale requested by the command line is invalid"
    ],
    [
      program,
      'exec: "postgres": executable file not found%s',
      'exec: "pg_ctl": executable file not found%s',
      'exec: "pg_dump": executable file not found%s',
      'exec: "psql": executable file not found%s',
      "could not find postgres program executable",
      'could not find a "postgres" to execute',
      'program "postgres" is needed by %s but was not found in the same directory%s',
      'program "postgres" was found by %s but was not the same version as %s'
    ],
    [
      "58P01 could not open extension control file",
      'could not stat file "%s.sql": %s',
      'extension "%s" has no installation script nor update path for version "%s"'
    ],
    [furtherLogin, "failed to connect to MySQL: Access denied%s"],
    [
      furtherServer,
      'connection for foreign table "%s" cannot be established',
      "unable to connect to data source %s",
      "failed to connect to MySQL: %s"
    ],
    [
      noLinks,
      'could not link file "%s" to "%s": Operation not permitted',
      'could not link file "%s" to "%s": Function not implemented'
    ],
    [library, 'could not load library "%s": %s', 'incompatible library "%s": %s'],
    [
      "42501",
      "must be superuser or replication role to %s",
      "must be superuser or have %s",
      "must be superuser or a member of %s",
      "must be owner or %s to"
    ]
  ]
}
