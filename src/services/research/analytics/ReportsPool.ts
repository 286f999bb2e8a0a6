import { PooledPg } from "../../../layers/PooledPg.ts"

/** The lane that reports go by: a pool of its own where `DATABASE_POOL_URL_REPORTS` is set, else the main one. */
export class ReportsPool extends PooledPg.Service<ReportsPool>()("reports") {}
