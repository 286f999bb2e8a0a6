import { describe, expect, it } from "@effect/vitest"
import { summary } from "../../../../src/layers/measure/statement/StatementSummary.ts"

const union = (count: number, table: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `SELECT id FROM ${table(index)}`).join(" UNION ALL ")

describe("A statement's summary", () => {
  it.each([
    // Those of the conventions.
    ["SELECT * FROM wuser_table WHERE username = ?", "SELECT wuser_table"],
    [
      "INSERT INTO shipping_details (order_id, address) SELECT order_id, address FROM orders WHERE order_id = 1",
      "INSERT shipping_details SELECT orders"
    ],
    ["SELECT * FROM songs, artists WHERE songs.artist_id = artists.id", "SELECT songs artists"],
    [
      "SELECT order_date FROM (SELECT * FROM orders o JOIN customers c ON o.customer_id = c.customer_id)",
      "SELECT SELECT orders customers"
    ],
    [`SELECT * FROM "song list", artists`, `SELECT "song list" artists`]
  ])("is as the conventions have it: %s", (sql, expected) => {
    expect(summary(sql)).toBe(expected)
  })

  it.each([
    ["select * from research_cache where keyword = $1", "select research_cache"],
    [
      "INSERT INTO orders(id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET n = 1 RETURNING a, b",
      "INSERT orders"
    ],
    [`UPDATE ONLY "My table" SET a = b.c, d = 1 FROM b, e WHERE true`, `UPDATE "My table" b e`],
    ["DELETE FROM a USING b JOIN c USING (id) WHERE a.x IS DISTINCT FROM b.y", "DELETE a b c"],
    [
      "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT VALUES (1)",
      "MERGE a b"
    ],
    [
      "SELECT * FROM a x, b AS y (c, d), LATERAL (SELECT 1 FROM c) z, f(1, 2), d WHERE a IN (SELECT id FROM e, g) ORDER BY x, y FOR UPDATE OF a, b",
      "SELECT a b SELECT c d SELECT e g"
    ],
    ["SELECT * FROM (a JOIN b ON true), ONLY (c), x.y.z", "SELECT a b c x.y.z"],
    ["SELECT (SELECT count(*) FROM b) FROM a", "SELECT SELECT b a"],
    ["SELECT a INTO b FROM c", "SELECT b c"],
    [
      `SELECT trim(both from x), "insert", t.update, count(*) FILTER (WHERE a) FROM t GROUP BY a, b`,
      "SELECT t"
    ],
    ["SELECT extract(epoch FROM now()) FROM pg_stat_activity AS a", "SELECT pg_stat_activity"]
  ])("names each operation and each table in their order: %s", (sql, expected) => {
    expect(summary(sql)).toBe(expected)
  })

  it.each([
    ["WITH x AS (SELECT 1) DELETE FROM t", "SELECT DELETE t"],
    [
      "WITH RECURSIVE a AS (SELECT id FROM orders), b (n) AS (SELECT 1 FROM a) SELECT * FROM a JOIN b ON a.id = b.n",
      "SELECT orders SELECT"
    ],
    [
      "WITH written AS MATERIALIZED (SELECT * FROM research_store($1)) SELECT w.* FROM written AS w",
      "SELECT research_store"
    ],
    ["WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "DELETE a INSERT b SELECT"]
  ])("does not take what WITH names for a table: %s", (sql, expected) => {
    expect(summary(sql)).toBe(expected)
  })

  it.each([
    ["SELECT pg_catalog.record_send(research_cache_find($1)) AS found", "SELECT research_cache_find"],
    ["SELECT public.f(1), g(2)", "SELECT public.f"],
    ["SELECT keyword FROM research_lease_take($1::text[])", "SELECT research_lease_take"],
    ["SELECT * FROM orders, unnest($1::int[]) AS ids", "SELECT orders"],
    ["CALL tidy(1)", "CALL tidy"]
  ])("names a function only where there is no table: %s", (sql, expected) => {
    expect(summary(sql)).toBe(expected)
  })

  it.each([
    ["BEGIN", "BEGIN"],
    ["/* SELECT FROM secret */ COMMIT", "COMMIT"],
    ["SELECT 'FROM secret'", "SELECT"],
    ["create unlogged table if not exists public.t (a int)", "create table public.t"],
    ["CREATE TABLE t (a int REFERENCES p ON DELETE CASCADE, b int)", "CREATE TABLE t"],
    ["CREATE MATERIALIZED VIEW v AS SELECT * FROM orders", "CREATE VIEW v SELECT orders"],
    ["CREATE OR REPLACE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT FROM t'", "CREATE FUNCTION f"],
    ["CREATE TRIGGER t AFTER INSERT OR UPDATE ON x EXECUTE FUNCTION f()", "CREATE TRIGGER t"],
    ["CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)", "CREATE INDEX t_a"],
    ["CREATE INDEX ON t (a)", "CREATE"],
    ["CREATE POLICY all_rows ON t FOR SELECT USING (true)", "CREATE POLICY all_rows"],
    ["ALTER TABLE ONLY t ADD COLUMN b int", "ALTER TABLE t"],
    ["DROP TABLE IF EXISTS t", "DROP TABLE t"],
    ["REVOKE ALL ON t FROM PUBLIC", "REVOKE t"],
    ["GRANT SELECT, INSERT ON t TO app", "GRANT t"],
    ["GRANT EXECUTE ON FUNCTION f(text) TO app", "GRANT f"],
    ["GRANT app TO clerk", "GRANT"],
    ["DO $$ BEGIN PERFORM FROM t; END $$", "DO"],
    ["TRUNCATE TABLE t, u", "TRUNCATE t u"],
    ["LOCK TABLE a, b IN SHARE MODE", "LOCK a b"],
    ["COPY t (a, b) FROM STDIN", "COPY t"],
    ["COPY (SELECT * FROM t) TO STDOUT", "COPY SELECT t"],
    ["EXPLAIN ANALYZE UPDATE t SET a = 1", "EXPLAIN UPDATE t"],
    ["DECLARE c CURSOR FOR SELECT * FROM t", "DECLARE SELECT t"],
    ["BEGIN; UPDATE a SET b = 1; COMMIT;", "BEGIN UPDATE a COMMIT"],
    ["", "SQL"]
  ])("knows the other statements: %s", (sql, expected) => {
    expect(summary(sql)).toBe(expected)
  })

  it("is the same however often a part repeats, and has no more than 255 characters of whole names", () => {
    for (const count of [1, 2, 500]) expect(summary(union(count, () => "orders"))).toBe("SELECT orders")
    const many = summary(union(500, (index) => `a_table_by_the_number_of_${index}`))
    expect(many.length).toBeLessThanOrEqual(255)
    expect(many).toMatch(/^(SELECT a_table_by_the_number_of_\d+ ?)+(SELECT)?$/)
    expect(many.length).toBeGreaterThan(200)
  })
})
