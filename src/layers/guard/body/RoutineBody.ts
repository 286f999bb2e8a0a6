import * as Grammar from "../sql/Grammar.ts"
import * as Tree from "../sql/Tree.ts"
import { always } from "./Branch.ts"
import * as LooseBody from "./LooseBody.ts"
import * as PlPgSql from "./PlPgSql.ts"

/** The option of a statement by its name, such as its language. */
const option = (options: ReadonlyArray<unknown>, name: string): unknown =>
  Tree.at(
    options.find((each) => Tree.text(each, "DefElem", "defname") === name),
    "DefElem"
  )

/** The SQL in a body, and whether it was read as a whole. */
export interface Body extends LooseBody.Found {
  readonly isRead: boolean
}

const loose = (body: string, start: number): Body => ({
  ...LooseBody.statements(body, start),
  isRead: false
})

const inSql = (body: string, start: number): Body =>
  Grammar.parse(body) === "not SQL"
    ? loose(body, start)
    : {
        pieces: [{ text: body, position: (index) => start + index, branch: always }],
        unread: [],
        isRead: true
      }

const inPlPgSql = (statement: Grammar.Statement, body: string, text: string, start: number): Body => {
  const tree = Grammar.parseBody(text.slice(statement.start, statement.end))
  return tree === undefined ? loose(body, start) : { ...PlPgSql.read(tree, text, start), isRead: true }
}

const nothing: Body = { pieces: [], unread: [], isRead: true }

/** The body of a function, procedure or DO block; of one in another language no more than that it is there. */
export const of = (statement: Grammar.Statement, text: string): Body => {
  const { character, kind, node } = statement
  if (kind !== "DoStmt" && kind !== "CreateFunctionStmt") return nothing
  const options = Tree.list(node, kind === "DoStmt" ? "args" : "options")
  const as = option(options, "as")
  const source = Tree.at(as, "arg", "String") ?? Tree.at(Tree.list(as, "arg", "List", "items")[0], "String")
  const body = Tree.text(source, "sval")
  if (body === "") return nothing
  const named = Tree.text(option(options, "language"), "arg", "String", "sval").toLowerCase()
  const language = named === "" && kind === "DoStmt" ? "plpgsql" : named
  const from = character(Tree.location(as) ?? 0)
  const start = Math.max(from, text.indexOf(body, from))
  if (language === "sql") return inSql(body, start)
  if (language === "plpgsql") return inPlPgSql(statement, body, text, start)
  return language === "" ? nothing : { ...nothing, unread: [{ position: start, language }] }
}
