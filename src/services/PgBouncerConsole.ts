import { Context, Effect, Layer, Option } from "effect"
import * as AdminConsole from "../layers/AdminConsole.ts"
import { PgConfig } from "../layers/PgConfig.ts"

/**
 * What PgBouncer says of itself.
 *
 * A pooler without a console (Supabase's), or one that does not let this user in, answers everything with none.
 */
export class PgBouncerConsole extends Context.Service<
  PgBouncerConsole,
  {
    /** Such as `1.24.1`. */
    readonly version: Option.Option<string>
    /** Connections to Postgres that are open now. */
    readonly serverConnections: Effect.Effect<Option.Option<number>>
  }
>()("aquifer/services/PgBouncerConsole") {
  static readonly layerNoDeps: Layer.Layer<PgBouncerConsole, never, PgConfig> = Layer.effect(
    PgBouncerConsole,
    Effect.gen(function* () {
      const { console } = yield* PgConfig
      const connected = yield* console === undefined
        ? Effect.succeedNone
        : Effect.option(AdminConsole.connect(console))
      if (Option.isNone(connected)) return { version: Option.none(), serverConnections: Effect.succeedNone }
      const ask = connected.value
      return { version: yield* version(ask), serverConnections: serverConnections(ask) }
    })
  )
}

/** `SHOW VERSION` answers `PgBouncer 1.24.1`, in a column or, before 1.20, in a notice alone. */
const version = (ask: AdminConsole.Ask): Effect.Effect<Option.Option<string>> =>
  ask("SHOW VERSION").pipe(
    Effect.map(([row]) => row?.["version"]?.match(/\d+(\.\d+)+/)?.[0]),
    Effect.map(Option.fromNullishOr),
    Effect.catch(() => Effect.succeedNone)
  )

const serverConnections = (ask: AdminConsole.Ask): Effect.Effect<Option.Option<number>> =>
  ask("SHOW SERVERS").pipe(
    Effect.map((rows) => rows.length),
    Effect.option
  )
