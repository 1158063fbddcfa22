/**
 * Brings the points that one order has granted to `p_target` (ADR 0010, 0011). The first award is written here, a later
 * change by `clientele_points_settle_again`.
 *
 * Locks: the mailbox's account; waits 2 s for it. Two first awards of one order meet on the lot's primary key: one
 * fails with 23505 and its caller runs it again. `p_fencing_token` was drawn before the order was read, so an older
 * reading never overrides a newer one. `p_first`: the reader knew of no award.
 * Returns: the outcome (`awarded`, `nothing`, or one of the other function's), the points of the entry, version and
 * balance.
 * Errors: PC003 if a merge moved the order meanwhile, run it again; 55P03 if the lock does not come.
 */
export const SETTLE = `create or replace function clientele_points_settle(
    p_order_id text, p_mailbox text, p_target bigint, p_may_rise boolean, p_first boolean, p_fencing_token bigint,
    p_currency_code text, p_available_at timestamptz, p_expires_at timestamptz, p_clamp boolean, p_calculation jsonb,
    p_now timestamptz
  ) returns table (outcome text, account_id bigint, version bigint, points bigint, balance_after bigint)
  language plpgsql set lock_timeout = '2s' as $$
  declare v_account bigint; v_use bigint := 0;
  begin
    select x.account_id into v_account from clientele_points_lot x where x.source = p_order_id;
    if found then
      return query select s.* from clientele_points_settle_again(v_account, p_order_id, p_target, p_may_rise, p_first,
        p_fencing_token, p_currency_code, p_available_at, p_expires_at, p_clamp, p_calculation, p_now) s;
      return;
    end if;
    select x.id, x.balance, x.version into account_id, balance_after, version from clientele_points_account x
      where x.mailbox = p_mailbox for no key update;
    if not found then
      v_account := clientele_points_account_of(p_mailbox);
      select x.id, x.balance, x.version into account_id, balance_after, version from clientele_points_account x
        where x.id = v_account for no key update;
    end if;
    points := p_target;
    outcome := 'nothing';
    if p_target > 0 then
      outcome := 'awarded';
      v_use := least(p_target, greatest(-balance_after, 0));
      balance_after := balance_after + p_target;
      version := version + 1;
      update clientele_points_account x set balance = balance_after, version = clientele_points_settle.version,
        lifetime_earned = x.lifetime_earned + p_target, updated_at = now() where x.id = account_id;
      insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
          currency_code, idempotency_key, request_hash, calculation)
        values (account_id, version, 'earn', 'order', p_target, balance_after, p_order_id, p_currency_code,
          p_order_id || ':earn:1', '', p_calculation);
    end if;
    insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, revision,
        fencing_token, available_at, expires_at)
      values (p_order_id, account_id, true, case when p_target > 0 then version end, p_target, p_target - v_use,
        case when p_target > 0 then 1 else 0 end, p_fencing_token, p_available_at, p_expires_at);
    return next;
  end $$;`
