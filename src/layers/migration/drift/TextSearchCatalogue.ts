import { own, owned } from "./SchemaReading.ts"

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

/** How text is made searchable, as the changes make it; each with its class and OID, for its comment. */
export const things: ReadonlyArray<string> = [configurations, dictionaries, parsers, templates]
