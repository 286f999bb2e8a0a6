/** What a project of Supabase's has before its first table: roles, `auth.uid()` and its like, rights by default, and what Realtime reads. */
export const supabase = (owner: string): ReadonlyArray<string> => [
  "CREATE ROLE anon NOLOGIN NOINHERIT",
  "CREATE ROLE authenticated NOLOGIN NOINHERIT",
  "CREATE ROLE service_role NOLOGIN NOINHERIT BYPASSRLS",
  "CREATE ROLE authenticator LOGIN NOINHERIT",
  "GRANT anon, authenticated, service_role TO authenticator",
  "CREATE ROLE supabase_admin LOGIN SUPERUSER",
  "CREATE SCHEMA auth",
  "GRANT USAGE ON SCHEMA public, auth TO anon, authenticated, service_role, PUBLIC",
  `CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim.sub', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
    )::uuid
  $$`,
  `CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim.role', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
    )::text
  $$`,
  `CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb
  $$`,
  ...["TABLES", "FUNCTIONS", "SEQUENCES"].map(
    (what) =>
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner}, supabase_admin IN SCHEMA public GRANT ALL ON ${what} TO ${owner}, anon, authenticated, service_role`
  ),
  "CREATE PUBLICATION supabase_realtime",
  `ALTER PUBLICATION supabase_realtime OWNER TO ${owner}`,
  `ALTER ROLE ${owner} CREATEROLE`,
  `GRANT anon, authenticated, service_role TO ${owner} WITH ADMIN OPTION`
]
