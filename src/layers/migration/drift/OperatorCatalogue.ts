import { own, owned } from "./SchemaReading.ts"

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

/** What computes and compares values, as the changes make it; each with its class and OID, for its comment. */
export const things: ReadonlyArray<string> = [operators, families, classes, casts, collations]
