import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import * as ClusterCatalogue from "./ClusterCatalogue.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/** Whose a thing is that somebody else owns than the books; those who run the changes differ between databases. */
const owned = (owner: string) => `(
  SELECT format('owned by %s; ', pg_get_userbyid(${owner}))
  FROM pg_class AS books WHERE oid = to_regclass($1::text || '.${MigrationBooks.table}') AND books.relowner <> ${owner})`

/** Granted to others than the owner. */
const granted = (acl: string, owner: string) => `concat(${owned(owner)}, (
  SELECT coalesce(string_agg(format('%s to %s%s', a.privilege_type,
      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END,
      CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END), ', '
      ORDER BY a.grantee = 0, pg_get_userbyid(a.grantee), a.privilege_type), 'nobody')
  FROM aclexplode(${acl}) AS a WHERE a.grantee <> ${owner}))`

const catalogue = `
WITH relation AS (
  SELECT * FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
), function AS (
  SELECT *, format('%s(%s)', proname, pg_get_function_identity_arguments(oid)) AS signature
  FROM pg_proc WHERE pronamespace = $1::text::regnamespace AND prokind <> 'a'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'i') -- a range makes functions of its own
), sequence AS (
  SELECT * FROM pg_class JOIN pg_sequence ON seqrelid = oid WHERE relnamespace = $1::text::regnamespace
), own_type AS (
  SELECT t.* FROM pg_type AS t LEFT JOIN pg_class AS c ON c.oid = typrelid
  WHERE typnamespace = $1::text::regnamespace AND (typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
)
SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind, relname::text AS name, relname::text AS of,
       concat_ws('; ', CASE relpersistence WHEN 'u' THEN 'unlogged' END, array_to_string(reloptions, ', '),
         'row security ' || CASE WHEN relforcerowsecurity AND relrowsecurity THEN 'forced' WHEN relrowsecurity THEN 'on' ELSE 'off' END,
         'replica identity ' || CASE relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN
           (SELECT relname::text FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid WHERE indrelid = relation.oid AND indisreplident) END,
         CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END) AS definition
FROM relation
UNION ALL
SELECT 'column', format('%s.%s', relname, attname), relname::text,
       concat_ws(' ', format_type(atttypid, atttypmod),
         CASE WHEN attcollation <> typcollation THEN 'collate ' || attcollation::regcollation::text END,
         CASE WHEN attnotnull THEN 'not null' END, CASE WHEN attidentity <> '' THEN 'identity ' || attidentity::text END,
         CASE WHEN attgenerated <> '' THEN 'generated' END, 'default ' || pg_get_expr(adbin, adrelid))
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = relation.oid AND adnum = attnum
UNION ALL
SELECT 'constraint', format('%s.%s', relname, conname), relname::text,
       pg_get_constraintdef(pg_constraint.oid) || CASE WHEN convalidated THEN '' ELSE ' not validated' END
FROM relation JOIN pg_constraint ON conrelid = relation.oid AND contype IN ('c', 'f', 'p', 'u', 'x')
  -- a foreign key to a partitioned table has one more for each partition
  AND NOT EXISTS (SELECT FROM pg_constraint AS whole WHERE whole.oid = pg_constraint.conparentid AND whole.conrelid = relation.oid)
UNION ALL
SELECT 'index', format('%s.%s', relation.relname, i.relname), relation.relname::text,
       pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
FROM relation JOIN pg_index ON indrelid = relation.oid JOIN pg_class AS i ON i.oid = indexrelid
UNION ALL
SELECT 'trigger', format('%s.%s', relname, tgname), relname::text,
       pg_get_triggerdef(pg_trigger.oid) || CASE tgenabled WHEN 'O' THEN '' ELSE ' disabled or for replicas' END
FROM relation JOIN pg_trigger ON tgrelid = relation.oid AND NOT tgisinternal
UNION ALL
SELECT 'policy', format('%s.%s', relname, polname), relname::text,
       concat_ws(' ', CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END, polcmd, 'to',
         (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY r = 0, pg_get_userbyid(r)) FROM unnest(polroles) AS r),
         'using ' || pg_get_expr(polqual, polrelid), 'check ' || pg_get_expr(polwithcheck, polrelid))
FROM relation JOIN pg_policy ON polrelid = relation.oid
UNION ALL
SELECT 'rule', format('%s.%s', relname, rulename), relname::text,
       pg_get_ruledef(pg_rewrite.oid) || CASE ev_enabled WHEN 'O' THEN '' ELSE ' disabled or for replicas' END
FROM relation JOIN pg_rewrite ON ev_class = relation.oid AND rulename <> '_RETURN'
UNION ALL
SELECT CASE WHEN c.relispartition THEN 'partition' ELSE 'child' END, format('%s.%s', relation.relname, c.relname), relation.relname::text,
       format('%s %s', inhrelid::regclass, coalesce(pg_get_expr(c.relpartbound, c.oid), 'inherits'))
FROM relation JOIN pg_inherits ON inhparent = relation.oid JOIN pg_class AS c ON c.oid = inhrelid
UNION ALL
SELECT 'statistics', format('%s.%s', relname, stxname), relname::text, pg_get_statisticsobjdef(pg_statistic_ext.oid)
FROM relation JOIN pg_statistic_ext ON stxrelid = relation.oid
UNION ALL
SELECT 'function', signature, proname::text, pg_get_functiondef(oid) FROM function
UNION ALL
SELECT 'sequence', relname::text, relname::text,
       format('as %s increment %s from %s to %s start %s cache %s%s', format_type(seqtypid, NULL), seqincrement, seqmin,
         seqmax, seqstart, seqcache, CASE WHEN seqcycle THEN ' cycle' END)
FROM sequence
UNION ALL
SELECT 'type', typname::text, typname::text, CASE typtype
  WHEN 'e' THEN (SELECT 'enum ' || string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = own_type.oid)
  WHEN 'd' THEN concat_ws(' ', 'domain over', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END,
    'default ' || typdefault, (SELECT string_agg(pg_get_constraintdef(oid), ' ' ORDER BY conname) FROM pg_constraint WHERE contypid = own_type.oid AND contype = 'c'))
  WHEN 'r' THEN (SELECT 'range of ' || format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = own_type.oid)
  ELSE (SELECT 'composite of ' || string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped) END
FROM own_type
UNION ALL
SELECT 'privilege', relname::text, relname::text, ${granted("coalesce(relacl, acldefault('r', relowner))", "relation.relowner")} FROM relation
UNION ALL
SELECT 'privilege', format('%s.%s', relname, attname), relname::text, ${granted("attacl", "relation.relowner")}
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attacl IS NOT NULL AND NOT attisdropped
UNION ALL
SELECT 'privilege', signature, proname::text, ${granted("coalesce(proacl, acldefault('f', proowner))", "proowner")} FROM function
UNION ALL
SELECT 'privilege', relname::text, relname::text, ${granted("coalesce(relacl, acldefault('s', relowner))", "sequence.relowner")} FROM sequence
UNION ALL
SELECT 'privilege', typname::text, typname::text, ${granted("coalesce(typacl, acldefault('T', typowner))", "typowner")} FROM own_type
ORDER BY 1, 2`

/** What is in a schema, with its name written as `public` wherever it occurs. Every name is written in full. */
export const read = (
  sql: SqlClient.SqlClient,
  schema: string
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> => {
  const asPublic = (text: string) => text.replaceAll(schema, "public")
  return sql.unsafe("SET LOCAL search_path = ''").pipe(
    Effect.andThen(
      Effect.all([sql.unsafe<SchemaEntry>(catalogue, [schema]), ClusterCatalogue.read(sql, schema)])
    ),
    Effect.map((entries) =>
      entries.flat().map(({ definition, kind, name, of }) => ({
        kind,
        name: asPublic(name),
        of: asPublic(of),
        definition: asPublic(definition)
      }))
    )
  )
}

const ofOwners = `
SELECT format('policy %s.%s', relname, polname) AS key
FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
WHERE relnamespace = 'public'::regnamespace AND polpermissive AND polcmd = '*' AND polroles = ARRAY[relowner]
  AND pg_get_expr(polqual, polrelid) = 'true' AND pg_get_expr(polwithcheck, polrelid) = 'true'`

/** Policies that only show a table's owner all rows, whom none holds back but where row security is forced. */
export const ownersPolicies = (
  sql: SqlClient.SqlClient
): Effect.Effect<ReadonlySet<string>, SqlError.SqlError> =>
  Effect.map(sql.unsafe<{ key: string }>(ofOwners), (rows) => new Set(rows.map(({ key }) => key)))
