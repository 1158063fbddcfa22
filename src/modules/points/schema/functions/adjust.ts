/**
 * Adds or takes points by hand or by import, as one entry (contract R35).
 *
 * Locks: the mailbox's account; waits 5 s for it. Due points expire first. Points in repay a debt first, and the rest
 * becomes a lot that expires at `p_expires_at`. Points out leave the lot that expires soonest first.
 * Checks: `p_key` is new. A repeated key with the same `p_hash` changes nothing.
 * Returns: the entry's account and version; `applied` is false where an earlier call wrote it.
 * Errors: PC001 if the balance would fall below zero without `p_allow_negative`; PC002 if the key has another request;
 * PC003 if the account was anonymised while its lock was waited for, run it again; 55P03 if the lock does not come.
 */
export const ADJUST = `create or replace function clientele_points_adjust(
    p_mailbox text, p_points bigint, p_reason text, p_key text, p_hash text, p_allow_negative boolean,
    p_expires_at timestamptz, p_stated_reason text, p_note text, p_actor_id text, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint)
  language plpgsql set lock_timeout = '5s' as $$
  declare a clientele_points_account; e record; v_repaid bigint; v_account bigint;
  begin
    -- A statement of its own: its caller's snapshot would not see an account that it makes.
    v_account := clientele_points_account_of(p_mailbox);
    select * into a from clientele_points_account where id = v_account for no key update;
    if a.mailbox <> p_mailbox then
      raise exception 'the account was anonymised meanwhile' using errcode = 'PC003';
    end if;
    select x.account_id, x.version, x.request_hash into e from clientele_points_entry x where x.idempotency_key = p_key;
    if found then
      if e.request_hash <> p_hash then
        raise exception 'the key was used with another request' using errcode = 'PC002';
      end if;
      applied := false; account_id := e.account_id; version := e.version; return next; return;
    end if;
    a := clientele_points_expire(a, p_now);
    if p_points > 0 then
      v_repaid := least(p_points, greatest(-a.balance, 0));
      a := clientele_points_post(a, 'adjust', p_reason, p_points, null, null, p_key, p_hash, p_calculation);
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, p_points, p_points - v_repaid, p_expires_at);
    else
      if not p_allow_negative and a.balance + p_points < 0 then
        raise exception 'balance is %', a.balance using errcode = 'PC001';
      end if;
      a := clientele_points_debit(a, 'adjust', p_reason, -p_points, null, null, p_key, p_hash, p_calculation,
        null, p_now, false);
    end if;
    if coalesce(p_stated_reason, p_note, p_actor_id) is not null then
      insert into clientele_points_entry_note values (a.id, a.version, p_stated_reason, p_note, p_actor_id);
    end if;
    applied := true; account_id := a.id; version := a.version; return next;
  end $$;`
