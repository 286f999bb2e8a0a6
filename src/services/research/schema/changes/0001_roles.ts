import type { Change } from "../../../../layers/migration/Change.ts"
import { applicationRole } from "../../../repository/schema/privileges.ts"

/**
 * The role that programs work as: it reads and writes rows and owns nothing. Logins are granted it; the migrating
 * role is a member too, because row security is forced on owners as well.
 */
export const roles: Change = {
  id: 1,
  name: "roles",
  up: [applicationRole]
}
