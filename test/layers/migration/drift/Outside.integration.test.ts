import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, SchemaDrift } from "aquifer"
import { Effect, Layer } from "effect"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const direct = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

const run = (statement: string) => Effect.flatMap(DirectPg, ({ sql }) => sql.unsafe(statement))

interface Case {
  readonly what: string
  /** What is there before the change. */
  readonly before?: ReadonlyArray<string>
  readonly up: ReadonlyArray<string>
  readonly transactional?: false
  /** What is nobody's doing by hand. */
  readonly after?: ReadonlyArray<string>
  readonly byHand: string
  readonly found: ReadonlyArray<object>
}

/** As `pg_dump` and `pg_restore` make what they find. */
const madeAgain = `DO $$ DECLARE said text; BEGIN
  SELECT pg_get_constraintdef(oid) INTO said FROM pg_constraint WHERE conname = 'again_status_check';
  ALTER TABLE again DROP CONSTRAINT again_status_check; EXECUTE 'ALTER TABLE again ADD CONSTRAINT again_status_check ' || said;
  SELECT pg_get_indexdef('again_done'::regclass) INTO said; DROP INDEX again_done; EXECUTE said;
  SELECT pg_get_viewdef('again_view'::regclass) INTO said; EXECUTE 'CREATE OR REPLACE VIEW again_view AS ' || said;
END $$`

const cases: ReadonlyArray<Case> = [
  {
    what: "a schema of the changes' own, in capitals",
    up: [
      'CREATE SCHEMA "My Shop"',
      'CREATE TABLE "My Shop"."Items" ("Id" int PRIMARY KEY)',
      'CREATE TABLE items_of (item int REFERENCES "My Shop"."Items")',
      'GRANT USAGE ON SCHEMA "My Shop" TO pg_monitor'
    ],
    byHand: `DO $$ BEGIN ALTER TABLE "My Shop"."Items" ADD "byHand" text; REVOKE USAGE ON SCHEMA "My Shop" FROM pg_monitor; END $$`,
    found: [
      {
        kind: "privilege",
        name: "schema My Shop",
        difference: "differs",
        expected: "USAGE to pg_monitor",
        actual: "nobody"
      },
      { kind: "column", name: "My Shop.Items.byHand", difference: "extra" }
    ]
  },
  {
    what: "a schema that is gone",
    up: ["CREATE SCHEMA gone", "CREATE TABLE gone.one (id int)"],
    byHand: "DROP SCHEMA gone CASCADE",
    found: [
      { kind: "column", name: "gone.one.id", difference: "missing" },
      { kind: "privilege", name: "gone.one", difference: "missing" },
      { kind: "table", name: "gone.one", difference: "missing" }
    ]
  },
  {
    what: "an extension in public, whose types are named with and without it",
    up: [
      "CREATE EXTENSION citext",
      "CREATE TABLE mails (mail citext PRIMARY KEY, other public.citext)",
      "COMMENT ON EXTENSION citext IS 'mails'"
    ],
    byHand: "DROP EXTENSION citext CASCADE",
    found: [
      { kind: "column", name: "mails.mail", difference: "missing" },
      { kind: "column", name: "mails.other", difference: "missing" },
      { kind: "constraint", name: "mails.mails_pkey", difference: "missing" },
      { kind: "index", name: "mails.mails_pkey", difference: "missing" },
      { kind: "extension", name: "citext", difference: "missing" }
    ]
  },
  {
    what: "a server and a foreign table, and no word of their options",
    up: [
      "CREATE EXTENSION postgres_fdw",
      "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a.example.com')",
      "CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user 'me', password 'secret')",
      "CREATE FOREIGN TABLE far_rows (id int) SERVER far OPTIONS (table_name 'secret')"
    ],
    byHand: `DO $$ BEGIN ALTER SERVER far OPTIONS (SET host 'b.example.com'); ALTER FOREIGN TABLE far_rows OPTIONS (SET table_name 'secret2'); END $$`,
    found: [
      {
        kind: "table",
        name: "far_rows",
        difference: "differs",
        actual: expect.stringMatching(/foreign, of far options table_name \([\da-f]{4}\)$/)
      },
      {
        kind: "server",
        name: "far",
        difference: "differs",
        actual: expect.stringMatching(/^of postgres_fdw options host \([\da-f]{4}\)$/)
      }
    ]
  },
  {
    what: "an event trigger",
    up: [
      "CREATE FUNCTION noticing() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
      "CREATE EVENT TRIGGER notices ON ddl_command_end EXECUTE FUNCTION noticing()"
    ],
    byHand: "ALTER EVENT TRIGGER notices DISABLE",
    found: [{ kind: "event trigger", name: "notices", difference: "differs" }]
  },
  {
    what: "a publication that a change alters",
    up: [
      "CREATE TABLE sent (id int PRIMARY KEY)",
      'CREATE PUBLICATION "Sent" FOR TABLE sent',
      `ALTER PUBLICATION "Sent" SET (publish = 'insert')`
    ],
    byHand: `ALTER PUBLICATION "Sent" SET (publish = 'insert, delete')`,
    found: [{ kind: "publication", name: "sent.Sent", actual: "insert delete" }]
  },
  {
    what: "what changes do to a schema of somebody else's, which is left alone",
    before: [
      "CREATE SCHEMA auth",
      "CREATE TABLE auth.users (id int PRIMARY KEY)",
      "CREATE TABLE auth.buckets (id text PRIMARY KEY)"
    ],
    up: [
      "CREATE TABLE profiles (id int REFERENCES auth.users)",
      "CREATE FUNCTION public.welcome() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "CREATE TRIGGER welcomes AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.welcome()",
      "INSERT INTO auth.buckets VALUES ('avatars')",
      "CREATE POLICY all_of_them ON auth.buckets USING (true)"
    ],
    byHand: "ALTER TABLE profiles ADD byhand text",
    found: [{ kind: "column", name: "profiles.byhand", difference: "extra" }]
  },
  {
    what: "what a procedure and a block make that commit",
    transactional: false,
    up: [
      "CREATE TABLE filled (id int, done bool)",
      `CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN
        LOOP UPDATE filled SET done = true WHERE done IS NULL; EXIT WHEN NOT FOUND; COMMIT; END LOOP;
        CREATE TABLE by_call (id int); COMMIT AND CHAIN; END $$`,
      "CALL fill()",
      "DO $$ BEGIN CREATE TABLE by_block (id int); COMMIT; END $$",
      "DISCARD ALL"
    ],
    byHand: "ALTER TABLE by_block ADD byhand text",
    found: [{ kind: "column", name: "by_block.byhand", difference: "extra" }]
  },
  {
    what: "nothing in how a restored database writes the same conditions",
    up: [
      "CREATE TABLE again (status varchar(9) CHECK (status IN ('new', 'it''s done')))",
      "CREATE INDEX again_done ON again (status) WHERE status NOT IN ('new', 'old')",
      "CREATE VIEW again_view AS SELECT status FROM again WHERE status IN ('new', 'old')"
    ],
    after: [madeAgain],
    byHand: "CREATE OR REPLACE VIEW again_view AS SELECT status FROM again WHERE status IN ('new', 'odd')",
    found: [{ kind: "view", name: "again_view", difference: "differs" }]
  },
  {
    what: "a changed search_path, and comments, aggregates, keys of partitions, tuning, and triggers of a foreign key",
    up: [
      "SET LOCAL search_path = public",
      "CREATE TABLE lists (id int PRIMARY KEY, name text)",
      "RESET search_path",
      "COMMENT ON COLUMN lists.name IS 'as people know it'",
      "CREATE AGGREGATE summed(int) (sfunc = int4pl, stype = int, initcond = '0')",
      "CREATE TABLE parts (list int REFERENCES lists) PARTITION BY RANGE (list)",
      "CREATE TABLE halves (list int REFERENCES lists)"
    ],
    byHand: `DO $$ BEGIN
      COMMENT ON COLUMN lists.name IS 'as nobody does';
      DROP AGGREGATE summed(int);
      CREATE AGGREGATE summed(int) (sfunc = int4pl, stype = int, initcond = '1');
      DROP TABLE parts;
      CREATE TABLE parts (list int REFERENCES lists) PARTITION BY LIST (list);
      ALTER TABLE lists ALTER name SET STATISTICS 500, ALTER name SET STORAGE EXTERNAL;
      ALTER TABLE halves DISABLE TRIGGER ALL;
    END $$`,
    found: [
      { kind: "column", name: "lists.name", actual: "text storage e statistics 500" },
      { kind: "comment", name: "lists.name", actual: "as nobody does" },
      {
        kind: "constraint",
        name: "halves.halves_list_fkey",
        actual: expect.stringMatching(/with triggers disabled$/)
      },
      { kind: "function", name: "summed(integer)", actual: expect.stringContaining("from '1'") },
      { kind: "table", name: "parts", actual: expect.stringContaining("partitioned by LIST (list)") }
    ]
  },
  {
    what: "operators, their classes and families, casts, collations, text search and access methods",
    up: [
      "CREATE TYPE money_of AS (amount int)",
      "CREATE FUNCTION money_lt(money_of, money_of) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT ($1).amount < ($2).amount'",
      "CREATE FUNCTION money_cmp(money_of, money_of) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).amount - ($2).amount'",
      "CREATE FUNCTION money_int(money_of) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1).amount'",
      "CREATE OPERATOR <# (leftarg = money_of, rightarg = money_of, function = money_lt)",
      "COMMENT ON OPERATOR <# (money_of, money_of) IS 'less money'",
      "CREATE OPERATOR CLASS amount_ops FOR TYPE money_of USING btree AS OPERATOR 1 <#, FUNCTION 1 money_cmp(money_of, money_of)",
      "CREATE CAST (money_of AS int) WITH FUNCTION money_int(money_of)",
      "CREATE COLLATION plain (provider = libc, locale = 'C')",
      "CREATE TEXT SEARCH DICTIONARY few (TEMPLATE = simple, STOPWORDS = english)",
      "CREATE TEXT SEARCH CONFIGURATION notes (COPY = simple)",
      "ALTER TEXT SEARCH CONFIGURATION notes ALTER MAPPING FOR asciiword WITH few, simple",
      "CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler"
    ],
    byHand: `DO $$ BEGIN
      COMMENT ON OPERATOR <# (money_of, money_of) IS 'more money';
      ALTER OPERATOR <# (money_of, money_of) SET (restrict = scalarltsel);
      CREATE OPERATOR ># (leftarg = money_of, rightarg = money_of, function = money_lt);
      DROP OPERATOR CLASS amount_ops USING btree CASCADE;
      DROP CAST (money_of AS int) CASCADE;
      CREATE CAST (money_of AS int) WITH FUNCTION money_int(money_of) AS IMPLICIT;
      DROP COLLATION plain CASCADE;
      CREATE COLLATION plain (provider = libc, locale = 'POSIX');
      ALTER TEXT SEARCH DICTIONARY few (STOPWORDS);
      ALTER TEXT SEARCH CONFIGURATION notes ALTER MAPPING FOR asciiword WITH simple;
      DROP ACCESS METHOD heap_too CASCADE;
    END $$`,
    found: [
      { kind: "cast", difference: "differs", actual: expect.stringMatching(/implicit$/) },
      { kind: "collation", name: "plain", actual: expect.stringContaining("POSIX") },
      { kind: "comment", actual: "more money" },
      { kind: "operator", difference: "differs", actual: expect.stringContaining("restrict scalarltsel") },
      { kind: "operator class", name: "amount_ops using btree", difference: "missing" },
      { kind: "operator family", expected: expect.stringContaining("operators 1 public.<#") },
      {
        kind: "text search configuration",
        name: "notes",
        expected: expect.stringContaining("asciiword to public.few then simple")
      },
      { kind: "text search dictionary", name: "few", expected: expect.stringContaining("stopwords") },
      { kind: "access method", name: "heap_too", difference: "missing" },
      { kind: "operator", name: expect.stringContaining(">#"), difference: "extra" }
    ]
  },
  {
    what: "who may no longer use the schema that things are granted in, where nobody else is asked about",
    before: ["CREATE ROLE use_reader", "CREATE ROLE use_other"],
    up: ["CREATE TABLE used (x int)", "GRANT SELECT (x) ON used TO use_reader"],
    after: [
      "DO $$ BEGIN REVOKE USAGE ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO use_reader, use_other; END $$",
      "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor"
    ],
    byHand: "REVOKE USAGE ON SCHEMA public FROM use_reader",
    found: [
      {
        kind: "privilege",
        name: "use of schema public",
        difference: "missing",
        expected: "USAGE to use_reader"
      }
    ]
  }
]

layer(direct)("SchemaDrift of what is not public's alone", (it) => {
  for (const [id, { after = [], before = [], byHand, found, transactional, up, what }] of cases.entries()) {
    it.effect(`finds ${what}`, () =>
      Effect.gen(function* () {
        const changes = Migration.ofSet(`case ${id}`, [{ id: 1, name: "case", up, transactional }])
        for (const statement of before) yield* run(statement)
        yield* Migration.run(changes)
        expect(yield* SchemaDrift.find(changes)).toEqual([])
        for (const statement of after) {
          yield* run(statement)
          expect(yield* SchemaDrift.find(changes)).toEqual([])
        }
        yield* run(byHand)
        const drift = yield* SchemaDrift.find(changes)
        expect(drift).toEqual(found.map((one) => expect.objectContaining(one)))
        expect(JSON.stringify(drift)).not.toMatch(/secret|example\.com/)
        expect(yield* run("SELECT FROM pg_namespace WHERE nspname LIKE 'aquifer_drift%'")).toEqual([])
      })
    )
  }

  it.effect("says where the books are, if that is not public", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const apart = Layer.fresh(
        DirectPg.layerWith({ endpoint: { ...admin, options: "-c search_path=apart" } })
      )
      yield* run("CREATE SCHEMA apart")
      yield* run("ALTER TABLE aquifer_migrations RENAME TO were_migrations")
      const changes = Migration.ofSet("apart", [{ id: 1, name: "one", up: ["CREATE TABLE one (id int)"] }])
      const { message } = yield* Migration.run(changes).pipe(
        Effect.andThen(Effect.flip(SchemaDrift.find(changes))),
        Effect.provide(apart)
      )
      expect(message).toContain("the books of changes are in the schema apart")
    })
  )
})
