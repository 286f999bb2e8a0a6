/**
 * The monitor's live page as routes of one's own server, which nothing else here loads.
 *
 * @module
 */

/** The monitor's live page, as routes of a program's own server. */
export * as MonitorPage from "./programs/web/MonitorPage.ts"
