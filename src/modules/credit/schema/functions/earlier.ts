/**
 * Looks an idempotency key up, among entries and allocations.
 *
 * Locks: none; the caller holds the account's lock, so a repeated request waits until the first one is committed. Returns:
 * the version of the entry that the key has made, 0 for an allocation, null for a new key. Errors: PR002 if the key was
 * used for another request.
 */
export const EARLIER = `create or replace function clientele_credit_earlier(p_key text, p_hash text)
  returns bigint language plpgsql as $$
  declare v_version bigint; v_hash text;
  begin
    select x.version, x.request_hash into v_version, v_hash from clientele_credit_entry x where x.idempotency_key = p_key;
    if not found then
      select 0, x.request_hash into v_version, v_hash from clientele_credit_allocation_request x
        where x.idempotency_key = p_key;
      if not found then return null; end if;
    end if;
    if v_hash <> p_hash then
      raise exception 'the key was used with another request' using errcode = 'PR002';
    end if;
    return v_version;
  end $$;`
