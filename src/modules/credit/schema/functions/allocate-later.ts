/**
 * Allocates earlier cash (contract R23). It posts no entry, so its key is in a separate table.
 *
 * Locks: the account; waits 5 s for it. `p_version`: the entry whose money it is; null takes the oldest money. Returns:
 * whether this call did it; false if an earlier call with this key did. Errors: those of lock, earlier and allocate_given;
 * 55P03 if the lock does not come.
 */
export const ALLOCATE_LATER = `create or replace function clientele_credit_allocate_later(
    p_account_id text, p_version bigint, p_receivables text[], p_amounts numeric[], p_key text, p_hash text,
    p_actor_id text
  ) returns boolean language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_credit_account;
  begin
    a := clientele_credit_lock(p_account_id, null);
    if clientele_credit_earlier(p_key, p_hash) is not null then return false; end if;
    insert into clientele_credit_allocation_request (idempotency_key, request_hash, account_id, actor_id)
      values (p_key, p_hash, p_account_id, p_actor_id);
    a := clientele_credit_allocate_given(a, p_version, p_receivables, p_amounts);
    return true;
  end $$;`
