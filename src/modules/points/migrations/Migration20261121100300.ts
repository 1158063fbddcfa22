import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** The ledger's functions for holds: reserve, deduct, undo, give back (DESIGN D2, ADR 0018). */
export class Migration20261121100300 extends Migration {
  override async up(): Promise<void> {
    for (const statement of HOLDS) {
      this.addSql(statement)
    }
  }
}

const HOLDS = [
  // The account of a hold, locked. A merge can move the hold while we wait for the lock: then its new account, too.
  `create or replace function clientele_points_lock_hold(p_id text) returns clientele_points_account
  language plpgsql as $$
  declare a clientele_points_account; v_account bigint;
  begin
    loop
      select h.account_id into v_account from clientele_points_hold h where h.id = p_id;
      if not found then return null; end if;
      select * into a from clientele_points_account x where x.id = v_account for no key update;
      perform 1 from clientele_points_hold h where h.id = p_id and h.account_id = v_account;
      if found then return a; end if;
    end loop;
  end $$;`,

  // A live hold on the same cart is replaced: a shopper moves a slider.
  `create or replace function clientele_points_hold_place(
    p_id text, p_mailbox text, p_cart_id text, p_points bigint, p_currency_code text, p_rate numeric,
    p_max_percent integer, p_min_points bigint, p_min_checkout_total numeric, p_proof_id text,
    p_expires_at timestamptz, p_now timestamptz
  ) returns table (available bigint) language plpgsql as $$
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
      max_percent, min_points, min_checkout_total, proof_id, expires_at)
    values (p_id, a.id, p_cart_id, p_points, p_currency_code, p_rate, p_max_percent, p_min_points,
      p_min_checkout_total, p_proof_id, p_expires_at);
    update clientele_points_account set held = held + p_points where id = a.id;
    available := available - p_points;
    return next;
  exception when unique_violation then
    raise exception 'the cart has a hold of another account' using errcode = 'PC006';
  end $$;`,

  // held -> posted, once: the deduction. What the order does not carry of the hold is free again. A hold that expired
  // while the shopper was at the bank is taken again if the points are still there (R47).
  `create or replace function clientele_points_hold_post(
    p_id text, p_order_id text, p_points bigint, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint, balance_after bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null then raise exception 'there is no hold %', p_id using errcode = 'PC004'; end if;
    select * into h from clientele_points_hold where id = p_id;
    account_id := a.id;
    if h.status = 'posted' and h.order_id = p_order_id then
      select false, x.version, x.balance_after into applied, version, balance_after from clientele_points_entry x
        where x.idempotency_key = p_order_id || ':redeem';
      return next; return;
    end if;
    if h.status not in ('held', 'expired') then
      raise exception 'hold % is %', p_id, h.status using errcode = 'PC004';
    end if;
    if p_points < 1 or p_points > h.points then
      raise exception 'the hold covers % points', h.points using errcode = 'PC001';
    end if;
    if h.status = 'held' then
      update clientele_points_account set held = held - h.points where id = a.id returning * into a;
    else
      a := clientele_points_expire(a, p_now);
      if a.balance - a.held - clientele_points_pending(a.id, p_now) < p_points then
        raise exception 'hold % is expired and its points are gone', p_id using errcode = 'PC004';
      end if;
    end if;
    update clientele_points_hold set status = 'posted', order_id = p_order_id, updated_at = now() where id = p_id;
    a := clientele_points_debit(a, 'redeem', 'redemption', p_points, p_order_id, h.currency_code,
      p_order_id || ':redeem', p_id, p_calculation, null, p_now, true);
    applied := true; version := a.version; balance_after := a.balance;
    return next;
  end $$;`,

  // Puts points back into the lots that a redemption took them from, soonest expiry last to leave first to return; what
  // no lot can take again, or would come back about to expire, becomes a lot of its own. Debt is repaid first.
  `create or replace function clientele_points_give_back(
    a clientele_points_account, p_order_id text, p_points bigint, p_key text, p_calculation jsonb,
    p_not_before timestamptz
  ) returns clientele_points_account language plpgsql as $$
  declare v_left bigint; v_back bigint; v_done bigint; l record; v_expires timestamptz := 'infinity'; v_taken bigint;
  begin
    v_left := p_points - least(p_points, greatest(-a.balance, 0));
    a := clientele_points_post(a, 'adjust', 'redeem_return', p_points, p_order_id, null, p_key, '', p_calculation);
    select coalesce(sum(x.points), 0) into v_done from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem' and x.idempotency_key < p_order_id || ':redeem~'
        and x.reason = 'redeem_return' and x.idempotency_key <> p_key;
    for l in select x.source, x.granted - x.remaining as room, x.expires_at, x.forgiven, x.revision, x.of_order,
        u.points - greatest(0, least(u.points, v_done - sum(u.points) over w + u.points)) as used
      from clientele_points_entry e
      join clientele_points_lot_use u on u.account_id = e.account_id and u.version = e.version
      join clientele_points_lot x on x.source = u.lot_source
      where e.idempotency_key = p_order_id || ':redeem'
      window w as (order by x.expires_at desc, x.entry_version desc, x.source rows unbounded preceding)
      order by x.expires_at desc, x.entry_version desc, x.source
    loop
      exit when v_left = 0;
      -- What was let off because these points were spent is taken back now that they return.
      v_taken := case when l.of_order then least(l.used, l.forgiven, v_left) else 0 end;
      if v_taken > 0 then
        update clientele_points_lot set forgiven = forgiven - v_taken, revision = revision + 1 where source = l.source;
        a := clientele_points_post(a, 'adjust', 'refund_reversal', -v_taken, l.source, null,
          l.source || ':earn:' || (l.revision + 1), '', null);
        v_left := v_left - v_taken;
        l.used := l.used - v_taken;
      end if;
      v_expires := least(v_expires, l.expires_at);
      v_back := case when l.expires_at < p_not_before then 0 else least(l.used, l.room, v_left) end;
      continue when v_back <= 0;
      update clientele_points_lot set remaining = remaining + v_back where source = l.source;
      v_left := v_left - v_back;
    end loop;
    if v_left > 0 then
      insert into clientele_points_lot (source, account_id, of_order, entry_version, granted, remaining, expires_at)
        values (p_key, a.id, false, a.version, v_left, v_left, greatest(v_expires, p_not_before));
    end if;
    return a;
  end $$;`,

  // posted -> held: only how the order's own transaction is undone (a declined payment). The points come back into the
  // hold, so that the shopper's retry finds them. Answers with nothing where the order had no redemption.
  `create or replace function clientele_points_hold_unpost(p_order_id text, p_now timestamptz)
  returns table (hold_id text, points bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold; v_cover bigint;
  begin
    select * into h from clientele_points_hold x where x.order_id = p_order_id;
    if not found then return; end if;
    a := clientele_points_lock_hold(h.id);
    select * into h from clientele_points_hold x where x.order_id = p_order_id;
    if h.status is distinct from 'posted' then return; end if;
    select -x.points into points from clientele_points_entry x where x.idempotency_key = p_order_id || ':redeem';
    a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:undo', null, p_now);
    v_cover := least(h.points, a.balance - a.held - clientele_points_pending(a.id, p_now));
    if v_cover > 0 and not exists (
      select 1 from clientele_points_hold x where x.cart_id = h.cart_id and x.status = 'held')
    then
      update clientele_points_hold x set status = 'held', order_id = null, points = v_cover, updated_at = now()
        where x.id = h.id;
      update clientele_points_account set held = held + v_cover where id = a.id;
    else
      update clientele_points_hold x set status = 'released', ended_because = 'order undone', order_id = null,
        updated_at = now() where x.id = h.id;
    end if;
    hold_id := h.id;
    return next;
  end $$;`,

  // Redeemed points of canceled or returned goods (R33): brings what came back of an order's redemption up to a total.
  `create or replace function clientele_points_redeem_return(
    p_order_id text, p_total bigint, p_not_before timestamptz, p_calculation jsonb
  ) returns table (points bigint, account_id bigint, version bigint, balance_after bigint) language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold; e record; v_back bigint; v_entries bigint;
  begin
    select * into h from clientele_points_hold x where x.order_id = p_order_id and x.status = 'posted';
    if not found then return; end if;
    a := clientele_points_lock_hold(h.id);
    select x.points, x.account_id into e from clientele_points_entry x
      where x.idempotency_key = p_order_id || ':redeem';
    select coalesce(sum(x.points), 0), count(*) into v_back, v_entries from clientele_points_entry x
      where x.idempotency_key > p_order_id || ':redeem:' and x.idempotency_key < p_order_id || ':redeem;'
        and x.reason = 'redeem_return';
    points := least(p_total, -e.points) - v_back;
    if points <= 0 then return; end if;
    a := clientele_points_give_back(a, p_order_id, points, p_order_id || ':redeem:back:' || (v_entries + 1),
      p_calculation, p_not_before);
    account_id := a.id; version := a.version; balance_after := a.balance;
    return next;
  end $$;`,

  // held -> released or expired, once. False when the hold had ended before.
  `create or replace function clientele_points_hold_end(p_id text, p_status text, p_because text) returns boolean
  language plpgsql as $$
  declare a clientele_points_account; h clientele_points_hold;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null then return false; end if;
    select * into h from clientele_points_hold where id = p_id;
    if h.status <> 'held' then return false; end if;
    update clientele_points_hold set status = p_status, ended_because = p_because, updated_at = now() where id = p_id;
    update clientele_points_account set held = held - h.points where id = a.id;
    return true;
  end $$;`,
]
