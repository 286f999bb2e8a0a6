import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration } from "aquifer"
import { researchSchema } from "aquifer/research"
import { Effect } from "effect"
import * as SchemaDrift from "../../../../src/layers/migration/drift/SchemaDrift.ts"
import { endpoints } from "../../../support/ResearchStore.ts"

const run = (statement: string) => Effect.flatMap(DirectPg, ({ sql }) => sql.unsafe(statement))

/** What somebody does by hand, what has to be said of it, and how it is mended. */
const tampering: ReadonlyArray<
  readonly [what: string, done: string, found: ReadonlyArray<object>, mended: string]
> = [
  [
    "a column of another type",
    "ALTER TABLE research_documents ALTER COLUMN source TYPE varchar(80)",
    [
      {
        difference: "differs",
        kind: "column",
        name: "research_documents.source",
        expected: expect.stringMatching(/^text/),
        actual: expect.stringMatching(/^character varying\(80\)/)
      }
    ],
    "ALTER TABLE research_documents ALTER COLUMN source TYPE text"
  ],
  [
    "a column of somebody's own",
    "ALTER TABLE research_documents ADD COLUMN note text",
    [{ difference: "extra", kind: "column", name: "research_documents.note", actual: "text" }],
    "ALTER TABLE research_documents DROP COLUMN note"
  ],
  [
    "an index that is gone",
    "DROP INDEX research_cache_expires_at",
    [{ difference: "missing", kind: "index", name: "research_cache.research_cache_expires_at" }],
    "CREATE INDEX research_cache_expires_at ON research_cache (expires_at)"
  ],
  [
    "a trigger that is switched off",
    "ALTER TABLE research_documents DISABLE TRIGGER research_metadata_update",
    [{ difference: "differs", kind: "trigger", name: "research_documents.research_metadata_update" }],
    "ALTER TABLE research_documents ENABLE TRIGGER research_metadata_update"
  ],
  [
    "a constraint that is gone",
    "ALTER TABLE research_metadata DROP CONSTRAINT research_metadata_bytes_check",
    [{ difference: "missing", kind: "constraint", name: "research_metadata.research_metadata_bytes_check" }],
    "ALTER TABLE research_metadata ADD CONSTRAINT research_metadata_bytes_check CHECK (bytes >= 0)"
  ],
  [
    "row security that is not forced",
    "ALTER TABLE research_cache NO FORCE ROW LEVEL SECURITY",
    [{ difference: "differs", kind: "table", name: "research_cache" }],
    "ALTER TABLE research_cache FORCE ROW LEVEL SECURITY"
  ],
  [
    "a policy that lets others in",
    "CREATE POLICY everybody ON research_cache USING (true)",
    [{ difference: "extra", kind: "policy", name: "research_cache.everybody" }],
    "DROP POLICY everybody ON research_cache"
  ],
  [
    "a privilege that was given away",
    "GRANT SELECT ON research_documents TO PUBLIC",
    [
      {
        difference: "differs",
        kind: "privilege",
        name: "research_documents",
        actual: expect.stringContaining("SELECT to PUBLIC")
      }
    ],
    "REVOKE SELECT ON research_documents FROM PUBLIC"
  ],
  [
    "a function that anybody may execute",
    "GRANT EXECUTE ON FUNCTION rpc_check_cache_exists(text) TO PUBLIC",
    [{ difference: "differs", kind: "privilege", name: "rpc_check_cache_exists(keyword text)" }],
    "REVOKE EXECUTE ON FUNCTION rpc_check_cache_exists(text) FROM PUBLIC"
  ],
  [
    "a function whose search_path is no longer pinned",
    "ALTER FUNCTION rpc_check_cache_exists(text) RESET search_path",
    [{ difference: "differs", kind: "function", name: "rpc_check_cache_exists(keyword text)" }],
    "ALTER FUNCTION rpc_check_cache_exists(text) SET search_path = ''"
  ],
  [
    "a table that somebody else owns",
    "ALTER TABLE research_cache OWNER TO pg_monitor",
    [
      {
        difference: "differs",
        kind: "privilege",
        name: "research_cache",
        actual: expect.stringMatching(/^owned by pg_monitor; /)
      }
    ],
    "ALTER TABLE research_cache OWNER TO CURRENT_USER"
  ],
  [
    "a rule that swallows what is deleted",
    "CREATE RULE r1 AS ON DELETE TO research_cache DO INSTEAD NOTHING",
    [{ difference: "extra", kind: "rule", name: "research_cache.r1" }],
    "DROP RULE r1 ON research_cache"
  ],
  [
    "a child whose rows show in its parent",
    "CREATE TABLE stowaway () INHERITS (research_metadata)",
    [
      {
        difference: "extra",
        kind: "child",
        name: "research_metadata.stowaway",
        actual: "public.stowaway inherits"
      }
    ],
    "DROP TABLE stowaway"
  ],
  [
    "another replica identity",
    "ALTER TABLE research_cache REPLICA IDENTITY FULL",
    [
      {
        difference: "differs",
        kind: "table",
        name: "research_cache",
        actual: expect.stringContaining("replica identity full")
      }
    ],
    "ALTER TABLE research_cache REPLICA IDENTITY DEFAULT"
  ],
  [
    "extended statistics",
    "CREATE STATISTICS together ON keyword, expires_at FROM research_cache",
    [{ difference: "extra", kind: "statistics", name: "research_cache.together" }],
    "DROP STATISTICS together"
  ],
  [
    "a function of the same name for other arguments",
    "CREATE FUNCTION rpc_check_cache_exists(int) RETURNS int LANGUAGE sql RETURN 1",
    [
      { difference: "extra", kind: "function", name: "rpc_check_cache_exists(integer)" },
      { difference: "extra", kind: "privilege", name: "rpc_check_cache_exists(integer)" }
    ],
    "DROP FUNCTION rpc_check_cache_exists(int)"
  ]
]

/** A change that makes a type of each kind, a sequence, and a partitioned table. */
const ownTypes: ReadonlyArray<Migration.Change> = [
  {
    set: "orders",
    id: 1,
    name: "types",
    up: [
      "CREATE TYPE mood AS ENUM ('sad', 'ok')",
      "CREATE DOMAIN price AS numeric(10, 2) NOT NULL CHECK (VALUE >= 0)",
      "CREATE TYPE span AS RANGE (subtype = float8)",
      "CREATE TYPE place AS (street text, number int)",
      "CREATE SEQUENCE numbers START 1000",
      "CREATE TABLE sales (day date) PARTITION BY RANGE (day)",
      "CREATE TABLE sales_later PARTITION OF sales DEFAULT",
      "CREATE TABLE receipts (day date)",
      "ALTER TABLE sales ADD PRIMARY KEY (day)",
      "ALTER TABLE receipts ADD FOREIGN KEY (day) REFERENCES sales",
      "CREATE PUBLICATION drift_sales FOR TABLE sales",
      "DO $$ BEGIN IF to_regrole('drift_readers') IS NULL THEN CREATE ROLE drift_readers CREATEDB; END IF; END $$",
      "GRANT pg_monitor TO drift_readers",
      "DO $$ BEGIN IF to_regrole('drift_members') IS NULL THEN CREATE ROLE drift_members; END IF; END $$",
      "DO $$ BEGIN IF to_regrole('drift_passing') IS NULL THEN CREATE ROLE drift_passing; END IF; END $$",
      "GRANT drift_readers, pg_monitor TO drift_members",
      "REVOKE pg_monitor FROM drift_members",
      "ALTER ROLE drift_readers SET lock_timeout TO '5s'",
      `ALTER ROLE drift_readers SET search_path = a, "b"`,
      "ALTER ROLE drift_readers SET work_mem = '1MB'",
      "ALTER ROLE drift_readers RESET work_mem",
      "DROP ROLE drift_passing",
      "CREATE FUNCTION of(place) RETURNS mood LANGUAGE sql SET search_path = '' RETURN 'ok'::public.mood"
    ]
  }
]

const ofTypes: typeof tampering = [
  [
    "an enum with one more value",
    "ALTER TYPE mood ADD VALUE 'happy'",
    [{ difference: "differs", kind: "type", name: "mood", actual: "enum 'sad', 'ok', 'happy'" }],
    `DELETE FROM pg_enum WHERE enumlabel = 'happy'`
  ],
  [
    "a domain without its check",
    "ALTER DOMAIN price DROP CONSTRAINT price_check",
    [{ difference: "differs", kind: "type", name: "price", actual: "domain over numeric(10,2) not null" }],
    "ALTER DOMAIN price ADD CHECK (VALUE >= 0)"
  ],
  [
    "a composite type with another attribute",
    "ALTER TYPE place ALTER ATTRIBUTE number TYPE bigint",
    [
      {
        difference: "differs",
        kind: "type",
        name: "place",
        actual: "composite of street text, number bigint"
      }
    ],
    "ALTER TYPE place ALTER ATTRIBUTE number TYPE int"
  ],
  [
    "a range that is gone",
    "DROP TYPE span",
    [
      { difference: "missing", kind: "privilege", name: "span" },
      { difference: "missing", kind: "type", name: "span", expected: "range of double precision" }
    ],
    "CREATE TYPE span AS RANGE (subtype = float8)"
  ],
  [
    "a sequence that goes round",
    "ALTER SEQUENCE numbers CYCLE",
    [{ difference: "differs", kind: "sequence", name: "numbers", actual: expect.stringMatching(/cycle$/) }],
    "ALTER SEQUENCE numbers NO CYCLE"
  ],
  [
    "a partition that is gone",
    "DO $$ BEGIN ALTER TABLE sales DETACH PARTITION sales_later; DROP TABLE sales_later; END $$",
    [
      { difference: "missing", kind: "column", name: "sales_later.day" },
      { difference: "missing", kind: "constraint", name: "sales_later.sales_later_pkey" },
      { difference: "missing", kind: "index", name: "sales_later.sales_later_pkey" },
      { difference: "missing", kind: "partition", name: "sales.sales_later" },
      { difference: "missing", kind: "privilege", name: "sales_later" },
      { difference: "missing", kind: "table", name: "sales_later" },
      { difference: "missing", kind: "publication", name: "sales_later.drift_sales" }
    ],
    "CREATE TABLE sales_later PARTITION OF sales DEFAULT"
  ],
  [
    "others who may make things in the schema",
    "GRANT CREATE ON SCHEMA public TO PUBLIC, pg_monitor",
    [
      {
        difference: "differs",
        kind: "privilege",
        name: "schema public",
        expected: "nobody",
        actual: "CREATE to pg_monitor, CREATE to PUBLIC"
      }
    ],
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_monitor"
  ],
  [
    "a role that passes row security by",
    "ALTER ROLE drift_readers BYPASSRLS LOGIN",
    [
      {
        difference: "differs",
        kind: "role",
        name: "drift_readers",
        expected: expect.stringMatching(/^CREATEDB member of pg_monitor joined by/),
        actual: expect.stringMatching(/^BYPASSRLS CREATEDB LOGIN member of pg_monitor joined by/)
      }
    ],
    "ALTER ROLE drift_readers NOBYPASSRLS NOLOGIN"
  ],
  [
    "a role that was made a member of another",
    "GRANT pg_read_all_data TO drift_readers",
    [
      {
        difference: "differs",
        kind: "role",
        name: "drift_readers",
        expected: expect.stringMatching(/^CREATEDB member of pg_monitor joined by/),
        actual: expect.stringMatching(/^CREATEDB member of pg_monitor, pg_read_all_data joined by/)
      }
    ],
    "REVOKE pg_read_all_data FROM drift_readers"
  ],
  [
    "a member that a role has no more",
    "REVOKE drift_readers FROM drift_members",
    [
      {
        difference: "differs",
        kind: "role",
        name: "drift_readers",
        expected: expect.stringContaining("joined by drift_members"),
        actual: expect.not.stringContaining("joined by")
      },
      {
        difference: "differs",
        kind: "role",
        name: "drift_members",
        expected: "member of drift_readers",
        actual: "no attributes"
      }
    ],
    "GRANT drift_readers TO drift_members"
  ],
  [
    "a setting of a role, here alone too",
    "DO $$ BEGIN ALTER ROLE drift_readers SET search_path = ''; EXECUTE format('ALTER ROLE drift_readers IN DATABASE %I SET row_security = off', current_database()); END $$",
    [
      {
        difference: "differs",
        kind: "role",
        name: "drift_readers",
        expected: expect.stringMatching(/ set lock_timeout=5s, search_path=a,b$/),
        actual: expect.stringMatching(
          / set in this database row_security=off, lock_timeout=5s, search_path=$/
        )
      }
    ],
    `DO $$ BEGIN ALTER ROLE drift_readers SET search_path = "a", b; EXECUTE format('ALTER ROLE drift_readers IN DATABASE %I RESET ALL', current_database()); END $$`
  ],
  [
    "a publication of a table",
    "CREATE PUBLICATION leak FOR TABLE research_cache WITH (publish = 'insert')",
    [{ difference: "extra", kind: "publication", name: "research_cache.leak", actual: "insert" }],
    "DROP PUBLICATION leak"
  ],
  [
    "a publication of all tables, once",
    "CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert')",
    [{ difference: "extra", kind: "publication", name: "everything", actual: "all tables insert" }],
    "DROP PUBLICATION everything"
  ],
  [
    "a publication of all tables of the schema, once",
    "CREATE PUBLICATION ours FOR TABLES IN SCHEMA public",
    [
      {
        difference: "extra",
        kind: "publication",
        name: "ours",
        actual: "all tables of the schema insert update delete truncate"
      }
    ],
    "DROP PUBLICATION ours"
  ],
  [
    "a publication of some columns and rows",
    "CREATE PUBLICATION part FOR TABLE research_cache (keyword, expires_at) WHERE (keyword <> '')",
    [
      {
        difference: "extra",
        kind: "publication",
        name: "research_cache.part",
        actual: "insert update delete truncate columns expires_at, keyword where (keyword <> ''::text)"
      }
    ],
    "DROP PUBLICATION part"
  ],
  [
    "a publication that sends other rows",
    "ALTER PUBLICATION drift_sales SET (publish = 'delete')",
    [{ difference: "differs", kind: "publication", name: "sales_later.drift_sales", actual: "delete" }],
    "ALTER PUBLICATION drift_sales SET (publish = 'insert, update, delete, truncate')"
  ]
]

layer(endpoints("direct"))("SchemaDrift", (it) => {
  it.effect("finds nothing where the changes alone were at work, and leaves nothing behind", () =>
    Effect.gen(function* () {
      yield* run("CREATE TABLE somebody_elses (id int)")
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
      expect(yield* run("SELECT FROM pg_namespace WHERE nspname LIKE 'aquifer_drift%'")).toEqual([])
    })
  )

  const changes = [...researchSchema, ...ownTypes]
  for (const [what, done, found, mended] of [...tampering, ...ofTypes]) {
    it.effect(`finds ${what}, and nothing once it is mended`, () =>
      Effect.gen(function* () {
        yield* Migration.run(changes)
        yield* run(done)
        expect(yield* SchemaDrift.find(changes)).toEqual(found.map((drift) => expect.objectContaining(drift)))
        yield* run(mended)
        expect(yield* SchemaDrift.find(changes)).toEqual([])
      })
    )
  }

  const everywhere = "ALTER DEFAULT PRIVILEGES"
  const inPublic = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
  it.effect.each([
    [
      "given in the schema",
      `${inPublic} GRANT SELECT ON TABLES TO pg_monitor`,
      `${inPublic} REVOKE SELECT ON TABLES FROM pg_monitor`
    ],
    [
      "given everywhere",
      `${everywhere} GRANT ALL ON TABLES TO pg_monitor`,
      `${everywhere} REVOKE ALL ON TABLES FROM pg_monitor`
    ],
    [
      "of schemas",
      `${everywhere} GRANT CREATE ON SCHEMAS TO pg_monitor`,
      `${everywhere} REVOKE CREATE ON SCHEMAS FROM pg_monitor`
    ],
    [
      "taken away",
      `${everywhere} REVOKE USAGE ON TYPES FROM PUBLIC`,
      `${everywhere} GRANT USAGE ON TYPES TO PUBLIC`
    ]
  ] as const)("takes default privileges that came later for no difference (%s)", ([, changed, back]) =>
    Effect.gen(function* () {
      yield* Migration.run(changes)
      yield* run(changed)
      expect(yield* SchemaDrift.find(changes)).toEqual([])
      yield* run("GRANT SELECT ON research_cache TO PUBLIC")
      yield* run("REVOKE SELECT ON research_cache FROM aquifer_app")
      expect(yield* SchemaDrift.find(changes)).toEqual([
        expect.objectContaining({
          difference: "differs",
          kind: "privilege",
          name: "research_cache",
          expected: expect.stringContaining("SELECT to aquifer_app"),
          actual: expect.stringContaining("SELECT to PUBLIC")
        })
      ])
      yield* run("REVOKE SELECT ON research_cache FROM PUBLIC")
      yield* run("GRANT SELECT ON research_cache TO aquifer_app")
      yield* run(back)
      expect(yield* SchemaDrift.find(changes)).toEqual([])
    })
  )

  it.effect("leaves partitions alone that came later, and what they bring with them", () =>
    Effect.gen(function* () {
      yield* Migration.run(changes)
      yield* run(
        "CREATE TABLE sales_2026 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
      )
      expect(yield* SchemaDrift.find(changes)).toEqual([])
      yield* run("CREATE PUBLICATION everything FOR ALL TABLES")
      expect(yield* SchemaDrift.find(changes)).toMatchObject([
        { kind: "publication", name: "everything", difference: "extra" }
      ])
      yield* run("DROP PUBLICATION everything")
      yield* run("DO $$ BEGIN ALTER TABLE sales DETACH PARTITION sales_2026; DROP TABLE sales_2026; END $$")
      yield* run("DROP ROLE drift_readers, drift_members")
    })
  )

  it.effect(
    "takes for no difference that row security was forced, with a policy for the owner, as the doctor says",
    () =>
      Effect.gen(function* () {
        const set = "forced"
        const up = ["CREATE TABLE forced_notes (x int)", "ALTER TABLE forced_notes ENABLE ROW LEVEL SECURITY"]
        const both = [...researchSchema, { set, id: 1, name: "notes", up }]
        yield* Migration.run(both)
        yield* run("CREATE POLICY all_rows ON forced_notes TO CURRENT_USER USING (true) WITH CHECK (true)")
        yield* run("ALTER TABLE forced_notes FORCE ROW LEVEL SECURITY")
        expect(yield* SchemaDrift.find(both)).toEqual([])
        yield* run("CREATE POLICY others ON forced_notes TO pg_monitor USING (true) WITH CHECK (true)")
        expect(yield* SchemaDrift.find(both)).toMatchObject([{ kind: "policy", name: "forced_notes.others" }])
        yield* run("DROP POLICY others ON forced_notes")
      })
  )

  it.effect("compares with changes that cannot run in a transaction", () =>
    Effect.gen(function* () {
      const set = "apart"
      const apart: ReadonlyArray<Migration.Change> = [
        {
          set,
          id: 1,
          name: "notes",
          up: ["CREATE TABLE apart_notes (x int, y text)", "CREATE TYPE apart_mood AS ENUM ('low')"]
        },
        {
          set,
          id: 2,
          name: "indexes",
          transactional: false,
          up: [
            "-- while others write\nCREATE UNIQUE INDEX CONCURRENTLY apart_x ON apart_notes (x)",
            'CREATE INDEX CONCURRENTLY "apart CONCURRENTLY" ON apart_notes (y)',
            "CREATE INDEX CONCURRENTLY apart_y ON apart_notes (y) WHERE y <> 'CONCURRENTLY'",
            "DROP INDEX CONCURRENTLY apart_x",
            "REINDEX TABLE CONCURRENTLY apart_notes",
            "VACUUM apart_notes",
            "CREATE DATABASE apart_elsewhere TEMPLATE template0",
            "DROP DATABASE apart_elsewhere",
            "ALTER TYPE apart_mood ADD VALUE 'high'"
          ]
        },
        { set, id: 3, name: "moods", up: ["ALTER TABLE apart_notes ADD mood apart_mood DEFAULT 'high'"] }
      ]
      const both = [...researchSchema, ...apart]
      yield* Migration.run(both)
      expect(yield* SchemaDrift.find(both)).toEqual([])
      yield* run("DROP INDEX apart_y")
      expect(yield* SchemaDrift.find(both)).toMatchObject([{ kind: "index", difference: "missing" }])
    })
  )

  it.effect("says why when the changes cannot be run once more", () =>
    Effect.gen(function* () {
      const wrong = researchSchema.map((change) =>
        change.id === 2 ? { ...change, up: ["CREATE nothing"] } : change
      )
      const { message } = yield* Effect.flip(SchemaDrift.find(wrong))
      expect(message).toContain("could not be compared")
    })
  )

  it.effect("compares with the changes that the database has, after undoing and applying again too", () =>
    Effect.gen(function* () {
      const undoable = researchSchema.findLastIndex(({ down }) => down === undefined)
      const to = researchSchema[undoable]?.id ?? 0
      yield* Migration.undo(researchSchema, { to })
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
      yield* Migration.run(researchSchema)
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )
})
