import * as MigrationBooks from "../MigrationBooks.ts"

/** The names of options, which may hold passwords; of their values no more than that they have changed. */
export const options = (column: string): string => `(SELECT format('options %s (%s)',
  string_agg(split_part(o, '=', 1), ', ' ORDER BY o), left(md5(string_agg(o, ',' ORDER BY o)), 4)) FROM unnest(${column}) AS o HAVING count(*) > 0)`

/** Not an extension's, nor what a thing makes for itself, as a range makes functions. */
export const own = (kind: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${kind}'::regclass AND objid = ${oid} AND deptype IN ('e', 'i'))`

/** Whose a thing is that somebody else owns than the books; those who run the changes differ between databases. */
export const owned = (owner: string) => `(
  SELECT format('owned by %s; ', pg_get_userbyid(${owner}))
  FROM pg_class AS books WHERE oid = to_regclass($2::text || '.${MigrationBooks.table}') AND books.relowner <> ${owner})`

/** The type in the schema that it is about, which is whose it is; else its own name. */
const about = (name: string, ...types: ReadonlyArray<string>): string =>
  `coalesce((SELECT t.typname FROM pg_type AS t, schema WHERE t.typnamespace = schema.oid AND t.oid IN (${types.join(", ")})
    ORDER BY t.typname LIMIT 1), ${name})::text`

const typed = (type: string): string => `CASE ${type} WHEN 0 THEN 'NONE' ELSE format_type(${type}, NULL) END`

/** A function, operator or the like by its name, where there is one. */
const named = (title: string, reference: string): string =>
  `'${title} ' || CASE WHEN ${reference}::oid <> 0 THEN ${reference}::text END`

const operators = `
SELECT 'pg_operator'::regclass AS class, o.oid, 'operator' AS kind,
  format('%s (%s, %s)', oprname, ${typed("oprleft")}, ${typed("oprright")}) AS name, ${about("oprname", "oprleft", "oprright")} AS of,
  concat_ws(' ', 'calls ' || oprcode::regprocedure, ${named("commutator", "oprcom::regoperator")}, ${named("negator", "oprnegate::regoperator")},
    ${named("restrict", "oprrest::regproc")}, ${named("join", "oprjoin::regproc")},
    CASE WHEN oprcanmerge THEN 'merges' END, CASE WHEN oprcanhash THEN 'hashes' END, ${owned("oprowner")}) AS definition
FROM pg_operator AS o, schema WHERE oprnamespace = schema.oid AND oprcode <> 0 AND ${own("pg_operator", "o.oid")}`

const families = `
SELECT 'pg_opfamily'::regclass, f.oid, 'operator family', format('%s using %s', opfname, amname), opfname::text,
  concat_ws(' ', 'operators ' || (SELECT string_agg(concat_ws(' ', amopstrategy, amopopr::regoperator,
      CASE WHEN amopsortfamily <> 0 THEN 'for order by' END), ', ' ORDER BY amoplefttype::regtype::text, amoprighttype::regtype::text, amopstrategy)
      FROM pg_amop WHERE amopfamily = f.oid),
    'functions ' || (SELECT string_agg(concat(amprocnum, ' ', amproc::regprocedure), ', '
      ORDER BY amproclefttype::regtype::text, amprocrighttype::regtype::text, amprocnum) FROM pg_amproc WHERE amprocfamily = f.oid), ${owned("opfowner")})
FROM pg_opfamily AS f JOIN pg_am ON pg_am.oid = opfmethod, schema WHERE opfnamespace = schema.oid AND ${own("pg_opfamily", "f.oid")}`

const classes = `
SELECT 'pg_opclass'::regclass, c.oid, 'operator class', format('%s using %s', opcname, amname), ${about("opcname", "opcintype")},
  concat_ws(' ', CASE WHEN opcdefault THEN 'default' END, 'for', format_type(opcintype, NULL),
    'of the family', (SELECT format('%I.%I', nspname, opfname) FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = opfnamespace WHERE f.oid = opcfamily),
    'stores ' || CASE WHEN opckeytype <> 0 THEN format_type(opckeytype, NULL) END, ${owned("opcowner")})
FROM pg_opclass AS c JOIN pg_am ON pg_am.oid = opcmethod, schema WHERE opcnamespace = schema.oid AND ${own("pg_opclass", "c.oid")}`

/** A cast is in no schema; it is of that one of its types. Between types of others there can be but one, which is not compared. */
const casts = `
SELECT 'pg_cast'::regclass, k.oid, 'cast', format('%s as %s', format_type(castsource, NULL), format_type(casttarget, NULL)),
  ${about("''", "castsource", "casttarget")},
  concat_ws(' ', CASE castmethod WHEN 'f' THEN 'by ' || castfunc::regprocedure WHEN 'i' THEN 'by text' ELSE 'as it is' END,
    CASE castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'on assignment' END)
FROM pg_cast AS k WHERE ${own("pg_cast", "k.oid")}
  AND EXISTS (SELECT FROM pg_type AS t, schema WHERE t.typnamespace = schema.oid AND t.oid IN (castsource, casttarget))`

/** Collations, without the version of the library that they were made with, which is no change's. */
const collations = `
SELECT 'pg_collation'::regclass, c.oid, 'collation', collname::text, collname::text,
  concat_ws(' ', 'provider', collprovider::text, CASE WHEN collisdeterministic THEN NULL ELSE 'not deterministic' END,
    'collate ' || (to_jsonb(c) ->> 'collcollate'), 'ctype ' || (to_jsonb(c) ->> 'collctype'),
    'locale ' || coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale'), 'rules ' || (to_jsonb(c) ->> 'collicurules'), ${owned("collowner")})
FROM pg_collation AS c, schema WHERE collnamespace = schema.oid AND ${own("pg_collation", "c.oid")}`

const inFull = (table: string, name: string, namespace: string, oid: string): string =>
  `(SELECT format('%I.%I', nspname, ${name}) FROM ${table} AS x JOIN pg_namespace AS n ON n.oid = ${namespace} WHERE x.oid = ${oid})`

const configurations = `
SELECT 'pg_ts_config'::regclass AS class, c.oid, 'text search configuration' AS kind, cfgname::text AS name, cfgname::text AS of,
  concat_ws(' ', 'parser', ${inFull("pg_ts_parser", "prsname", "prsnamespace", "cfgparser")},
    'maps ' || (SELECT string_agg(format('%s to %s', alias, dictionaries), ', ' ORDER BY alias) FROM ts_token_type(cfgparser) AS token JOIN (
      SELECT maptokentype, string_agg(mapdict::regdictionary::text, ' then ' ORDER BY mapseqno) AS dictionaries
      FROM pg_ts_config_map WHERE mapcfg = c.oid GROUP BY maptokentype) AS map ON maptokentype = tokid), ${owned("cfgowner")}) AS definition
FROM pg_ts_config AS c, schema WHERE cfgnamespace = schema.oid AND ${own("pg_ts_config", "c.oid")}`

const dictionaries = `
SELECT 'pg_ts_dict'::regclass, d.oid, 'text search dictionary', dictname::text, dictname::text,
  concat_ws(' ', 'template', ${inFull("pg_ts_template", "tmplname", "tmplnamespace", "dicttemplate")}, dictinitoption, ${owned("dictowner")})
FROM pg_ts_dict AS d, schema WHERE dictnamespace = schema.oid AND ${own("pg_ts_dict", "d.oid")}`

const parsers = `
SELECT 'pg_ts_parser'::regclass, p.oid, 'text search parser', prsname::text, prsname::text,
  concat_ws(' ', prsstart::regproc, prstoken::regproc, prsend::regproc, prsheadline::regproc, prslextype::regproc)
FROM pg_ts_parser AS p, schema WHERE prsnamespace = schema.oid AND ${own("pg_ts_parser", "p.oid")}`

const templates = `
SELECT 'pg_ts_template'::regclass, t.oid, 'text search template', tmplname::text, tmplname::text, concat_ws(' ', tmplinit::regproc, tmpllexize::regproc)
FROM pg_ts_template AS t, schema WHERE tmplnamespace = schema.oid AND ${own("pg_ts_template", "t.oid")}`

/** What computes, compares and searches values, as the changes make it; each with its class and OID, for its comment. */
export const things: ReadonlyArray<string> = [
  operators,
  families,
  classes,
  casts,
  collations,
  configurations,
  dictionaries,
  parsers,
  templates
]
