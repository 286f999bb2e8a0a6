/** A place in the primary's log, of which more is behind it the larger it is, as `pg_lsn` writes it: `16/B374D848`. */
export const read = (text: string | undefined): bigint | undefined => {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text ?? "") ?? []
  return high === undefined || low === undefined
    ? undefined
    : (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

/**
 * Asks a standby whether it is one, how far it is, and whether each statement has a snapshot of its own; and lets nothing be
 * written from here to the end of the transaction.
 */
export const ofReplica = `SELECT pg_catalog.pg_is_in_recovery()::text, pg_catalog.pg_last_wal_replay_lsn()::text,
  pg_catalog.current_setting('transaction_isolation'), pg_catalog.set_config('transaction_read_only', 'on', true)`

const unlessStandby = (position: string) =>
  `CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.${position}()::text END`

/**
 * Asks a primary how much of its log is safe, which no commit that it has answered is behind, and how much there is, which
 * none is behind at all, be it answered before it was safe (`synchronous_commit` off).
 */
export const ofPrimary = `SELECT ${unlessStandby("pg_current_wal_flush_lsn")} AS flushed, ${unlessStandby("pg_current_wal_insert_lsn")} AS inserted`
