import { Effect } from "effect"
import { Notes, Tenants } from "./tenants.ts"

/** Writes a tenant's note into the tenant's own database. */
export const write = (tenant: string, text: string) =>
  Notes.use((notes) => notes.insert({ text })).pipe(Effect.provide(Tenants.get(tenant)))
