import { Effect } from "effect"
import * as ConsoleAnswers from "../../monitor/pgbouncer/ConsoleAnswers.ts"
import * as ConsoleRows from "../../monitor/pgbouncer/ConsoleRows.ts"
import { type Check, orUnchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed, type Severity } from "../deployment/Finding.ts"

/** A PgBouncer that was told to hold everybody up, or to let nobody in. */
export const rules = family({
  "pooler-paused": {
    severity: "error",
    reason:
      "Whoever asks through it waits until somebody resumes it, or until a timeout ends the wait; a larger pool mends nothing.",
    remedy: "RESUME on PgBouncer's console, once what it was paused for is done."
  },
  "pooler-disabled": {
    severity: "error",
    reason: "New clients of the database are refused; those that are connected go on.",
    remedy: "ENABLE the database on PgBouncer's console, once what it was disabled for is done."
  }
})

/** What the console tells of it. */
export interface Told {
  /** Undefined before 1.19, whose console does not tell of a PAUSE of all. */
  readonly state: ConsoleAnswers.ConsoleState | undefined
  readonly databases: ReadonlyArray<Pick<ConsoleRows.ConsoleDatabase, "name" | "paused" | "disabled">>
  readonly pools: ReadonlyArray<ConsoleRows.ConsolePool>
}

/** As the console reads names. */
const named = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`

const namesOf = (
  databases: Told["databases"],
  is: (database: Told["databases"][number]) => boolean | undefined
): ReadonlyArray<string> => databases.flatMap((row) => (is(row) === true ? [row.name ?? "?"] : []))

const suspended = found(
  rules["pooler-paused"],
  "PgBouncer is suspended (SUSPEND): it reads nothing of what anybody sends, and lets nobody in",
  {
    remedy:
      "RESUME on a console that is connected still, as it lets no new one in; or send its process SIGUSR2 (kill -USR2 PID), which does the same."
  }
)

const pausedAll = found(
  rules["pooler-paused"],
  "PgBouncer is paused as a whole (PAUSE): whoever asks waits until RESUME"
)

/** Each command that undoes what was told of a database, and how grave that is for whoever uses another one. */
const undone = (
  name: keyof typeof rules,
  [told, undo, what]: readonly [told: string, undo: string, what: string],
  databases: ReadonlyArray<string>,
  severity: Severity
): ReadonlyArray<Finding> =>
  databases.length === 0
    ? []
    : [
        found(rules[name], `${told}: ${listed(databases)}`, {
          severity,
          remedy: `${listed(databases.map((each) => `${undo} ${named(each)}`))} on PgBouncer's console, once what it was ${what} for is done.`
        })
      ]

/** Ordinary waits are shorter. */
const waitMillis = 1_000

/** A pool that has clients waiting, and neither has a connection to Postgres nor is opening one. */
export const isStuck = (pool: ConsoleRows.ConsolePool): boolean => {
  const { serversActive = 0, serversIdle = 0, serversLogin = 0, serversTested = 0, serversUsed = 0 } = pool
  const servers = serversActive + serversIdle + serversLogin + serversTested + serversUsed
  return (pool.clientsWaiting ?? 0) > 0 && (pool.longestWaitMillis ?? 0) >= waitMillis && servers === 0
}

/** Before 1.19 a PAUSE of all shows by what it does alone. */
const inferred = (names: ReadonlyArray<string>): ReadonlyArray<Finding> =>
  names.length === 0
    ? []
    : [
        found(
          rules["pooler-paused"],
          `clients of ${listed(names)} wait, and PgBouncer neither has a connection to Postgres for them nor opens one: it is paused (PAUSE, which it does not tell before 1.19), or Postgres lets it in no more`,
          {
            remedy:
              "RESUME on PgBouncer's console; where that changes nothing, its log says why it does not get into Postgres."
          }
        )
      ]

/** What is found of what the console tells; a database that is not the caller's own is less grave, if one is named. */
export const of = ({ databases, pools, state }: Told, own?: string): ReadonlyArray<Finding> => {
  const held = namesOf(databases, ({ paused }) => paused)
  const out = namesOf(databases, ({ disabled }) => disabled)
  const stuck = state === undefined ? pools.filter(isStuck).map(({ database = "?" }) => database) : []
  const grave = (names: ReadonlyArray<string>): Severity =>
    own === undefined || names.includes(own) ? "error" : "warning"
  return [
    ...(state === "suspended" ? [suspended] : state === "paused" ? [pausedAll] : []),
    ...undone("pooler-paused", ["paused (PAUSE or KILL)", "RESUME", "paused"], held, grave(held)),
    ...inferred([...new Set(stuck)].filter((name) => !held.includes(name))),
    ...undone("pooler-disabled", ["disabled (DISABLE)", "ENABLE", "disabled"], out, grave(out))
  ]
}

/** Whether PgBouncer was told to hold anybody up, or to let nobody in. */
export const check: Check = {
  name: "PgBouncer: whether it is paused, suspended or disabled",
  run: Effect.fnUntraced(function* (deployment) {
    const ask = yield* deployment.console
    return yield* Effect.gen(function* () {
      const version = Effect.flatMap(ask("SHOW VERSION"), ConsoleAnswers.version)
      // Of one so old that it tells no version nobody can ask its state either.
      const known = yield* Effect.orElseSucceed(version, () => "1")
      const state = yield* ConsoleAnswers.state(ask, known)
      const databases = (yield* ask("SHOW DATABASES")).map(ConsoleRows.database)
      const pools = (yield* ask("SHOW POOLS")).map(ConsoleRows.pool)
      return of({ state, databases, pools }, deployment.reading.settings.pooled?.database)
    }).pipe(orUnchecked)
  })
}
