import type { Change } from "../../../../layers/migration/Change.ts"

/**
 * The role that programs work as: it reads and writes rows and owns nothing. Logins are granted it; the migrating
 * role is a member too, because row security is forced on owners as well.
 */
export const roles: Change = {
  id: 1,
  name: "roles",
  up: [
    `DO $$
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
  ]
}
