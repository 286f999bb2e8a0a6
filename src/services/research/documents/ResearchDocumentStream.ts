import { Duration, Effect, Exit, Stream } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ServiceOperations } from "../../../layers/resilience/ServiceOperations.ts"
import * as StoreCheck from "../model/StoreCheck.ts"
import { nothingStored, type StoreResult, type StoreStreamRequest } from "../model/StoreRequest.ts"
import type { ResearchDocumentStorage } from "./ResearchDocumentStorage.ts"
import { StreamIntake } from "./StreamIntake.ts"

const operation = "storeStream"

/** Stores what was taken in: at once where it is little, else from where it is staged. */
const storeTaken = (
  header: StoreCheck.CheckedHeader,
  intake: StreamIntake,
  storage: ResearchDocumentStorage,
  { checked, run }: ServiceOperations
): Effect.Effect<StoreResult, DataError> => {
  const { given, whole } = intake
  const options: Operation.Options = {
    kind: "transaction",
    idempotent: header.key !== undefined,
    extra: Duration.millis(given)
  }
  return whole === undefined
    ? Effect.andThen(
        intake.stage,
        Effect.suspend(() => run(operation, options)(storage.staging.store(intake.stagedStore)))
      )
    : checked(operation, options, StoreCheck.ofDocuments(header, whole), (store) =>
        Effect.map(storage.store([store]), ([result = nothingStored]) => result)
      )
}

/** Makes `ResearchDocuments.storeStream`. */
export const make = (storage: ResearchDocumentStorage, operations: ServiceOperations) => {
  const write = operations.run(operation, { kind: "write", idempotent: true })
  return Effect.fn(`${operations.service}.${operation}`)(function* <E = never, R = never>(
    request: StoreStreamRequest<E, R>
  ): Effect.fn.Return<StoreResult, DataError | E, R> {
    const header = yield* write(StoreCheck.header(request))
    const intake = new StreamIntake(header, storage.staging, write)
    return yield* Stream.runForEachArray(request.documents, intake.add).pipe(
      Effect.andThen(Effect.suspend(() => storeTaken(header, intake, storage, operations))),
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : intake.discard))
    )
  })
}
