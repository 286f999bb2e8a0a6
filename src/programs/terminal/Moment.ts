/*
 * One format of time wherever people read one, in UTC as servers log it, so that a screen, a page and a log agree. The
 * page's scripts have the same in `page/browser/chart.js`.
 */

/** A time of day: 03:04:05 UTC. */
export const clock = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`

/** A day and its time: 2026-01-02 03:04:05 UTC. */
export const moment = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`
