/**
 * Accepts a right code, once (contract M26): the challenge is used, the failures that counted the guess are deleted,
 * the token is there; or nothing changes.
 *
 * Locks: the challenge's row. Checks: no other call has used the challenge.
 * Returns: true, or false if another call was first.
 */
export const ACCEPT = `create or replace function clientele_code_accept(
    p_challenge text, p_failures bigint[], p_token_id text, p_hash bytea, p_now timestamptz, p_expires_at timestamptz
  ) returns boolean language plpgsql as $$
  declare c clientele_code_challenge;
  begin
    update clientele_code_challenge set used_at = p_now where id = p_challenge and used_at is null returning * into c;
    if not found then return false; end if;
    delete from clientele_code_failure where id = any (p_failures);
    insert into clientele_code_token (id, hash, mailbox, cart_id, created_at, expires_at)
      values (p_token_id, p_hash, c.mailbox, c.cart_id, p_now, p_expires_at);
    return true;
  end $$;`
