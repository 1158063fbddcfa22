/**
 * Finds the account of a mailbox, or makes an empty one. Two callers that make the same one get the same id.
 *
 * Locks: none on an account that exists. Returns: the account's id.
 */
export const ACCOUNT_OF = `create or replace function clientele_points_account_of(p_mailbox text)
  returns bigint language plpgsql as $$
  declare v_id bigint;
  begin
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    if found then return v_id; end if;
    insert into clientele_points_account (mailbox) values (p_mailbox) on conflict (mailbox) do nothing;
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    return v_id;
  end $$;`
