import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import * as ClusterCatalogue from "./ClusterCatalogue.ts"
import * as ObjectCatalogue from "./ObjectCatalogue.ts"
import { options, own, owned } from "./ObjectCatalogue.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"
import type { SchemaReading } from "./SchemaReading.ts"

/** Granted to others than the owner. */
const granted = (acl: string, owner: string) => `concat(${owned(owner)}, (
  SELECT coalesce(string_agg(format('%s to %s%s', a.privilege_type,
      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END,
      CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END), ', '
      ORDER BY a.grantee = 0, pg_get_userbyid(a.grantee), a.privilege_type), 'nobody')
  FROM aclexplode(${acl}) AS a WHERE a.grantee <> ${owner}))`

const catalogue = `
WITH schema AS (
  SELECT oid FROM pg_namespace WHERE nspname = $1
), relation AS (
  SELECT pg_class.* FROM pg_class, schema WHERE relnamespace = schema.oid AND relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
), function AS (
  SELECT pg_proc.*, format('%s(%s)', proname, pg_get_function_identity_arguments(pg_proc.oid)) AS signature
  FROM pg_proc, schema WHERE pronamespace = schema.oid AND ${own("pg_proc", "pg_proc.oid")}
), sequence AS (
  SELECT pg_class.*, pg_sequence.* FROM schema JOIN pg_class ON relnamespace = schema.oid JOIN pg_sequence ON seqrelid = pg_class.oid
), own_type AS (
  SELECT t.* FROM schema JOIN pg_type AS t ON typnamespace = schema.oid LEFT JOIN pg_class AS c ON c.oid = typrelid
  WHERE (typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')
)
SELECT CASE WHEN relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind, relname::text AS name, relname::text AS of,
       concat_ws('; ', CASE relpersistence WHEN 'u' THEN 'unlogged' END, array_to_string(reloptions, ', '),
         'row security ' || CASE WHEN relforcerowsecurity AND relrowsecurity THEN 'forced' WHEN relrowsecurity THEN 'on' ELSE 'off' END,
         'replica identity ' || CASE relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN
           (SELECT relname::text FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid WHERE indrelid = relation.oid AND indisreplident) END,
         'partitioned by ' || pg_get_partkeydef(oid), (SELECT concat_ws(' ', 'foreign, of', srvname, ${options("ftoptions")})
           FROM pg_foreign_table JOIN pg_foreign_server ON pg_foreign_server.oid = ftserver WHERE ftrelid = relation.oid),
         CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END) AS definition
FROM relation
UNION ALL
SELECT 'column', format('%s.%s', relname, attname), relname::text,
       concat_ws(' ', format_type(atttypid, atttypmod),
         CASE WHEN attcollation <> typcollation THEN 'collate ' || attcollation::regcollation::text END,
         CASE WHEN attnotnull THEN 'not null' END, CASE WHEN attidentity <> '' THEN 'identity ' || attidentity::text END,
         CASE WHEN attgenerated <> '' THEN 'generated' END, 'default ' || pg_get_expr(adbin, adrelid),
         CASE WHEN relkind <> 'v' AND attstorage <> typstorage THEN 'storage ' || attstorage::text END,
         'compression ' || NULLIF(to_jsonb(pg_attribute) ->> 'attcompression', ''), 'statistics ' || NULLIF(attstattarget, -1),
         array_to_string(attoptions, ', '), ${options("attfdwoptions")})
FROM relation JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = relation.oid AND adnum = attnum
UNION ALL
SELECT 'constraint', format('%s.%s', relname, conname), relname::text,
       concat(pg_get_constraintdef(pg_constraint.oid), CASE WHEN NOT convalidated THEN ' not validated' END,
         CASE WHEN EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = pg_constraint.oid AND tgenabled <> 'O') THEN ' with triggers disabled' END)
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
SELECT 'statistics', format('%s.%s', relname, stxname), relname::text,
       concat(pg_get_statisticsobjdef(pg_statistic_ext.oid), ' statistics ' || NULLIF(to_jsonb(pg_statistic_ext) ->> 'stxstattarget', '-1'))
FROM relation JOIN pg_statistic_ext ON stxrelid = relation.oid
UNION ALL
SELECT 'function', signature, proname::text, CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) ELSE (
  SELECT concat_ws(' ', 'aggregate of', format_type(prorettype, NULL), 'by', aggtransfn::regproc, format_type(aggtranstype, NULL),
    'from ' || quote_literal(agginitval), 'ends ' || NULLIF(aggfinalfn::regproc::text, '-')) FROM pg_aggregate WHERE aggfnoid = function.oid) END
FROM function
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
SELECT 'comment', concat_ws('.', relname, attname), relname::text, description
FROM relation JOIN pg_description ON classoid = 'pg_class'::regclass AND objoid = relation.oid
LEFT JOIN pg_attribute ON attrelid = relation.oid AND attnum = objsubid AND objsubid > 0
UNION ALL
SELECT 'comment', signature, proname::text, description FROM function JOIN pg_description ON classoid = 'pg_proc'::regclass AND objoid = oid
UNION ALL
SELECT 'comment', typname::text, typname::text, description FROM own_type JOIN pg_description ON classoid = 'pg_type'::regclass AND objoid = oid
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

/** What no table is made of, and the comments on it. */
const others = `
WITH schema AS (SELECT oid FROM pg_namespace WHERE nspname = $1),
thing AS (${ObjectCatalogue.things.join("\nUNION ALL\n")})
SELECT kind, name, of, definition FROM thing
UNION ALL
SELECT 'comment', concat(kind, ' ', name), of, description FROM thing JOIN pg_description ON classoid = class AND objoid = oid
ORDER BY 1, 2`

/** What is in a schema and, of the one of the books, around it. Every name is written in full. */
export const read = (
  sql: SqlClient.SqlClient,
  { home, isStage, names, schema }: SchemaReading
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> => {
  const told = (text: string) => (isStage ? text.replaceAll(home, "public") : text)
  const named = (name: string) =>
    schema === home || name === `schema ${schema}` ? told(name) : `${schema}.${told(name)}`
  return sql.unsafe("SET LOCAL search_path = ''").pipe(
    Effect.andThen(
      Effect.all([
        sql.unsafe<SchemaEntry>(catalogue, [schema, home]),
        sql.unsafe<SchemaEntry>(others, [schema, home]),
        ClusterCatalogue.read(sql, { home, isStage, names, schema })
      ])
    ),
    Effect.map((entries) =>
      entries.flat().map(({ definition, kind, name, of }) => ({
        kind,
        name: named(name),
        of: of === MigrationBooks.table ? of : named(of),
        definition: told(definition)
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
