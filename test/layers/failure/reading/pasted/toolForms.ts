import type { Pasted } from "./Pasted.ts"

/** What the programs that come with Postgres say, told by its form: no table has these words. */
export const toolForms: ReadonlyArray<Pasted> = [
  [
    'pg_dump: error: could not open output file "/backup/shop.sql": Permission denied',
    "Misconfigured",
    "nothing"
  ],
  ["psql: error: /home/shop/schema.sql: No such file or directory", "Misconfigured", "nothing"],
  [
    'pg_restore: error: could not open TOC file "/backup/shop/toc.dat" for input: Is a directory',
    "Misconfigured",
    "nothing"
  ],
  ['pg_dump.exe: error: invalid output format "zip" specified', "Misconfigured", "nothing"],
  [
    "pg_dump: error: options -s/--schema-only and -a/--data-only cannot be used together",
    "Misconfigured",
    "nothing"
  ],
  ["pg_restore: error: parallel restore from standard input is not supported", "Misconfigured", "nothing"],
  ["pg_basebackup: error: only tar mode backups can be compressed", "Misconfigured", "nothing"],
  ["pg_basebackup: error: incompatible server version 9.0.5", "Misconfigured", "nothing"],
  ["pg_basebackup: error: checksum error occurred", "Unclassified", "any"],
  [
    'pg_verifybackup: error: "base/5/2608" has size 8192 on disk but size 16384 in the manifest',
    "Unclassified",
    "any"
  ],
  [
    'pg_waldump: fatal: could not read from file "000000010000000000000003", offset 0: Input/output error',
    "Unclassified",
    "any"
  ],
  ["pg_upgrade: fatal: old cluster uses data checksums but the new one does not", "Misconfigured", "nothing"],
  ["pg_rewind: fatal: source data directory must be shut down cleanly", "Misconfigured", "nothing"],
  ["pg_ctl: cannot promote server; server is not in standby mode", "Misconfigured", "nothing"],
  ["pg_checksums: error: data checksums are already enabled in cluster", "Misconfigured", "nothing"],
  ['initdb: error: could not find suitable encoding for locale "de_DE@x"', "Misconfigured", "nothing"],
  ['pg_dump: error: table "orders" not found', "Rejected", "nothing"],
  [
    "pg_restore: error: corrupt tar header found in 0000 (expected 1, computed 2) file position 512",
    "Rejected",
    "nothing"
  ],
  ["pg_restore: [archiver] could not read from input file: end of file", "Rejected", "nothing"],
  ['vacuumdb: error: cannot use the "jobs" option with the "full" option', "Misconfigured", "nothing"],
  [
    'pg_receivewal: error: could not write 8192 bytes to WAL file "x.partial": No space left on device',
    "StorageFull",
    "nothing"
  ]
]
