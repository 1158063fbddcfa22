import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/**
 * The ledger's one write path (DESIGN D4): small functions that build on each other, so that an award, an adjustment or a
 * redemption is one database round trip. `clientele_points_post` is the only place that changes a balance.
 *
 * Every function that takes an account row expects that the caller holds its lock (`for no key update`) and passes the
 * row as it is under that lock. Error codes: PC001 insufficient points, PC002 idempotency conflict, PC003 concurrent
 * change (run it again), PC004 hold has ended, PC005 append-only, PC006 another account's hold on the cart, PC007 no such
 * account.
 */
export class Migration20261121100100 extends Migration {
  override async up(): Promise<void> {
    for (const statement of WRITE_PATH) {
      this.addSql(statement)
    }
  }
}

const WRITE_PATH = [
  `create or replace function clientele_points_account_of(p_mailbox text) returns bigint language plpgsql as $$
  declare v_id bigint;
  begin
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    if found then return v_id; end if;
    insert into clientele_points_account (mailbox) values (p_mailbox) on conflict (mailbox) do nothing;
    select id into v_id from clientele_points_account where mailbox = p_mailbox;
    return v_id;
  end $$;`,

  // One entry and the balance that goes with it.
  `create or replace function clientele_points_post(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb
  ) returns clientele_points_account language plpgsql as $$
  begin
    update clientele_points_account set
      balance = balance + p_points,
      version = version + 1,
      lifetime_earned = lifetime_earned
        + case when p_reason in ('order', 'order_change', 'refund_reversal') then p_points else 0 end,
      lifetime_redeemed = lifetime_redeemed
        - case when p_reason in ('redemption', 'redeem_return') then p_points else 0 end,
      updated_at = now()
    where id = a.id returning * into a;
    insert into clientele_points_entry (account_id, version, type, reason, points, balance_after, order_id,
      currency_code, idempotency_key, request_hash, calculation)
    values (a.id, a.version, p_type::clientele_points_entry_type, p_reason::clientele_points_entry_reason, p_points, a.balance, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
    return a;
  end $$;`,

  // Takes points out of lots, the preferred lot first, then soonest expiry; says which entry used them.
  `create or replace function clientele_points_take(
    p_account bigint, p_version bigint, p_points bigint, p_prefer text, p_available_at timestamptz, p_due_by timestamptz
  ) returns void language plpgsql as $$
  declare v_left bigint := p_points; v_used bigint; l record;
  begin
    if v_left > 0 and p_prefer is not null then
      select source, remaining into l from clientele_points_lot where source = p_prefer and remaining > 0;
      if found then
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
      end if;
    end if;
    if v_left > 0 then
      for l in select source, remaining from clientele_points_lot
        where account_id = p_account and remaining > 0 and source is distinct from p_prefer
          and (p_available_at is null or available_at is null or available_at <= p_available_at)
          and (p_due_by is null or expires_at <= p_due_by)
        order by expires_at, entry_version
      loop
        v_used := least(l.remaining, v_left);
        update clientele_points_lot set remaining = remaining - v_used,
          expired = expired + case when p_due_by is null then 0 else v_used end where source = l.source;
        insert into clientele_points_lot_use values (p_account, p_version, l.source, v_used);
        v_left := v_left - v_used;
        exit when v_left = 0;
      end loop;
    end if;
    if v_left > 0 then
      raise exception 'lots of account % do not cover % points', p_account, p_points using errcode = 'PC001';
    end if;
  end $$;`,

  `create or replace function clientele_points_pending(p_account bigint, p_now timestamptz) returns bigint
  language sql stable as $$
    select coalesce(sum(remaining), 0)::bigint from clientele_points_lot
    where account_id = p_account and available_at is not null and remaining > 0 and available_at > p_now
  $$;`,

  // Lets go of the newest holds until those left are covered (M2). A shopper who paid sees 'uncovered' as cart_changed.
  `create or replace function clientele_points_cover_holds(a clientele_points_account, p_cover bigint)
  returns clientele_points_account language plpgsql as $$
  declare h record; v_free bigint := 0;
  begin
    if a.held <= greatest(p_cover, 0) then return a; end if;
    for h in select id, points from clientele_points_hold
      where account_id = a.id and status = 'held' order by created_at desc, id desc
    loop
      update clientele_points_hold set status = 'released', ended_because = 'uncovered', updated_at = now()
        where id = h.id;
      v_free := v_free + h.points;
      exit when a.held - v_free <= greatest(p_cover, 0);
    end loop;
    update clientele_points_account set held = held - v_free where id = a.id returning * into a;
    return a;
  end $$;`,

  `create or replace function clientele_points_debit(
    a clientele_points_account, p_type text, p_reason text, p_points bigint, p_order_id text, p_currency_code text,
    p_key text, p_hash text, p_calculation jsonb, p_prefer text, p_now timestamptz, p_available_only boolean
  ) returns clientele_points_account language plpgsql as $$
  begin
    perform clientele_points_take(a.id, a.version + 1, least(p_points, greatest(a.balance, 0)), p_prefer,
      case when p_available_only then p_now end, null);
    a := clientele_points_cover_holds(a, a.balance - p_points - clientele_points_pending(a.id, p_now));
    return clientele_points_post(a, p_type, p_reason, -p_points, p_order_id, p_currency_code, p_key, p_hash,
      p_calculation);
  end $$;`,

  // Due lots leave, but for what live holds need of them (R36).
  `create or replace function clientele_points_expire(a clientele_points_account, p_now timestamptz)
  returns clientele_points_account language plpgsql as $$
  declare v_due bigint;
  begin
    select coalesce(sum(remaining), 0) into v_due from clientele_points_lot
      where account_id = a.id and remaining > 0 and expires_at <= p_now;
    if v_due = 0 then return a; end if;
    -- A hold counts on points that can be spent now; those still pending do not cover it.
    v_due := least(v_due, greatest(a.balance - a.held - clientele_points_pending(a.id, p_now), 0));
    if v_due = 0 then return a; end if;
    perform clientele_points_take(a.id, a.version + 1, v_due, null, null, p_now);
    return clientele_points_post(a, 'adjust', 'expiry', -v_due, null, null,
      'expiry:' || a.id || ':' || (a.version + 1), '', null);
  end $$;`,

  `create or replace function clientele_points_expire_accounts(p_after bigint, p_limit integer, p_now timestamptz)
  returns table (account_id bigint, points bigint, balance_after bigint, version bigint) language plpgsql as $$
  declare a clientele_points_account; v_before bigint;
  begin
    for a in select acc.* from clientele_points_account acc
      where acc.id in (
        select distinct l.account_id from clientele_points_lot l
        where l.remaining > 0 and l.expires_at < 'infinity' and l.expires_at <= p_now and l.account_id > p_after
        order by l.account_id limit p_limit)
      order by acc.id for no key update
    loop
      v_before := a.balance;
      a := clientele_points_expire(a, p_now);
      account_id := a.id; points := v_before - a.balance; balance_after := a.balance; version := a.version;
      return next;
    end loop;
  end $$;`,

  // Manual and imported changes (R35). A repeated key answers with the earlier entry.
  `create or replace function clientele_points_adjust(
    p_mailbox text, p_points bigint, p_reason text, p_key text, p_hash text, p_allow_negative boolean,
    p_expires_at timestamptz, p_stated_reason text, p_note text, p_actor_id text, p_calculation jsonb, p_now timestamptz
  ) returns table (applied boolean, account_id bigint, version bigint) language plpgsql as $$
  declare a clientele_points_account; e record; v_repaid bigint; v_account bigint;
  begin
    -- A statement of its own: its caller's snapshot would not see an account that it makes.
    v_account := clientele_points_account_of(p_mailbox);
    select * into a from clientele_points_account where id = v_account for no key update;
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
  end $$;`,

  // An admin moves one mailbox's points to another's (R31): two entries that add up to nothing, and the lots with them,
  // so that later reversals and expiries find them. The live holds of the first are let go.
  `create or replace function clientele_points_merge(
    p_from text, p_to text, p_key text, p_hash text, p_stated_reason text, p_actor_id text, p_now timestamptz
  ) returns table (applied boolean, points bigint) language plpgsql as $$
  declare f clientele_points_account; t clientele_points_account; e record; v_from bigint; v_to bigint; v_taken bigint;
    v_moved jsonb;
  begin
    select x.id into v_from from clientele_points_account x where x.mailbox = p_from;
    if not found then raise exception 'there is no points account to merge' using errcode = 'PC007'; end if;
    v_to := clientele_points_account_of(p_to);
    perform 1 from clientele_points_account x where x.id in (v_from, v_to) order by x.id for no key update;
    select * into f from clientele_points_account x where x.id = v_from;
    select * into t from clientele_points_account x where x.id = v_to;
    select x.points, x.request_hash into e from clientele_points_merge x where x.idempotency_key = p_key;
    if found then
      if e.request_hash <> p_hash then
        raise exception 'the key was used with another request' using errcode = 'PC002';
      end if;
      applied := false; points := e.points; return next; return;
    end if;
    f := clientele_points_cover_holds(clientele_points_expire(f, p_now), 0);
    t := clientele_points_expire(t, p_now);
    points := f.balance; applied := true;
    insert into clientele_points_merge values (p_key, p_hash, f.id, t.id, points);
    update clientele_points_lot x set account_id = t.id where x.account_id = f.id;
    update clientele_points_hold x set account_id = t.id where x.account_id = f.id;
    if points = 0 then return next; return; end if;

    v_moved := jsonb_build_object('lifetime_earned', f.lifetime_earned, 'lifetime_redeemed', f.lifetime_redeemed);
    f := clientele_points_post(f, 'adjust', 'merge', -points, null, null, p_key || ':from', p_hash,
      jsonb_build_object('lifetime_earned', -f.lifetime_earned, 'lifetime_redeemed', -f.lifetime_redeemed));
    -- A debt on either side is paid from the lots on the other.
    v_taken := case when points > 0 then least(points, greatest(-t.balance, 0))
      else least(-points, greatest(t.balance, 0)) end;
    perform clientele_points_take(t.id, t.version + 1, v_taken, null, null, null);
    if points < 0 then
      t := clientele_points_cover_holds(t, t.balance + points - clientele_points_pending(t.id, p_now));
    end if;
    t := clientele_points_post(t, 'adjust', 'merge', points, null, null, p_key || ':to', p_hash, v_moved);
    update clientele_points_account x set
      lifetime_earned = x.lifetime_earned + (v_moved->>'lifetime_earned')::bigint
        * case when x.id = t.id then 1 else -1 end,
      lifetime_redeemed = x.lifetime_redeemed + (v_moved->>'lifetime_redeemed')::bigint
        * case when x.id = t.id then 1 else -1 end
      where x.id in (f.id, t.id);
    insert into clientele_points_entry_note (account_id, version, stated_reason, actor_id)
      values (f.id, f.version, p_stated_reason, p_actor_id), (t.id, t.version, p_stated_reason, p_actor_id);
    return next;
  end $$;`,
]
