import { always, type Branch } from "./body/Branch.ts"
import * as LooseBody from "./body/LooseBody.ts"
import * as RoutineBody from "./body/RoutineBody.ts"
import { Catalogue } from "./evaluation/Catalogue.ts"
import * as Changes from "./evaluation/Changes.ts"
import { type Inner, placed, type RoutineFacts } from "./Routine.ts"
import * as RoutineChange from "./RoutineChange.ts"
import * as Dependency from "./rules/Dependency.ts"
import * as LaterQuery from "./rules/LaterQuery.ts"
import * as ObjectName from "./rules/ObjectName.ts"
import { rules } from "./rules/Rule.ts"
import * as Setting from "./rules/Setting.ts"
import type { SessionNeed } from "./rules/StatementFacts.ts"
import * as TemporaryObjects from "./rules/TemporaryObjects.ts"
import * as TransactionControl from "./rules/TransactionControl.ts"
import { SessionState } from "./SessionState.ts"
import * as Grammar from "./sql/Grammar.ts"
import { firstToken } from "./sql/Lexer.ts"
import * as Tree from "./sql/Tree.ts"
import { StatementWalk } from "./StatementWalk.ts"

/** What is to be known of a statement that does nothing which later ones depend on. */
const nothing: Omit<RoutineFacts, "needs"> = {
  control: undefined,
  tables: [],
  advances: [],
  prepares: undefined,
  executes: [],
  drops: [],
  renames: undefined,
  ties: [],
  makesInTemporary: undefined,
  hidesTemporary: undefined,
  sets: [],
  resets: undefined,
  passing: [],
  deallocates: undefined,
  closes: undefined,
  unlistens: undefined,
  disconnects: [],
  escapes: undefined,
  awaitsRows: false,
  isRead: true,
  runs: [],
  makes: undefined,
  alters: undefined,
  fires: undefined,
  calls: [],
  unread: []
}

const awaitsRows = (copy: Tree.Node): boolean =>
  Tree.at(copy, "is_from") === true && Tree.text(copy, "filename") === ""

/** A query that is run later, and what a run takes from sequences. */
const prepared = (
  statement: Grammar.Statement,
  text: string,
  catalogue: Catalogue
): RoutineFacts["prepares"] => {
  const later = LaterQuery.made(statement.kind, statement.node)
  if (later === undefined) return undefined
  const { kind, name, query } = later
  const walk = new StatementWalk({ ...statement, kind, node: query }, text, catalogue, () => [])
  walk.kind(kind, query)
  return { name, advances: walk.advances.sure }
}

/** What is to be known of one statement of `text`. */
export const ofStatement = (
  statement: Grammar.Statement,
  text: string,
  catalogue: Catalogue
): RoutineFacts => {
  const { kind, node } = statement
  const walk = new StatementWalk(statement, text, catalogue, (query) =>
    leftBehind(of(query, catalogue).map((facts) => ({ facts, branch: always })))
  )
  walk.kind(kind, node)
  const start = firstToken(text, statement.start)
  const body = RoutineBody.of(statement, text)
  const own = new Catalogue(catalogue)
  const inner = body.pieces.flatMap((piece) => inPiece(piece, own))
  const runs = kind === "DoStmt"
  const path = Setting.searchPath(kind, node) ?? walk.searchPath
  return {
    needs: runs ? walk.needs : [...walk.needs, ...leftBehind(inner)],
    control: TransactionControl.of(kind, node),
    tables: Changes.of(kind, node),
    advances: walk.advances.sure,
    prepares: prepared(statement, text, catalogue),
    executes: kind === "FetchStmt" ? LaterQuery.run(kind, node) : walk.executes,
    drops: kind === "DropStmt" ? ObjectName.dropped(node) : nothing.drops,
    renames: TemporaryObjects.renamed(kind, node),
    ties: Dependency.tied(kind, node),
    makesInTemporary: path && Setting.makesInTemporary(path),
    hidesTemporary: path && Setting.hidesTemporary(path),
    sets: [Setting.set(kind, node) ?? [], walk.sets].flat(),
    resets: Setting.reset(kind, node),
    passing: TemporaryObjects.passing(kind, node),
    deallocates: kind === "DeallocateStmt" ? Tree.text(node, "name") : undefined,
    closes: kind === "ClosePortalStmt" ? Tree.text(node, "portalname") : undefined,
    unlistens: kind === "UnlistenStmt" ? Tree.text(node, "conditionname") : undefined,
    disconnects: walk.disconnects,
    escapes: Setting.escapes(kind, node),
    awaitsRows: kind === "CopyStmt" && awaitsRows(node),
    isRead: body.isRead,
    runs: runs ? inner : [],
    makes: RoutineChange.made(kind, node, inner),
    alters: RoutineChange.altered(kind, node, start),
    fires: RoutineChange.fires(statement, walk.writes, start),
    calls: walk.calls,
    unread: [...body.unread, ...inner.flatMap(({ facts }) => facts.unread)]
  }
}

const inPiece = ({ branch, position, text }: LooseBody.Piece, catalogue: Catalogue): ReadonlyArray<Inner> =>
  inTurn(text, catalogue, branch).map((facts) => ({ facts: placed(facts, position), branch }))

/** What the statements of a body, which runs in a transaction, would leave behind at its end. */
const leftBehind = (body: ReadonlyArray<Inner>): ReadonlyArray<SessionNeed> => {
  const session = new SessionState(true)
  const breaches = body.flatMap(({ branch, facts }) => session.step(facts, { branch }))
  session.commit()
  return breaches.filter(({ undone }) => !undone).map(({ need }) => ({ ...need, only: undefined }))
}

/** A text nested too deeply for us: the calls in it are judged one by one, and refused when that is no way either. */
const tooDeep = (text: string): ReadonlyArray<RoutineFacts> => {
  const needs = LooseBody.calls(text).flatMap(({ position, text }): ReadonlyArray<SessionNeed> => {
    const statements = Grammar.parse(text)
    if (typeof statements === "string") return [{ rule: rules.unreadable, position: position(0) }]
    return statements
      .flatMap((statement) => ofStatement(statement, text, new Catalogue()).needs)
      .map((need) => ({ ...need, position: position(need.position) }))
  })
  return [{ needs, ...nothing }]
}

/** What is to be known of the statements of a text, each of which knows the tables that those before it have made. */
const inTurn = (text: string, catalogue: Catalogue, branch: Branch): ReadonlyArray<RoutineFacts> => {
  const statements = Grammar.parse(text)
  if (statements === "not SQL") return []
  if (statements === "too deep") return tooDeep(text)
  return statements.map((statement) => {
    const facts = ofStatement(statement, text, catalogue)
    catalogue.follow(facts.tables, branch.length === 0)
    if (facts.control?.kind.startsWith("rollback") === true) catalogue.rollback()
    return facts
  })
}

/** The same; nothing when the grammar does not take it. */
export const of = (text: string, catalogue = new Catalogue()): ReadonlyArray<RoutineFacts> =>
  inTurn(text, new Catalogue(catalogue), always)
