import type { Panel } from "../../../services/monitor/Panel.ts"

/** An unanswered question is worth a word from here on: less than a look is waited for. */
const noticeable = 400

/** What there is to say about a part that shows an old answer, because the next one does not come. */
export const silence = (who: string, panel: Panel<unknown>): ReadonlyArray<string> =>
  panel._tag === "Shown" && panel.silentMillis >= noticeable
    ? [`${who} has not answered for ${(panel.silentMillis / 1_000).toFixed(1)} s; these are its last numbers`]
    : []
