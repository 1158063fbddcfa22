/**
 * Reserves points for a cart. A live hold of the same account on the cart is replaced.
 *
 * Locks: the mailbox's account; waits 2 s for it. Due points expire first.
 * Checks: the points are available, which means neither held nor pending; the cart has no hold of another account.
 * `p_requested` is what the shopper asked for; `p_points` is what the cart can carry (ADR 0044).
 * Returns: the points that are still available after it.
 * Errors: PC001 if too few are available; PC006 for another account's hold; 55P03 if the lock does not come.
 */
export const HOLD_PLACE = `create or replace function clientele_points_hold_place(
    p_id text, p_mailbox text, p_cart_id text, p_points bigint, p_currency_code text, p_rate numeric,
    p_max_percent integer, p_min_points bigint, p_min_checkout_total numeric, p_proof_id text,
    p_expires_at timestamptz, p_now timestamptz, p_requested bigint default null
  ) returns table (available bigint) language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account; h clientele_points_hold; v_account bigint;
  begin
    v_account := clientele_points_account_of(p_mailbox);
    select * into a from clientele_points_account where id = v_account for no key update;
    select * into h from clientele_points_hold where cart_id = p_cart_id and status = 'held';
    if found then
      if h.account_id <> a.id then
        raise exception 'the cart has a hold of another account' using errcode = 'PC006';
      end if;
      update clientele_points_hold set status = 'released', ended_because = 'replaced', updated_at = now()
        where id = h.id;
      update clientele_points_account set held = held - h.points where id = a.id returning * into a;
    end if;
    a := clientele_points_expire(a, p_now);
    available := a.balance - a.held - clientele_points_pending(a.id, p_now);
    if available < p_points then
      raise exception '% points are available', greatest(available, 0) using errcode = 'PC001';
    end if;
    insert into clientele_points_hold (id, account_id, cart_id, points, currency_code, points_per_currency_discount,
      max_percent, min_points, min_checkout_total, proof_id, expires_at, requested)
    values (p_id, a.id, p_cart_id, p_points, p_currency_code, p_rate, p_max_percent, p_min_points,
      p_min_checkout_total, p_proof_id, p_expires_at, p_requested);
    update clientele_points_account set held = held + p_points where id = a.id;
    available := available - p_points;
    return next;
  exception when unique_violation then
    raise exception 'the cart has a hold of another account' using errcode = 'PC006';
  end $$;`
