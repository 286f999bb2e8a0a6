import { Effect } from "effect"
import type { Tables } from "../history/Tables.ts"

/** What stores are found by; registers are keywords too, and leave no documents. */
export const storePrefix = "store "
export const registerPrefix = "register "

/** Everything in which a round leaves traces. */
const tables = [
  "faults_ledger",
  "faults_counters",
  "faults_pairs",
  "research_cache",
  "research_lookups",
  "research_documents",
  "research_metadata",
  "aquifer_operations",
  "aquifer_leases",
  "aquifer_staging",
  "aquifer_changes"
]

/**
 * The campaign's own tables. No constraint of theirs hides what happens twice. A row whose commit is slow has its
 * transaction still run when COMMIT has arrived, as work that was put off does.
 */
export const create = (role: string): string => `
CREATE TABLE faults_ledger (key text NOT NULL, part int NOT NULL, slow boolean NOT NULL DEFAULT false);
CREATE TABLE faults_counters (key text PRIMARY KEY, value int NOT NULL);
CREATE TABLE faults_pairs (pair text, who text, on_call boolean NOT NULL, PRIMARY KEY (pair, who));
CREATE FUNCTION faults_sleep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER faults_slow AFTER INSERT ON faults_ledger DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.slow) EXECUTE FUNCTION faults_sleep();
GRANT SELECT, INSERT, UPDATE ON faults_ledger, faults_counters, faults_pairs TO ${role}`

/** Forgets a round, so that neither the disk nor the next check grows with the campaign. */
export const clear = `TRUNCATE ${tables.join(", ")}`

const effects = `
SELECT key, coalesce(m.researched, 1) AS times, m.documents = 2 AND d.found = 2 AND c.keyword IS NOT NULL IS TRUE AS whole
FROM (SELECT keyword AS key, documents, researched FROM research_metadata) AS m
FULL JOIN (SELECT keyword AS key, count(*) AS found FROM research_documents GROUP BY keyword) AS d USING (key)
FULL JOIN (SELECT keyword AS key, keyword FROM research_cache WHERE starts_with(keyword, '${storePrefix}')) AS c USING (key)
UNION ALL
SELECT key, greatest(first, second), first = second FROM (
  SELECT key, count(*) FILTER (WHERE part = 1) AS first, count(*) FILTER (WHERE part = 2) AS second
  FROM faults_ledger GROUP BY key
) AS parts`

const registers = `
SELECT keyword AS key, payload ->> 'version' AS value FROM research_cache WHERE starts_with(keyword, '${registerPrefix}')`

const counters = "SELECT key, value FROM faults_counters"

const pairs = "SELECT pair AS key, count(*) FILTER (WHERE on_call) AS value FROM faults_pairs GROUP BY pair"

type Row = Readonly<Record<string, unknown>>
type Ask<E> = (sql: string) => Effect.Effect<ReadonlyArray<Row>, E>

const numbers = (rows: ReadonlyArray<Row>): ReadonlyMap<string, number> =>
  new Map(rows.map(({ key, value }) => [String(key), Number(value)]))

/** Reads all that the checker compares, as a superuser. */
export const read = <E>(ask: Ask<E>): Effect.Effect<Tables, E> =>
  Effect.gen(function* () {
    const found = yield* ask(effects)
    return {
      effects: new Map(
        found.map(({ key, times, whole }) => [String(key), { times: Number(times), whole: whole === true }])
      ),
      registers: numbers(yield* ask(registers)),
      counters: numbers(yield* ask(counters)),
      onCall: numbers(yield* ask(pairs))
    }
  })
