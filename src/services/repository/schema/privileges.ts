/** Makes the role that programs work as, unless it is there, and makes the migrating role a member of it. */
export const applicationRole = `DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'aquifer_app') THEN
    BEGIN
      CREATE ROLE aquifer_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL; -- another database's migration was faster
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'role aquifer_app is missing and % may not create roles', current_user
          USING ERRCODE = 'insufficient_privilege',
                HINT = 'As an administrator: CREATE ROLE aquifer_app; GRANT aquifer_app TO the migrating role WITH ADMIN OPTION';
    END;
  END IF;
  IF NOT pg_catalog.pg_has_role(current_user, 'aquifer_app', 'USAGE') THEN
    EXECUTE pg_catalog.format('GRANT aquifer_app TO %I', current_user);
  END IF;
END
$$`

const revoked =
  (...roles: ReadonlyArray<string>) =>
  (what: string): string =>
    `DO $$
DECLARE outsider text;
BEGIN
  FOR outsider IN SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN (${roles.map((role) => `'${role}'`).join(", ")}) LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON ${what} FROM %I', outsider);
  END LOOP;
END
$$`

/** Supabase exposes `public` to its roles anon and authenticated; elsewhere they do not exist. */
export const fromOutsiders = revoked("anon", "authenticated")

/** And gives all of it by default to who has the secret key, for whom row security does not hold. */
export const fromSupabase = revoked("anon", "authenticated", "service_role")

/** Row security forced on a table, and nothing for anyone but the application's role. */
export const lockTable = (table: string, granted: string): ReadonlyArray<string> => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY aquifer_app_all ON ${table} TO aquifer_app USING (true) WITH CHECK (true)`,
  `REVOKE ALL ON ${table} FROM PUBLIC, aquifer_app`,
  fromSupabase(`TABLE public.${table}`),
  `GRANT ${granted} ON ${table} TO aquifer_app`
]

/** A function that nobody but the application's role may call. */
export const lockFunction = (signature: string): ReadonlyArray<string> => [
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
  fromSupabase(`FUNCTION public.${signature}`),
  `GRANT EXECUTE ON FUNCTION ${signature} TO aquifer_app`
]
