import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** A hold has what its cart carries, and API calls wait for a locked account for seconds, not for ever (ADR 0044). */
export class Migration20261129034107 extends Migration {
  override async up(): Promise<void> {
    this.addSql("alter table clientele_points_hold add column if not exists requested bigint;")
    // With one parameter more it would be a second function beside the first; the default serves processes of before.
    this.addSql(`drop function if exists clientele_points_hold_place(${PLACE_BEFORE});`)
    this.addSql(HOLD_PLACE)
    this.addSql(HOLD_SHRINK)
    this.addSql(GIVE_BACK)
    for (const name of BOUNDED) {
      this.addSql(`alter function ${name} set lock_timeout = '5s';`)
    }
  }

  // The other functions, the column and the parameter stay: what came before works with them.
  override async down(): Promise<void> {
    for (const name of BOUNDED) {
      this.addSql(`alter function ${name} reset lock_timeout;`)
    }
    this.addSql("drop function if exists clientele_points_hold_shrink(text, bigint, bigint, bigint);")
  }
}

/** What completions and admin calls run. Longer than a job's two seconds: an order in progress is worth a wait. */
const BOUNDED = [
  "clientele_points_hold_post(text, text, bigint, jsonb, timestamptz)",
  "clientele_points_hold_unpost(text, timestamptz)",
  "clientele_points_adjust(text, bigint, text, text, text, boolean, timestamptz, text, text, text, jsonb, timestamptz)",
  "clientele_points_merge(text, text, text, text, text, text, timestamptz)",
]

const PLACE_BEFORE = `text, text, text, bigint, text, numeric, integer, bigint, numeric, text, timestamptz, timestamptz`

const HOLD_PLACE = `create or replace function clientele_points_hold_place(
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

// Only from what the caller has read to less: two callers never shrink a hold twice over one reading.
const HOLD_SHRINK = `create or replace function clientele_points_hold_shrink(
    p_id text, p_from bigint, p_to bigint, p_requested bigint
  ) returns boolean language plpgsql set lock_timeout = '2s' as $$
  declare a clientele_points_account;
  begin
    a := clientele_points_lock_hold(p_id);
    if a.id is null or p_to < 1 or p_to >= p_from then return false; end if;
    update clientele_points_hold set points = p_to, requested = p_requested, updated_at = now()
      where id = p_id and status = 'held' and points = p_from;
    if not found then return false; end if;
    update clientele_points_account set held = held - (p_from - p_to) where id = a.id;
    return true;
  end $$;`

// Points that expired in a lot have no room there: with them it would have more than it was granted, and its order could
// never be settled to less again (found by M16).
const GIVE_BACK = `create or replace function clientele_points_give_back(
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
    for l in select x.source, greatest(x.granted - x.remaining - x.expired, 0) as room, x.expires_at, x.forgiven, x.revision, x.of_order,
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
  end $$;`
