import { type Html, html } from "./Html.ts"

/** Rows of a list that stand there for everybody; the others are a click away. */
const most = 20

/** A list as a table, of which the rows that few people read are folded away. */
export const folded = <Row>(
  rows: ReadonlyArray<Row>,
  table: (rows: ReadonlyArray<Row>) => Html
): ReadonlyArray<Html> =>
  rows.length <= most
    ? [table(rows)]
    : [
        table(rows.slice(0, most)),
        html`<details>
          <summary>${(rows.length - most).toLocaleString("en")} more</summary>
          ${table(rows.slice(most))}
        </details>`
      ]
