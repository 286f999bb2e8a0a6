/** Tables of fewer rows are read as fast without an index, and indexes of fewer pages cost nothing, one twice or unused. */
const rows = 10_000
const pages = { twice: 8, unused: 128 }

const bytes = "current_setting('block_size')::float8"

/** Whether the columns of one index begin another; a slice of each, as arrays that are counted from elsewhere differ. */
const same = (list: string): string => `(a.${list})[0:a.width - 1] = (b.${list})[0:a.width - 1]`

/**
 * Sizes are what the last VACUUM or ANALYZE has counted: to ask for the files' own would lock each table, and wait for
 * whoever changes one. Indexes that hold a constraint up are never unused.
 *
 * Whoever drops all that is named must keep one index of each that is read. So an index that is read is no duplicate of
 * one that nobody reads, and what another is a duplicate of is not unused.
 */
export const text = `
  WITH candidates AS MATERIALIZED (
    SELECT i.indexrelid, i.indrelid, i.indisunique, i.indisreplident, i.indisvalid, i.indisready, i.indnkeyatts,
           i.indexprs IS NULL AS plain, coalesce(i.indpred::text, '') AS condition, i.indclass, i.indcollation,
           i.indoption, i.indkey::int2[] AS keys, i.indnatts AS width, n.nspname, t.relname AS tablename,
           x.relname AS indexname, x.relpages, x.relam,
           needed, pg_stat_get_numscans(i.indexrelid) > 0 AS read,
           x.relpages >= ${pages.unused} AND i.indisvalid AND NOT i.indisunique AND NOT needed AND NOT i.indisreplident
             AND pg_stat_get_numscans(i.indexrelid) = 0
             AND i.indexrelid NOT IN (SELECT inhrelid FROM pg_inherits) AS idle
    FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid
    JOIN pg_namespace AS n ON n.oid = t.relnamespace
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid) AS needed) AS k
    WHERE x.relkind = 'i' AND (x.relpages >= ${pages.twice} OR NOT (i.indisvalid AND i.indisready))
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'
  ), invalid AS (
    SELECT 'invalid' AS kind, nspname, tablename, indexname, NULL::text AS because, relpages, indexrelid,
           format('REINDEX INDEX CONCURRENTLY %I.%I', nspname, indexname) AS remedy
    FROM candidates WHERE NOT (indisvalid AND indisready)
  ), doubled AS (
    SELECT DISTINCT ON (a.indexrelid) a.indexrelid, a.nspname, a.tablename, a.indexname, b.indexname::text AS because,
           b.indexrelid AS kept, a.relpages, format('DROP INDEX CONCURRENTLY %I.%I', a.nspname, a.indexname) AS remedy
    FROM candidates AS a JOIN candidates AS b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid AND b.relam = a.relam
    WHERE a.indisvalid AND b.indisvalid AND NOT a.needed AND NOT a.indisreplident
      AND NOT (a.read AND b.idle) AND a.plain AND b.plain AND a.condition = b.condition
      AND (a.width < b.width AND NOT a.indisunique AND a.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
        OR a.width = b.width AND b.indisunique >= a.indisunique
          AND (b.needed OR b.indisunique > a.indisunique OR a.indexrelid > b.indexrelid))
      AND a.indnkeyatts = a.width AND b.indnkeyatts >= a.width
      AND ${same("keys")} AND ${same("indclass::oid[]")} AND ${same("indcollation::oid[]")} AND ${same("indoption::int2[]")}
    ORDER BY a.indexrelid, b.idle, b.width DESC, b.needed DESC
  ), duplicate AS (
    SELECT 'duplicate', nspname, tablename, indexname, because, relpages, indexrelid, remedy FROM doubled
  ), unused AS (
    SELECT 'unused', nspname, tablename, indexname, NULL::text, relpages, indexrelid,
           format('DROP INDEX CONCURRENTLY %I.%I', nspname, indexname)
    FROM candidates
    WHERE idle AND indexrelid NOT IN (SELECT indexrelid FROM doubled UNION ALL SELECT kept FROM doubled)
  ), missing AS (
    SELECT 'missing', n.nspname, t.relname, NULL::name, 'the foreign key ' || k.conname, t.relpages, NULL::oid,
           format('CREATE INDEX CONCURRENTLY ON %I.%I (%s)', n.nspname, t.relname,
             (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY place)
              FROM unnest(k.conkey) WITH ORDINALITY AS c (number, place)
              JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = c.number))
    FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
    WHERE k.contype = 'f' AND t.relkind = 'r' AND t.reltuples >= ${rows}
      AND NOT EXISTS (
        SELECT FROM pg_index AS i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
          AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
  )
  SELECT kind, nspname::text AS schema, tablename::text AS table, indexname::text AS index, because,
         relpages * ${bytes} AS bytes, pg_stat_get_numscans(indexrelid)::float8 AS scans, remedy
  FROM (SELECT * FROM invalid UNION ALL SELECT * FROM missing UNION ALL SELECT * FROM duplicate UNION ALL
        SELECT * FROM unused) AS issues
  ORDER BY array_position(ARRAY['invalid', 'missing', 'duplicate', 'unused'], kind), relpages DESC, 2, 3, 4 LIMIT 100`
