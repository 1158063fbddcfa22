/**
 * Locks a mailbox until the transaction ends, so that counting and adding is one step (ADR 0017).
 *
 * Locks: an advisory lock of the mailbox; it waits without a limit. Returns: nothing.
 */
export const LOCK = `create or replace function clientele_code_lock(p_mailbox text) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended('clientele_code:' || p_mailbox, 0))
  $$;`
