import { Migration, Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"

export class Note extends Model.Class<Note>("Note")({
  id: Model.GeneratedByDb(Schema.Int),
  owner: Model.GeneratedByDb(Schema.String), // by the column's default
  body: Schema.String,
  shown: Schema.Boolean
}) {}

export class Notes extends Repository.Service<Notes>()("notes/Notes", {
  model: Note,
  tableName: "notes",
  idColumn: "id",
  lookups: { byOwner: Repository.many("owner", { orderBy: { field: "id" }, limit: 100 }) }
}) {}

export const changes = Migration.ofSet("notes", [
  {
    id: 1,
    name: "notes",
    up: [
      `CREATE TABLE notes (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        owner uuid NOT NULL DEFAULT auth.uid(),
        body text NOT NULL,
        shown boolean NOT NULL DEFAULT false
      )`,
      "CREATE INDEX ON notes (owner)",
      "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY own ON notes TO authenticated USING (owner = (SELECT auth.uid())) WITH CHECK (owner = (SELECT auth.uid()))",
      "CREATE POLICY shown ON notes FOR SELECT TO anon, authenticated USING (shown)",
      "REVOKE ALL ON notes FROM anon, authenticated", // Supabase has granted them everything
      "GRANT SELECT ON notes TO anon, aquifer_app", // the program reads the columns at its start, and no policy shows it a row
      "GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO authenticated, service_role"
    ]
  }
])
