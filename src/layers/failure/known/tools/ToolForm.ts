import { of, type Verdict } from "../Verdict.ts"
import { notThere, setUp } from "./Tool.ts"

/** The programs that come with Postgres, with what some systems put behind their names; not what a shell says of one. */
export const postgresTools =
  /(?<![\w.-])(?:pg_(?:amcheck|archivecleanup|basebackup|checksums|combinebackup|controldata|createsubscriber|ctl|dump|dumpall|receivewal|receivexlog|recvlogical|resetwal|resetxlog|restore|rewind|upgrade|verifybackup|waldump|walsummary)|pgbench|psql|initdb|(?:create|drop)(?:db|user)|(?:vacuum|reindex|cluster)db)(?:\.exe)?(?:-\d+(?:\.\d+)?)?: (?:(?:error|fatal|detail): |\[[\w ()]+\] )?(?!command not found|not found|cannot execute|Permission denied|No such file)(?<words>[^\n]{1,300})/g

const damaged = of("Unclassified", "the tool found files that are not as they were written", [
  "Keep a copy of them as they are before anything is repaired; look for what the disk and its controller report",
  "Restore from a backup that was verified, or make the standby anew"
])
const files = of("Misconfigured", "the tool could not use a file or directory that it was given, or needs", [
  "Check that it is there, its owner and permissions, and as which user and where the tool runs (container, sudo)"
])
const versions = of(
  "Misconfigured",
  "the tool, the server or the files are of versions that do not go together",
  ["Use the tools of the newer of the two versions, all from one installation"]
)
const otherwise = of(
  "Misconfigured",
  "a server, cluster or setting is not in the state that the tool needs",
  [
    "Bring what it names into that state (stopped cleanly, the setting changed and the server started again), and run it again"
  ]
)
const archive = of(
  "Rejected",
  "the archive is not what the tool reads: damaged, cut off, or of another format",
  [
    "Compare its size and checksum with the original's, and the tool's version with that of the one which made it"
  ],
  { statement: "did not run" }
)
const unexpected = of(
  "Unclassified",
  "the tool met what it does not expect: a catalogue of the database that does not fit together, or an answer of another version",
  [
    "Use the newest minor version of the tool and of the server; if it comes again, look for damage with pg_amcheck"
  ],
  { statement: "did not run" }
)
const refused = of(
  "Rejected",
  "the server refused or failed what the tool asked of it",
  ["The server's own message follows, or is in its log: that is what to mend"],
  { statement: "rolled back" }
)

/**
 * What Postgres' own programs say, by its form: they have some seventeen hundred messages. It counts behind a program's name
 * alone, and only if no wording is there; the first that fits counts.
 */
export const toolForms: ReadonlyArray<readonly [means: Verdict, ...says: ReadonlyArray<RegExp>]> = [
  [
    damaged,
    /^(?:checksum (?:error|mismatch|verification failed)|file "[^"]*" (?:should contain|has (?:size|checksum))|pg_control .*CRC|unexpected control file)/,
    /\b(?:CRC (?:value )?is incorrect|control file appears to be corrupt|partial page found|incorrect (?:uncompressed )?size|in the manifest|Input\/output error|has wrong checksum)\b/
  ],
  [
    files,
    /: (?:No such file or directory|Permission denied|Operation not permitted|Not a directory|Is a directory|File exists|Directory not empty|Read-only file system|Device or resource busy|Invalid cross-device link)$/,
    /^(?:directory|file|lock file|password file|option file) "[^"]*" (?:is not (?:empty|a )|is empty|exists|does not exist|must)/,
    /^You must have read and write access\b/
  ],
  [
    versions,
    /\bincompatible server version\b|\bnot compatible\b|\b(?:wrong|old|older|newer|different|major) (?:major )?versions?\b|\bcompile flag does not match\b/,
    /\bnot (?:yet )?supported (?:by|in|on|for) (?:this|the) (?:build|server|installation|platform)\b|\bserver does not support\b|\bthis (?:build|installation) does not support\b|\b(?:version|server version) (?:is )?too old\b|^control file version\b|\bnot supported anymore\b/
  ],
  [
    otherwise,
    /^(?:the )?(?:old|new|source|target|standby|primary|database|data) (?:data )?(?:cluster|server|system|directory|database)\b(?!.*\bERROR:)/i,
    /^(?:publisher|subscriber|cluster) (?:requires|is|must|data)|^There seems to be a postmaster\b|^template\d\b|^lock file\b|^(?:another|old) server\b|^data checksums are\b|^server did not\b|^locale\b/,
    /^"?\w+"? (?:\([^)]*\) )?must be (?:"|enabled|greater|set)|^could not (?:find suitable encoding|get language|set environment|determine (?:the data|current|parameter))/,
    /^(?:locale|encoding|superuser name|libpq environment variable|database user) |^cannot (?:be (?:run|executed)|promote|stop|reload|restart|rotate|start)\b|^(?:controldata|database cluster state|pg_resetwal) problem/
  ],
  [
    archive,
    /\b(?:TOC|tar (?:header|archive|file)|dump ?ID|data block|archive (?:format|items|name|file length)|output file is|seek position|file offset|header)\b/i,
    /^could not (?:uncompress|decompress|read from input file|find (?:entry|block)|parse archive)\b|^archive\b|^cannot parse archive\b|\bnot supported with archives\b/
  ],
  [
    setUp,
    /^(?:options?|-{1,2}\w[\w-]*|too many command-line|no .* (?:specified|given)|only|parallel|at least one|one of|must (?:specify|be)|cannot (?:use|specify|vacuum|cluster|reindex|both|stream)|can only|missing (?:required )?argument|(?:un)?recognized|invalid|unknown|illegal|too many)\b/,
    /\b(?:cannot be (?:used|specified)|can(?: only)? be used|only (?:be|with)|requires? (?:an? |option|a )|may only|incompatible options|must be (?:specified|used|an?|in)|needs a|not supported)\b/
  ],
  [
    notThere,
    /\bnot found\b|\bdoes not exist\b|^no (?:databases|relations|matching)\b|\bnot present in the server\b/
  ],
  [
    unexpected,
    /^(?:bogus|failed sanity check|internal error|malformed|expected|definition of|could not (?:parse|identify|resolve))\b|\b(?:unexpected|returned (?:no|more than))\b/
  ],
  [
    refused,
    /^(?:query(?: to .*)?|COPY|(?:database|creation|removal|vacuuming|reindexing|clustering|comment)\b.*) failed\b|^could not (?:create|drop|alter|enable|set|obtain|fetch|identify|execute)\b[^:]*: (?:ERROR|FEHLER|ERREUR)\b/
  ]
]
