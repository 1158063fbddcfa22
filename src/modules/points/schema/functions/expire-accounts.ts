/**
 * Expires due points of up to `p_limit` accounts with ids above `p_after`, in the order of their ids.
 *
 * Locks: each account in turn; skips those that another session has locked (contract M48, ADR 0037). It
 * waits 2 s for any other lock.
 * Returns: one row for each account; `points` are those that expired. A skipped account has nulls, and the next run
 * tries it again. Errors: 55P03 if a lock does not come.
 */
export const EXPIRE_ACCOUNTS = `create or replace function clientele_points_expire_accounts(
    p_after bigint, p_limit integer, p_now timestamptz)
  returns table (account_id bigint, points bigint, balance_after bigint, version bigint)
  language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account; v_before bigint;
  begin
    for account_id in
      select distinct l.account_id from clientele_points_lot l
      where l.remaining > 0 and l.expires_at < 'infinity' and l.expires_at <= p_now and l.account_id > p_after
      order by l.account_id limit p_limit
    loop
      points := null; balance_after := null; version := null;
      select * into a from clientele_points_account x where x.id = account_id for no key update skip locked;
      if found then
        v_before := a.balance;
        a := clientele_points_expire(a, p_now);
        points := v_before - a.balance; balance_after := a.balance; version := a.version;
      end if;
      return next;
    end loop;
  end $$;`
